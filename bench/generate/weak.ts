import { type Chain, placeAt } from './chain.js';
import { type CreateDatabase, type Setting, written } from './database.js';
import { apply, type Running } from './transaction.js';

/** How many versions a read may lag behind. */
const LAG = 4;
/** Of so many keys a session's last writes are remembered. */
const REMEMBERED = 2000;

/** Where the last version of a key stands that a transaction wrote. */
type Places = Map<Chain, number>;

/** Every read may lag by itself, but of a transaction of which it finds one write it finds all, and its session's own. */
export const readAtomic: CreateDatabase = (setting) => {
  const sessions = Array.from({ length: setting.clients + 1 }, (): Places => new Map());
  return weak(setting, (running, placesOf, lagging) => {
    const mine = sessions[running.client]!;
    const reads = running.steps.filter((step) => !step.isWrite);
    const found: Places = new Map();
    for (const { chain } of reads) if (!found.has(chain)) found.set(chain, lagging(chain, mine.get(chain) ?? -1));
    for (let changed = true; changed; ) {
      changed = false;
      for (const [chain, place] of found) {
        for (const [other, written] of place < 0 ? [] : placesOf(chain, place)) {
          if ((found.get(other) ?? Infinity) >= written) continue;
          found.set(other, written);
          changed = true;
        }
      }
    }
    for (const step of reads) step.place = found.get(step.chain)!;
    return (places) => {
      for (const [chain, place] of places) {
        mine.delete(chain);
        mine.set(chain, place);
      }
      for (const chain of mine.keys()) {
        if (mine.size <= REMEMBERED) break;
        mine.delete(chain);
      }
    };
  });
};

/** Every read may lag by itself, but not behind a transaction of which the same transaction has read. */
export const readCommitted: CreateDatabase = (setting) =>
  weak(setting, (running, placesOf, lagging) => {
    const least: Places = new Map();
    for (const step of running.steps) {
      if (step.isWrite) continue;
      step.place = lagging(step.chain, least.get(step.chain) ?? -1);
      if (step.place < 0) continue;
      for (const [chain, place] of placesOf(step.chain, step.place)) {
        least.set(chain, Math.max(place, least.get(chain) ?? -1));
      }
    }
    return () => {};
  });

/** `choose` sets what a transaction's reads find, and returns what is done when it has committed. */
function weak(
  { model, dice }: Setting,
  choose: (
    running: Running,
    placesOf: (chain: Chain, place: number) => Places,
    lagging: (chain: Chain, least: number) => number,
  ) => (places: Places) => void,
) {
  /** By commit: its writes. Old ones are forgotten with their chains. */
  const writes = new WeakMap<Chain, Map<number, Places>>();
  const after = new WeakMap<Running, (places: Places) => void>();
  let now = 0;
  let isSettled = false;

  const placesOf = (chain: Chain, place: number) => writes.get(chain)!.get(chain.commits[place]!)!;
  const lagging = (chain: Chain, least: number) => {
    const newest = chain.commits.length - 1;
    const lag = isSettled ? 0 : Math.floor(dice() * (LAG + 1));
    // Not in the middle of what one transaction wrote.
    const place = newest < lag ? -1 : placeAt(chain, chain.commits[newest - lag]!);
    return Math.max(least, place);
  };

  return {
    begin(running: Running) {
      after.set(running, choose(running, placesOf, lagging));
    },
    commit(running: Running) {
      if (!running.readsOnly) now++;
      apply(running, model, now);
      const places: Places = new Map();
      for (const chain of written(running)) places.set(chain, chain.commits.length - 1);
      for (const chain of places.keys()) {
        if (!writes.has(chain)) writes.set(chain, new Map());
        writes.get(chain)!.set(now, places);
      }
      after.get(running)!(places);
      return true;
    },
    settle: () => void (isSettled = true),
  };
}
