import { MICRO, NOTHING, OUTCOME, UNKNOWN } from '../history/transactions.js';
import { axiomBroken } from './axioms.js';
import { type Facts, NONE } from './facts.js';
import type { Meaning } from './meaning.js';

const NEVER = 2 ** 31 - 1;

/**
 * What is wrong with an order of commits; undefined: nothing. `begins`: by transaction, how many commits stand before its
 * begin. Each read must find the last version before its begin (`serializable`: its commit), and no other.
 */
export function orderBroken(facts: Facts, meaning: Meaning, order: readonly number[], begins?: Int32Array) {
  const { log, owner, isLast, found, length, isInternal } = facts;
  const { first, micro, key, outcome, session, invoked, completed, lists, list } = log;
  const { family } = meaning;
  const at = new Int32Array(log.count).fill(-1);
  for (const [i, t] of order.entries()) at[t] = i;
  const bound = begins ?? at.slice();

  const lastOf = new Int32Array(meaning.sessions ? log.sessions : 0).fill(-1);
  const before = new Int32Array(log.count).fill(-1);
  for (let t = 0; t < log.count && meaning.sessions; t++) {
    if (at[t]! < 0) continue;
    before[t] = lastOf[session[t]!]!;
    if (before[t]! >= 0 && at[before[t]!]! >= bound[t]!)
      return `${name(t)} does not follow ${name(before[t]!)}, of its session`;
    lastOf[session[t]!] = t;
  }
  if (meaning.realTime) {
    const byInvoke = Int32Array.from(order).sort((a, b) => invoked[a]! - invoked[b]!);
    const ended = Int32Array.from(order.filter((t) => outcome[t] === OUTCOME.ok && completed[t]! >= 0)).sort(
      (a, b) => completed[a]! - completed[b]!,
    );
    let latest = -1;
    let next = 0;
    for (const t of byInvoke) {
      for (; next < ended.length && completed[ended[next]!]! < invoked[t]!; next++)
        latest = Math.max(latest, at[ended[next]!]!);
      if (latest >= bound[t]!)
        return `${name(t)} does not follow ${name(order[latest]!)}, which had ended before it began`;
    }
  }

  // The versions of each key in the order of the commits.
  const writer = facts.writer.slice();
  const version = facts.version.slice();
  const [lastOp, startAt, placeOf] = [log.keys, log.keys, log.versions].map((n) => new Int32Array(n).fill(-1)) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  startAt.fill(NEVER);
  const nextAt = new Int32Array(micro.length).fill(NEVER);
  const written = new Int32Array(log.keys);
  const silent: number[] = [];
  for (const t of order) {
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      if (micro[op] === MICRO.read) continue;
      const last = lastOp[key[op]!]!;
      const replaced = log.replaced?.[op] ?? UNKNOWN;
      if (replaced >= 0 && last >= 0 && version[last] === UNKNOWN && writer[replaced]! < 0)
        [version[last], writer[replaced]] = [replaced, last];
      if (replaced !== UNKNOWN && replaced !== (last < 0 ? NOTHING : version[last]!))
        return `${name(t)} says that it replaced another version of ${log.keyName(key[op]!)} than the one before it`;
      if (family === 'snapshot-isolation' && last >= 0 && owner[last] !== t && at[owner[last]!]! >= bound[t]!)
        return `${name(owner[last]!)} commits a write of ${log.keyName(key[op]!)} between the begin and the commit of ${name(t)}, which writes it too`;
      if (last < 0) startAt[key[op]!] = at[t]!;
      else nextAt[last] = at[t]!;
      if (version[op]! >= 0) placeOf[version[op]!] = written[key[op]!]!++;
      else if (isLast[op] === 1) silent.push(op);
      lastOp[key[op]!] = op;
    }
  }
  // Versions that nobody is known to have made are those of writes that were told none.
  const nameless = new Map<number, number[]>();
  for (const op of silent.reverse())
    if (version[op] === UNKNOWN) nameless.set(key[op]!, [...(nameless.get(key[op]!) ?? []), op]);
  if (nameless.size > 0)
    for (const v of found) if (v >= 0 && writer[v]! < 0) writer[v] = nameless.get(log.keyOf[v]!)?.pop() ?? -1;

  const from = (op: number) => (found[op]! < 0 ? -1 : at[owner[writer[found[op]!]!]!]!);
  for (const t of order) {
    let sees = before[t]! < 0 ? 0 : at[before[t]!]! + 1;
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      if (isInternal[op] === 1) return `${name(t)} does not read what it wrote itself to ${log.keyName(key[op]!)}`;
      if (found[op] === NONE) continue;
      const by = found[op]! < 0 ? -1 : writer[found[op]!]!;
      const read = `${name(t)} reads ${log.keyName(key[op]!)} = ${found[op]! < 0 ? 'nothing' : log.valueName(found[op]!)}`;
      if (found[op]! >= 0 && (by < 0 || from(op) < 0)) return `${read}, which no transaction of the order wrote`;
      if (by >= 0 && isLast[by] === 0) return `${read}, which its writer replaced itself`;
      if (from(op) >= at[t]!) return `${read} before that is written`;
      for (let i = 0; i < length[op]!; i++)
        if (placeOf[lists![list![op]! + i]!] !== i)
          return `${read} at the end of a list that is not in the order of the commits`;
      sees = Math.max(sees, from(op) + 1);
    }
    if (outcome[t] !== OUTCOME.ok) continue;
    if (family === 'prefix' && begins === undefined) bound[t] = sees;
    for (let op = first[t]!; op < first[t + 1]! && !WEAK.has(family); op++) {
      if (found[op] === NONE) continue;
      const next = found[op]! < 0 ? startAt[key[op]!]! : nextAt[writer[found[op]!]!]!;
      if (from(op) >= bound[t]!)
        return `${name(t)} begins before what it reads of ${log.keyName(key[op]!)} is committed`;
      if (next < bound[t]!)
        return `${name(t)} reads an old version of ${log.keyName(key[op]!)}: ${name(order[next]!)} had replaced it`;
    }
  }
  return WEAK.has(family) ? axiomBroken({ ...facts, writer }, meaning, order, at, before) : undefined;
}

const WEAK: ReadonlySet<string> = new Set(['read-committed', 'read-atomic', 'causal']);

export function name(t: number): string {
  return `transaction ${t}`;
}
