import { MICRO } from '../history/transactions.js';
import { column, type Facts } from './facts.js';
import type { Meaning } from './meaning.js';

/**
 * Whom transactions see below `prefix`, as in Biswas and Enea, "On the complexity of checking transactional consistency",
 * OOPSLA 2019: at read-committed, the writers of what they have read; at read-atomic, of all that they read, and their
 * sessions; at causal, all from which a path of these leads. To be asked in the order of commits `at`: for each read, the
 * last writer of its key that is seen, or -1.
 */
export function createSight(facts: Facts, { family, sessions, isFree }: Meaning, at: Int32Array) {
  const { first, micro, key, session, owner, writer, found } = facts;
  /** By session: of each key, the last writer that it sees; how many it sees of each session; who is in it. */
  const known = Array.from({ length: facts.sessions }, () => new Map<number, number>());
  const [pasts, members] = [known.map(() => new Map<number, number>()), known.map((): number[] => [])];
  /** By transaction: the how manyth of its session; of writers, what their session had seen when they ended, pair after pair. */
  const [rank, ends] = [column(facts.count, 0), new Array<Int32Array>(facts.count)];
  const see = (t: number, all: Map<number, number>) => {
    for (let op = first[t]!; op < first[t + 1]!; op++)
      if (micro[op] === MICRO.write && !(at[all.get(key[op]!)!]! > at[t]!)) all.set(key[op]!, t);
  };
  return (t: number, reads: readonly number[]): number[] => {
    const [own, now, past] = [known[session[t]!]!, new Map<number, number>(), pasts[session[t]!]!];
    const sources = reads.map((op) => owner[writer[found[op]!]!] ?? -1);
    for (const source of new Set(sources)) {
      if (family === 'read-atomic') see(source, now);
      const end = past.get(session[source]!)! >= rank[source]! ? [] : (ends[source] ?? []);
      for (let i = 0; i < end.length; i += 2) {
        let seen = past.get(end[i]!) ?? 0;
        if (seen >= end[i + 1]!) continue;
        past.set(end[i]!, end[i + 1]!);
        while (seen < end[i + 1]!) see(members[end[i]!]![seen++]!, own);
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
    past.set(session[t]!, (rank[t] = members[session[t]!]!.push(t)));
    if (family !== 'causal' || facts.writesOf(t).length === 0) return last;
    ends[t] = new Int32Array(2 * past.size);
    let i = 0;
    for (const pair of past) for (const n of pair) ends[t]![i++] = n;
    return last;
  };
}
