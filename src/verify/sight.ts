import { MICRO } from '../history/transactions.js';
import type { Facts } from './facts.js';
import type { Meaning } from './meaning.js';

/**
 * Whom transactions see below `prefix`, as in Biswas and Enea, "On the complexity of checking transactional consistency",
 * OOPSLA 2019: at read-committed, the writers of what they have read; at read-atomic, of all that they read, and their
 * sessions; at causal, all from which a path of these leads. To be asked in the order of commits `at`: for each read, the
 * last writer of its key that is seen, or -1.
 */
export function createSight(facts: Facts, { family, sessions }: Meaning, at: Int32Array) {
  const { first, micro, key, session, owner, writer, found, model } = facts;
  /** By session: of each key, the last writer that it sees; how many it sees of each session; who is in it. */
  const known = Array.from({ length: facts.sessions }, () => new Map<number, number>());
  const [pasts, members] = [known.map((): number[] => []), known.map((): number[] => [])];
  /** By transaction: what its session had seen when it ended. */
  const ends: number[][] = [];
  const see = (t: number, all: Map<number, number>) => {
    for (let op = first[t]!; op < first[t + 1]!; op++)
      if (micro[op] === MICRO.write && !(at[all.get(key[op]!)!]! > at[t]!)) all.set(key[op]!, t);
  };
  return (t: number, reads: readonly number[]): number[] => {
    const [own, now, past] = [known[session[t]!]!, new Map<number, number>(), pasts[session[t]!]!];
    const sources = reads.map((op) => owner[writer[found[op]!]!] ?? -1);
    for (const source of new Set(sources)) {
      if (family === 'read-atomic') see(source, now);
      for (const [s, n = 0] of ends[source]?.entries() ?? [])
        for (past[s] ??= 0; past[s]! < n; past[s]!++) see(members[s]![past[s]!]!, own);
    }
    const last = reads.map((op, i) => {
      // Of lists and chains, read-committed asks only for an order of commits that is that of their versions.
      if (family === 'read-committed' && model !== 'register') now.clear();
      if (family === 'read-committed') see(sources[i]!, now);
      const seen = [now.get(key[op]!) ?? -1, own.get(key[op]!) ?? -1];
      return at[seen[0]!]! > (at[seen[1]!] ?? -1) ? seen[0]! : seen[1]!;
    });
    if (!sessions || family === 'read-committed') return last;
    see(t, own);
    past[session[t]!] = members[session[t]!]!.push(t);
    if (family === 'causal') ends[t] = past.slice();
    return last;
  };
}
