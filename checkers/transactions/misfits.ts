import type { Misfits } from './holes.js';

/** After so many strikes most has been tried once. */
export const STRIKES = 7;

/** What did not fit, and what is tried in its place: each time that a transaction does not, something else. */
export function createMisfits() {
  const out = new Set<number>();
  const late = new Map<number, Set<number>>();
  const early = new Map<number, Set<number>>();
  const struck = new Map<number, number>();

  function put(where: Map<number, Set<number>>, k: number | undefined, t: number): void {
    if (k === undefined) return;
    const others = where.get(k);
    if (others === undefined) where.set(k, new Set([t]));
    else others.add(t);
  }

  return {
    out,
    late,
    early,
    /** How often a transaction did not fit. */
    strikes: (t: number) => struck.get(t) ?? 0,
    /**
     * Notes that a transaction is on a cycle, which comes to it by a version of one key and leaves it by one of another.
     * `keys`: all that it wrote.
     */
    strike(t: number, inBy: number | undefined, outBy: number | undefined, keys: readonly number[]): void {
      const times = struck.get(t) ?? 0;
      const count = times % (keys.length + 4);
      struck.set(t, times + 1);
      if (count === 0) put(late, outBy, t);
      else if (count === 1) put(early, inBy, t);
      else {
        for (const where of [late, early]) for (const others of where.values()) others.delete(t);
        if (count < keys.length + 2) put(late, keys[count - 2], t);
        else if (count === keys.length + 2) out.add(t);
        else out.delete(t);
      }
    },
  } satisfies Misfits & Record<string, unknown>;
}
