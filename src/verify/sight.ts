import type { Facts } from './facts.js';
import type { Meaning } from './meaning.js';

/**
 * Whom transactions see below `prefix`, as in Biswas and Enea, "On the complexity of checking transactional consistency",
 * OOPSLA 2019: at read-committed, the writers of what they have read; at read-atomic, of all that they read, and their
 * sessions; at causal, all from which a path of these leads. To be asked in the order of commits `at`: for each read, the
 * last writer of its key that is seen, or -1.
 */
export function createSight(facts: Facts, { family, sessions, isFree }: Meaning, at: Int32Array) {
  const { key, session, owner, writer, found } = facts;
  /** By session: of each key, the last writer that it sees; how many it sees of each session; who is in it. */
  const known = Array.from({ length: facts.sessions }, () => new Map<number, number>());
  const [pasts, members] = [known.map(() => new Map<number, number>()), known.map((): number[] => [])];
  /** By writer: what its session had seen when it ended, pair after pair. */
  const ends = new Array<Int32Array>(facts.count);
  const see = (t: number, all: Map<number, number>) => {
    for (const op of facts.writesOf(t)) if (!(at[all.get(key[op]!)!]! > at[t]!)) all.set(key[op]!, t);
  };
  return (t: number, reads: readonly number[]): number[] => {
    const [own, now, past] = [known[session[t]!]!, new Map<number, number>(), pasts[session[t]!]!];
    const sources = reads.map((op) => owner[writer[found[op]!]!] ?? -1);
    for (const source of new Set(sources)) {
      if (family === 'read-atomic') see(source, now);
      for (let i = 0, [s, n] = ends[source] ?? []; n !== undefined; [s, n] = ends[source]!.subarray((i += 2))) {
        for (let m = past.get(s!) ?? 0; m < n; m++) see(members[s!]![m]!, own);
        past.set(s!, Math.max(past.get(s!) ?? 0, n));
      }
    }
    const last = reads.map((op, i) => {
      if (isFree) now.clear();
      if (family === 'read-committed') see(sources[i]!, now);
      const seen = [now.get(key[op]!) ?? -1, own.get(key[op]!) ?? -1];
      return at[seen[0]!]! > (at[seen[1]!] ?? -1) ? seen[0]! : seen[1]!;
    });
    if (!sessions || family === 'read-committed') return last;
    see(t, own);
    past.set(session[t]!, members[session[t]!]!.push(t));
    if (family === 'causal' && facts.writesOf(t).length > 0) ends[t] = Int32Array.from([...past].flat());
    return last;
  };
}
