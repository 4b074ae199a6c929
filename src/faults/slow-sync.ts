import { parseSpan, SPAN_SCHEMA } from '../node/span.js';
import { diskFault } from './disk-fault.js';
import { FaultError } from './fault.js';

/** Disks take their time to make things safe. */
export const slowSync = diskFault({
  name: 'slow-sync',
  says: 'makes syncs of the disks of nodes slow, n2 or [n1, n2]; by: what is added to each ({uniform: [5ms, 50ms]})',
  siblings: { by: SPAN_SCHEMA },
  ills({ by }) {
    if (by === undefined) return { slow: { uniform: [5e6, 50e6] } };
    const slow = parseSpan(by);
    if (slow !== undefined) return { slow };
    throw new FaultError('expected a duration such as 80ms, {uniform: [1ms, 9ms]} or {exponential: 5ms}', ['by']);
  },
  healthy: { slow: undefined },
});
