import { placeAt } from './chain.js';
import type { CreateDatabase, Setting } from './database.js';
import { apply, type Running } from './transaction.js';

/** How many commits a stale read may lag behind. */
const LAG = 12;

/** One lock for everything: a transaction happens at its commit. */
export const strictSerializable: CreateDatabase = (setting) => locked(setting, () => Infinity);

/** As strict, but what only reads may read an older state, never older than what its session has seen. */
export const strongSessionSerializable: CreateDatabase = (setting) => {
  const seen = new Array<number>(setting.clients + 1).fill(0);
  return locked(
    setting,
    ({ client }, now) => Math.max(seen[client]!, now - Math.floor(setting.dice() * LAG)),
    ({ client }, at) => void (seen[client] = at),
  );
};

/** As strict, but what only reads may read an older state. */
export const serializable: CreateDatabase = (setting) =>
  locked(setting, (_, now) => Math.max(0, now - Math.floor(setting.dice() * LAG)));

function locked(
  { model }: Setting,
  stateFor: (running: Running, now: number) => number,
  tell: (running: Running, at: number) => void = () => {},
) {
  let now = 0;
  let isSettled = false;
  return {
    begin() {},
    commit(running: Running) {
      if (!running.readsOnly) now++;
      const at = running.readsOnly && !isSettled ? Math.min(now, stateFor(running, now)) : now;
      for (const step of running.steps) if (!step.isWrite) step.place = placeAt(step.chain, at);
      apply(running, model, now);
      tell(running, at);
      return true;
    },
    settle: () => void (isSettled = true),
  };
}
