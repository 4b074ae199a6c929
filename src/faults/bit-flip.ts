import { diskFault } from './disk-fault.js';

/** Disks forget what was safe. */
export const bitFlip = diskFault({
  name: 'bit-flip',
  says: 'turns over bits on the disks of nodes, n2 or [n1, n2], whenever they crash; bits: how many (1)',
  siblings: { bits: { type: 'integer', minimum: 1, maximum: 64 } },
  ills: ({ bits = 1 }) => ({ flip: bits as number }),
  healthy: { flip: 0 },
});
