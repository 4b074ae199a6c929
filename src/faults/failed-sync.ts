import { diskFault } from './disk-fault.js';

/** Disks report errors instead of making things safe. */
export const failedSync = diskFault({
  name: 'failed-sync',
  says: 'lets syncs of the disks of nodes fail, n2 or [n1, n2]; probability: how often (1)',
  siblings: { probability: { type: 'number', minimum: 0, maximum: 1 } },
  ills: ({ probability = 1 }) => ({ fail: probability as number }),
  healthy: { fail: 0 },
});
