import { NOTHING, OUTCOME, UNKNOWN } from '../history/transactions.js';
import { column, type Facts, NONE } from './facts.js';
import { type Meaning, refuse } from './meaning.js';
import { createSight } from './sight.js';

/**
 * Refuses an order of commits in which a read finds another version than the last that its transaction sees. From `prefix`
 * up, that sees all before its begin. `begins`: by transaction, how many commits stand before that; without, it begins as
 * early as it can, `serializable` where it commits.
 */
export function checkOrder(facts: Facts, meaning: Meaning, order: readonly number[], begins?: Int32Array): void {
  const { micro, key, outcome, session, invoked, completed, count, keys, replaced } = facts;
  const { owner, version, writer, overwritten, found, prior } = facts;
  const { family, isWeak } = meaning;
  const [at, earliest, lastOf] = [column(count, -1), column(count, 0), column(facts.sessions, -1)];
  for (const [i, t] of order.entries()) at[t] = i;
  const after = (t: number, other: number | undefined, why: string) => {
    const commit = at[other!] ?? -1;
    if (commit >= (begins ?? at)[t]!) refuse(`transaction ${t} begins before transaction ${other!} commits: ${why}`);
    earliest[t] = Math.max(earliest[t]!, commit + 1);
  };
  for (const [t, s] of meaning.sessions ? session.entries() : []) {
    if (at[t]! < 0) continue;
    after(t, lastOf[s], 'it is the later one of a session');
    lastOf[s] = t;
  }
  // Transactions stand in the order of their ends.
  let [latest, ended] = [-1, 0];
  for (const t of meaning.realTime ? Int32Array.from(order).sort((a, b) => invoked[a]! - invoked[b]!) : []) {
    for (; completed[ended]! >= 0 && completed[ended]! < invoked[t]!; ended++)
      if (outcome[ended] === OUTCOME.ok) latest = Math.max(latest, at[ended]!);
    after(t, order[latest], 'that had ended before it was invoked');
  }
  // By write, and after those by key for its start: the write that replaced it.
  const next = column(micro.length + keys, -1);
  const last = Int32Array.from({ length: keys }, (_, k) => micro.length + k);
  for (const t of order) {
    for (const op of facts.writesOf(t)) {
      const [k, old] = [key[op]!, last[key[op]!]!];
      const told = replaced?.[op] ?? prior[version[op]!] ?? UNKNOWN;
      if (facts.isTorn || (told !== UNKNOWN && told !== (version[old] ?? NOTHING)))
        refuse(`transaction ${t} replaced another version of ${facts.keyName(k)} than the one before it in the order`);
      if (family === 'snapshot-isolation' && owner[old] !== t) after(t, owner[old], `both write ${facts.keyName(k)}`);
      [next[old], last[k]] = [op, op];
    }
  }
  const sight = createSight(facts, meaning, at);
  for (const t of order) {
    const reads = facts.operations(t).filter((op) => found[op] !== NONE);
    const sources = reads.map((op) => (found[op]! < 0 ? micro.length + key[op]! : writer[found[op]!]!));
    for (const source of sources) after(t, owner[source], 'it reads from that');
    const begin = family === 'serializable' ? at[t]! : (begins ?? earliest)[t]!;
    const visible = isWeak ? sight(t, reads) : [];
    for (const [i, op] of reads.entries()) {
      const [v, source] = [found[op]!, sources[i]!];
      const isSeen = v === NOTHING || (at[owner[source]!]! >= 0 && overwritten[source] === 0);
      const isReplaced = isWeak ? visible[i] !== (owner[source] ?? -1) : at[owner[next[source]!]!]! < begin;
      const what = `${facts.keyName(key[op]!)} = ${v < 0 ? 'nothing' : facts.valueName(v)}`;
      if (!isSeen || isReplaced) refuse(`transaction ${t} reads ${what}, which is not the last of it that it sees`);
    }
  }
}
