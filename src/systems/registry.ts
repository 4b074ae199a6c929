import { branchBank } from './branch-bank/system.js';
import { mutexLedger } from './mutex-ledger/system.js';
import { snapshotBank } from './snapshot-bank/system.js';
import type { System } from './system.js';

/** Every system that comes with us, by its name in a scenario. */
// biome-ignore lint/suspicious/noExplicitAny: each system has its own type of configuration, which only it reads.
export const SYSTEMS: Record<string, System<any>> = {
  'branch-bank': branchBank,
  'mutex-ledger': mutexLedger,
  'snapshot-bank': snapshotBank,
};
