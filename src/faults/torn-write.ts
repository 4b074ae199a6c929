import { USUAL_TEAR } from '../node/machine.js';
import { diskFault } from './disk-fault.js';

/** A crash finds a disk in the middle of a write. */
export const tornWrite = diskFault({
  name: 'torn-write',
  says: `makes each crash of nodes, n2 or [n1, n2], leave a part of a write that was not synced (otherwise: ${USUAL_TEAR * 100} % of them)`,
  ills: () => ({ tear: 1 }),
  healthy: { tear: USUAL_TEAR },
});
