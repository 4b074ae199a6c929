import type { Misfits } from './holes.js';

/** After so many strikes all has been tried once. */
export const STRIKES = 4;

/** What did not fit, and what is tried in its place: each time that a transaction does not, something else. */
export function createMisfits() {
  const out = new Set<number>();
  const late = new Map<number, Set<number>>();
  const early = new Map<number, Set<number>>();
  const strikes = new Map<number, number>();

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
    /** Notes that a transaction is on a cycle, which comes to it by a version of one key and leaves it by one of another. */
    strike(t: number, inBy: number | undefined, outBy: number | undefined): void {
      const count = strikes.get(t) ?? 0;
      strikes.set(t, count + 1);
      const what = count % STRIKES;
      if (what === 0) put(late, outBy, t);
      else if (what === 1) put(early, inBy, t);
      else {
        for (const where of [late, early]) for (const others of where.values()) others.delete(t);
        if (what === 2) out.add(t);
        else out.delete(t);
      }
    },
  } satisfies Misfits & Record<string, unknown>;
}
