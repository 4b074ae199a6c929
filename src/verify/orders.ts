import { MICRO, NOTHING, OUTCOME, UNKNOWN } from '../history/transactions.js';
import { column, type Facts, INTERNAL, NONE } from './facts.js';
import { type Meaning, refuse } from './meaning.js';

/**
 * Refuses an order of commits in which a read finds a version that one whom it sees replaced. From `prefix` up, it sees all
 * before its begin. `begins`: by transaction, how many commits stand before that; without, it begins as early as it can,
 * `serializable` where it commits. Below `prefix`: see createSight.
 */
export function checkOrder(facts: Facts, meaning: Meaning, order: readonly number[], begins?: Int32Array): void {
  const { first, micro, key, outcome, session, invoked, completed, count, keys, replaced } = facts;
  const { owner, version, writer, isLast, found, prior, keyName } = facts;
  const { family, isWeak, sessions, realTime } = meaning;
  const [at, earliest, lastOf] = [column(count, -1), column(count, 0), column(facts.sessions, -1)];
  for (const [i, t] of order.entries()) at[t] = i;
  const isTooEarly = (t: number, commit = -1) => {
    earliest[t] = Math.max(earliest[t]!, commit + 1);
    return commit >= (begins ?? at)[t]!;
  };
  for (const t of begins === undefined ? [] : order)
    if (!(begins![t]! >= 0 && begins![t]! <= at[t]!)) refuse(`${name(t)} does not begin once, and then commit`);
  for (const [t, s] of sessions ? session.entries() : []) {
    if (at[t]! < 0) continue;
    if (isTooEarly(t, at[lastOf[s]!])) refuse(`${name(t)} does not follow ${name(lastOf[s]!)}, of its session`);
    lastOf[s] = t;
  }
  // Transactions stand in the order of their ends.
  let [latest, ended] = [-1, 0];
  for (const t of realTime ? Int32Array.from(order).sort((a, b) => invoked[a]! - invoked[b]!) : []) {
    for (; completed[ended]! >= 0 && completed[ended]! < invoked[t]!; ended++)
      if (outcome[ended] === OUTCOME.ok) latest = Math.max(latest, at[ended]!);
    if (isTooEarly(t, latest))
      refuse(`${name(t)} does not follow ${name(order[latest]!)}, which had ended before it began`);
  }
  // By write, and after those by key for its start: the write that replaced it.
  const next = column(micro.length + keys, -1);
  const last = Int32Array.from({ length: keys }, (_, k) => micro.length + k);
  for (const t of order) {
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      if (micro[op] === MICRO.read) continue;
      const [k, old] = [key[op]!, last[key[op]!]!];
      const told = replaced?.[op] ?? prior[version[op]!] ?? UNKNOWN;
      if (facts.isTorn || (told !== UNKNOWN && told !== (version[old] ?? NOTHING)))
        refuse(`${name(t)} replaced another version of ${keyName(k)} than the one before it in the order`);
      if (family === 'snapshot-isolation' && owner[old] !== t && isTooEarly(t, at[owner[old]!]))
        refuse(`${name(t)} begins before ${name(owner[old]!)} commits, and both write ${keyName(k)}`);
      [next[old], last[k]] = [op, op];
    }
  }
  const sourceOf = (op: number) => (found[op]! < 0 ? micro.length + key[op]! : writer[found[op]!]!);
  const missed = isWeak ? createSight(facts, meaning, at) : () => [];
  for (const t of order) {
    const reads: number[] = [];
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      if (found[op] === NONE) continue;
      const [v, source] = [found[op]!, sourceOf(op)];
      const wrong = (why: string) => refuse(`${name(t)} reads ${keyName(key[op]!)} = ${facts.valueName(v)} ${why}`);
      if (v === INTERNAL) refuse(`${name(t)} does not read what it wrote itself to ${keyName(key[op]!)}`);
      if (v >= 0 && !(at[owner[source]!]! >= 0)) wrong('which no transaction of the order wrote');
      if (v >= 0 && isLast[source] === 0) wrong('which its writer replaced itself');
      if (isTooEarly(t, at[owner[source]!])) wrong('before that is written');
      reads.push(op);
    }
    const begin = isWeak ? 0 : family === 'serializable' ? at[t]! : (begins ?? earliest)[t]!;
    const late = reads.filter((op) => at[owner[next[sourceOf(op)]!]!]! < begin);
    const [op, by] = [...late.map((op) => [op, owner[next[sourceOf(op)]!]!]), ...missed(t, reads)][0] ?? [];
    const old = `${name(t)} reads an old version of ${keyName(key[op!]!)}`;
    if (op !== undefined) refuse(`${old}: it sees ${name(by!)}, which wrote a later one`);
  }
}

/**
 * Whom transactions see below `prefix`, as in Biswas and Enea, "On the complexity of checking transactional consistency",
 * OOPSLA 2019: at read-committed (of registers), the writers of what they read before; at read-atomic, of all that they
 * read, and their sessions; at causal, all from which a path of these leads. To be asked in the order of commits `at`, for
 * reads that missed the write of somebody seen.
 */
function createSight(facts: Facts, { family, sessions }: Meaning, at: Int32Array) {
  const { first, micro, key, session, owner, writer, found, model } = facts;
  /** By session: of each key, who wrote it last of all that it sees; how many it sees of each session; who is in it. */
  const known = Array.from({ length: facts.sessions }, () => new Map<number, number>());
  const [pasts, members] = [known.map((): number[] => []), known.map((): number[] => [])];
  /** By transaction: what its session had seen when it ended. */
  const ends: number[][] = [];
  const see = (t: number, all: Map<number, number>) => {
    for (let op = first[t]!; op < first[t + 1]!; op++)
      if (micro[op] === MICRO.write && !(at[all.get(key[op]!)!]! > at[t]!)) all.set(key[op]!, t);
  };
  return (t: number, reads: readonly number[]): [op: number, by: number][] => {
    const [own, now, past, missed] = [
      known[session[t]!]!,
      new Map<number, number>(),
      pasts[session[t]!]!,
      [] as [number, number][],
    ];
    const sourceOf = (op: number) => owner[writer[found[op]!]!] ?? -1;
    for (const source of new Set(reads.map(sourceOf))) {
      if (family === 'read-atomic') see(source, now);
      for (const [s, n = 0] of ends[source]?.entries() ?? [])
        for (past[s] ??= 0; past[s]! < n; past[s]!++) see(members[s]![past[s]!]!, own);
    }
    for (const op of reads) {
      for (const by of [now.get(key[op]!), own.get(key[op]!)])
        if (at[by!]! > (at[sourceOf(op)] ?? -1)) missed.push([op, by!]);
      if (family === 'read-committed' && model === 'register') see(sourceOf(op), now);
    }
    if (!sessions || family === 'read-committed') return missed;
    see(t, own);
    past[session[t]!] = members[session[t]!]!.push(t);
    if (family === 'causal') ends[t] = past.slice();
    return missed;
  };
}

export function name(t: number): string {
  return `transaction ${t}`;
}
