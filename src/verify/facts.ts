import { structureOf } from '../history/transactions/structure.js';
import { MICRO, NOTHING, OUTCOME, type Transactions, UNKNOWN } from '../history/transactions.js';

/** No read of what others left behind; one that contradicts what its transaction wrote before. */
export const NONE = -3;
export const INTERNAL = -4;

export type Facts = ReturnType<typeof factsOf>;

export function column(length: number, value: number): Int32Array {
  return new Int32Array(length).fill(value);
}

/** What a log says, derived anew. `made`: which unanswered writes made which versions. Writing at a negative index has no effect. */
export function factsOf(log: Transactions, made: readonly (readonly [number, number])[] = []) {
  const { first, micro, key, keyOf, keys, outcome, lists, list, replaced, versions } = log;
  const { owner, ownBefore, overwritten } = structureOf(log);
  /** By micro-operation: its version; of reads of ok transactions: the version of others that it found, or as above. */
  const [version, found] = [log.version.slice(), column(micro.length, NONE)];
  /** By version: the write that made it, or -1; whether anybody saw it; which it replaced, and which replaced it. */
  const [writer, seen] = [column(versions, -1), column(versions, 0)];
  const [prior, next] = [column(versions, UNKNOWN), column(versions, -1)];
  /** By key: the only unanswered write of which nobody was told the version, or -1; how many versions nobody is known to have made. */
  const [silent, holes] = [column(keys, -1), column(keys, 0)];
  let isTorn = false;
  for (const [op, v] of version.entries()) {
    const isOk = outcome[owner[op]!] === OUTCOME.ok;
    // Of several writers of a version one that is ok counts.
    if (micro[op] === MICRO.write && (isOk || writer[v] === -1)) writer[v] = op;
    if (!isOk || (micro[op] === MICRO.read && v === UNKNOWN)) continue;
    const elements = lists?.subarray(list![op], list![op + 1]) ?? [];
    for (const [i, element] of elements.entries()) {
      isTorn ||= prior[element] !== UNKNOWN && prior[element] !== (elements[i - 1] ?? NOTHING);
      [seen[element], prior[element]] = [1, elements[i - 1] ?? NOTHING];
    }
    if (micro[op] === MICRO.write) {
      if (replaced !== undefined) [seen[replaced[op]!], prior[v]] = [1, replaced[op]!];
      continue;
    }
    seen[v] = 1;
    let [end, own] = [elements.length, ownBefore[op]!];
    for (; lists && own >= 0 && end > 0 && elements[end - 1] === version[own]; own = ownBefore[own]!) end--;
    if (own >= 0) found[op] = version[own] === v && !lists ? NONE : INTERNAL;
    else found[op] = lists ? (elements[end - 1] ?? NOTHING) : v;
  }
  const operations = (t: number) => Array.from({ length: first[t + 1]! - first[t]! }, (_, i) => first[t]! + i);
  const writesOf = (t: number) => operations(t).filter((op) => micro[op] === MICRO.write);
  const isInfo = (op: number) => micro[op] === MICRO.write && outcome[owner[op]!] === OUTCOME.info;
  const isSilent = (op: number) => isInfo(op) && overwritten[op] === 0 && version[op] === UNKNOWN;
  for (const op of micro.keys()) if (isSilent(op)) silent[key[op]!] = silent[key[op]!] === -1 ? op : NONE;
  // Where one version of a key was seen that nobody is known to have made, and one write may have, that one did.
  const nameless = [...seen.keys()].filter((v) => seen[v] === 1 && writer[v] === -1);
  const only = nameless.filter((v) => holes[keyOf[v]!]!++ === 0).filter((v) => holes[keyOf[v]!] === 1);
  for (const [op, v] of [...made, ...only.map((v) => [silent[keyOf[v]!]!, v] as const)])
    if (isSilent(op) && key[op] === keyOf[v] && writer[v] === -1) [writer[v], version[op]] = [op, v];
  /** By transaction: it is ok, or somebody saw what it did. */
  const committed = Uint8Array.from(outcome, (how) => Number(how === OUTCOME.ok));
  for (const op of micro.keys()) if (isInfo(op) && seen[version[op]!] === 1) committed[owner[op]!] = 1;
  /** By version: where the run of versions begins in which it follows, NOTHING for the start; and its place in that. */
  const [root, place] = [column(versions, NONE), column(versions, 0)];
  for (const [v, old] of prior.entries()) next[old] = v;
  for (const [head, old] of prior.entries())
    for (let v = head, i = 0; old < 0 && v >= 0; v = next[v]!)
      [root[v], place[v]] = [old === NOTHING ? NOTHING : head, i++];
  const byOperation = { owner, ownBefore, version, overwritten, found };
  const byVersion = { writer, prior, root, place };
  return { ...log, ...byOperation, ...byVersion, committed, isTorn, isSilent, operations, writesOf };
}
