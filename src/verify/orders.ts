import { MICRO, NOTHING, OUTCOME, UNKNOWN } from '../history/transactions.js';
import { column, type Facts, INTERNAL, NONE } from './facts.js';
import { CertificateError, type Meaning } from './meaning.js';

/** So much may be looked at: some seconds' worth. */
const MOST = 2 ** 31;

/**
 * What is wrong with an order of commits; undefined: nothing. No read may find a version that one which it sees replaced.
 * From `prefix` up, it sees all before its begin. `begins`: by transaction, how many commits stand before that; without, it
 * begins as early as it can, `serializable` where it commits. Below, as in Biswas and Enea, "On the complexity of checking
 * transactional consistency", OOPSLA 2019: at read-committed (of registers), the writers of what its transaction read before;
 * at read-atomic, of all that this reads, and its session; at causal, all from which a path of these leads.
 */
export function orderBroken(facts: Facts, meaning: Meaning, order: readonly number[], begins?: Int32Array) {
  const { log, owner, isLast, found, length } = facts;
  const { first, micro, key, outcome, session, invoked, completed, count, keys } = log;
  const { family, isWeak, sessions } = meaning;
  const isFree = family === 'read-committed' && log.model !== 'register';
  const [at, before, lastOf] = [column(count, -1), column(count, -1), column(log.sessions, -1)];
  for (const [i, t] of order.entries()) at[t] = i;
  const earliest = column(count, 0);
  const isTooEarly = (t: number, commit: number) => {
    earliest[t] = Math.max(earliest[t]!, commit + 1);
    return commit >= (begins ?? at)[t]!;
  };
  for (let t = 0; t < count && sessions; t++) {
    if (at[t]! < 0) continue;
    [before[t], lastOf[session[t]!]] = [lastOf[session[t]!]!, t];
    if (isTooEarly(t, at[before[t]!] ?? -1)) return `${name(t)} does not follow ${name(before[t]!)}, of its session`;
  }
  // Transactions stand in the order of their ends.
  let [latest, ended] = [-1, 0];
  for (const t of meaning.realTime ? Int32Array.from(order).sort((a, b) => invoked[a]! - invoked[b]!) : []) {
    for (; completed[ended]! >= 0 && completed[ended]! < invoked[t]!; ended++)
      if (outcome[ended] === OUTCOME.ok) latest = Math.max(latest, at[ended]!);
    if (isTooEarly(t, latest))
      return `${name(t)} does not follow ${name(order[latest]!)}, which had ended before it began`;
  }

  // By write, and after those by key for its start: its version, and the write that replaced it.
  const [version, next] = [column(micro.length + keys, NOTHING), column(micro.length + keys, -1)];
  version.set(facts.version);
  const writer = facts.writer.slice();
  const last = Int32Array.from({ length: keys }, (_, k) => micro.length + k);
  const [place, written] = [column(log.versions, -1), column(keys, 0)];
  const silent: number[] = [];
  for (const t of order) {
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      if (micro[op] === MICRO.read) continue;
      const [k, old, replaced] = [key[op]!, last[key[op]!]!, log.replaced?.[op] ?? UNKNOWN];
      // A write that was told no version made the one that the next replaced.
      if (version[old] === UNKNOWN && writer[replaced] === -1) [version[old], writer[replaced]] = [replaced, old];
      if (replaced !== UNKNOWN && replaced !== version[old])
        return `${name(t)} says that it replaced another version of ${log.keyName(k)} than the one before it`;
      if (family === 'snapshot-isolation' && owner[old] !== t && isTooEarly(t, at[owner[old]!] ?? -1))
        return `${name(owner[old]!)} commits a write of ${log.keyName(k)} between the begin and the commit of ${name(t)}, which writes it too`;
      [next[old], last[k], place[version[op]!]] = [op, op, written[k]!++];
      if (version[op] === UNKNOWN && isLast[op] === 1) silent.push(op);
    }
  }
  // What is left of those made what nobody is known to have made.
  const nameless = silent.filter((op) => version[op] === UNKNOWN);
  for (const v of nameless.length > 0 ? found : []) {
    const i = v >= 0 && writer[v]! < 0 ? nameless.findIndex((op) => key[op] === log.keyOf[v]) : -1;
    if (i >= 0) writer[v] = nameless.splice(i, 1)[0]!;
  }

  // Causal: chains of writers who have each seen the one before; by chain, its last commit, and the last that each has seen.
  const [chain, ends, pasts] = [column(count, -1), [] as number[], [] as number[][]];
  const sourceOf = (op: number) => (found[op]! < 0 ? micro.length + key[op]! : writer[found[op]!]!);
  let work = 0;
  for (const t of order) {
    const past: number[] = [];
    /** By transaction that it reads from: the first read that does. */
    const readsFrom = new Map<number | undefined, number>();
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      if (found[op] === INTERNAL) return `${name(t)} does not read what it wrote itself to ${log.keyName(key[op]!)}`;
      if (found[op] === NONE) continue;
      const [v, source] = [found[op]!, sourceOf(op)];
      const commit = at[owner[source]!] ?? -1;
      const read = () => `${name(t)} reads ${log.keyName(key[op]!)} = ${v < 0 ? 'nothing' : log.valueName(v)}`;
      if (v >= 0 && commit < 0) return `${read()}, which no transaction of the order wrote`;
      if (v >= 0 && isLast[source] === 0) return `${read()}, which its writer replaced itself`;
      if (isTooEarly(t, commit)) return `${read()} before that is written`;
      for (let i = 0; i < length[op]!; i++)
        if (place[log.lists![log.list![op]! + i]!] !== i)
          return `${read()} at the end of a list that is not in the order of the commits`;
      if (isWeak && !readsFrom.has(owner[source])) readsFrom.set(owner[source], op);
    }
    if (family === 'causal') {
      for (const t2 of new Set([before[t], ...readsFrom.keys()]))
        for (const [c, commit] of (pasts[t2!] ?? []).entries()) past[c] = Math.max(past[c] ?? -1, commit ?? -1);
      pasts[t] = past;
    }
    const sees = (t2: number, op: number) => {
      if (++work > MOST) throw new CertificateError('the history is too large for the verifier');
      if (family === 'causal') return past[chain[t2]!]! >= at[t2]!;
      if (family === 'read-committed') return readsFrom.get(t2)! < op;
      return !isWeak || readsFrom.has(t2) || (sessions && session[t2] === session[t]);
    };
    const begin = isFree ? 0 : isWeak || family === 'serializable' ? at[t]! : (begins ?? earliest)[t]!;
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      if (found[op] === NONE) continue;
      for (let w = next[sourceOf(op)]!; at[owner[w]!]! < begin; w = next[w]!)
        if (sees(owner[w]!, op))
          return `${name(t)} reads an old version of ${log.keyName(key[op]!)}: ${isWeak ? `it has seen ${name(owner[w]!)}, which wrote a later one` : `${name(owner[w]!)} had replaced it`}`;
    }
    if (family !== 'causal' || micro.subarray(first[t], first[t + 1]).every((kind) => kind === MICRO.read)) continue;
    const free = ends.findIndex((end, c) => end === past[c]);
    chain[t] = free < 0 ? ends.length : free;
    ends[chain[t]!] = past[chain[t]!] = at[t]!;
  }
  return undefined;
}

export function name(t: number): string {
  return `transaction ${t}`;
}
