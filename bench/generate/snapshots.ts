import { placeAt } from './chain.js';
import { type CreateDatabase, type Database, type Setting, written } from './database.js';
import { apply, type Running } from './transaction.js';

/** How many commits an old snapshot may lag behind. */
const LAG = 12;

/** Versions and snapshots; of two concurrent writers of a key the first to commit wins. The snapshot is the latest. */
export const strictSnapshotIsolation: CreateDatabase = (setting) => snapshots(setting, 'now', true);
/** The snapshot may be old, but holds what the session has committed and seen. */
export const strongSessionSnapshotIsolation: CreateDatabase = (setting) => snapshots(setting, 'session', true);
/** The snapshot may be old. */
export const snapshotIsolation: CreateDatabase = (setting) => snapshots(setting, 'any', true);
/** Snapshots as of the session, and whoever commits last wins: updates get lost. */
export const prefix: CreateDatabase = (setting) => snapshots(setting, 'session', false);
/** The latest snapshot, and whoever commits last wins. */
export const lostUpdate: CreateDatabase = (setting) => snapshots(setting, 'now', false);

function snapshots({ model, clients, dice }: Setting, age: 'now' | 'session' | 'any', firstWins: boolean): Database {
  const seen = new Array<number>(clients + 1).fill(0);
  let now = 0;
  let isSettled = false;
  return {
    begin(running) {
      const oldest = age === 'now' || isSettled ? now : now - Math.floor(dice() * LAG);
      running.snapshot = Math.max(0, oldest, age === 'session' ? seen[running.client]! : 0);
      for (const step of running.steps) if (!step.isWrite) step.place = placeAt(step.chain, running.snapshot);
      seen[running.client] = Math.max(seen[running.client]!, running.snapshot);
    },
    commit(running) {
      if (firstWins && isOvertaken(running)) return false;
      if (!running.readsOnly) now++;
      apply(running, model, now);
      if (!running.readsOnly) seen[running.client] = now;
      return true;
    },
    settle: () => void (isSettled = true),
  };
}

/** Whether somebody has written one of its keys since its snapshot. */
export function isOvertaken(running: Running): boolean {
  for (const { commits } of written(running)) if ((commits.at(-1) ?? 0) > running.snapshot) return true;
  return false;
}
