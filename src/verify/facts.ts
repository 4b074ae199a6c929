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
  /** By micro-operation: its transaction; of writes: the one of the key before it in that, and whether none follows it. */
  const [owner, ownBefore, isLast] = [column(micro.length, 0), column(micro.length, -1), column(micro.length, 0)];
  /** By micro-operation: its version; of reads of ok transactions: the version of others that it found, or as above. */
  const [version, found] = [log.version.slice(), column(micro.length, NONE)];
  /** By version: the write that made it, or -1; whether anybody saw it; which it replaced, and which replaced it. */
  const [writer, seen] = [column(versions, -1), column(versions, 0)];
  const [prior, next] = [column(versions, UNKNOWN), column(versions, -1)];
  /** By key: the last write of the transaction at hand; the only unanswered write of which nobody was told the version. */
  const [lastOwn, silent] = [column(keys, -1), column(keys, -1)];
  let isTorn = false;
  for (let t = 0; t < log.count; t++) {
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      owner[op] = t;
      let own = lastOwn[key[op]!]! < first[t]! ? -1 : lastOwn[key[op]!]!;
      const isOk = outcome[t] === OUTCOME.ok;
      if (micro[op] === MICRO.write) {
        [ownBefore[op], isLast[own], isLast[op], lastOwn[key[op]!]] = [own, 0, 1, op];
        // Of several writers of a version one that is ok counts.
        if (isOk || writer[version[op]!] === -1) writer[version[op]!] = op;
        if (isOk && replaced !== undefined) [seen[replaced[op]!], prior[version[op]!]] = [1, replaced[op]!];
      } else if (isOk && version[op] !== UNKNOWN && lists === undefined) {
        found[op] = own < 0 ? version[op]! : version[own] === version[op] ? NONE : INTERNAL;
        seen[found[op]!] = 1;
      } else if (isOk && version[op] !== UNKNOWN) {
        const elements = lists!.subarray(list![op], list![op + 1]);
        for (const [i, v] of elements.entries()) {
          isTorn ||= prior[v] !== UNKNOWN && prior[v] !== (elements[i - 1] ?? NOTHING);
          [seen[v], prior[v]] = [1, elements[i - 1] ?? NOTHING];
        }
        let end = elements.length;
        for (; own >= 0 && end > 0 && elements[end - 1] === version[own]; own = ownBefore[own]!) end--;
        found[op] = own >= 0 ? INTERNAL : (elements[end - 1] ?? NOTHING);
      }
    }
  }
  const isInfo = (op: number) => micro[op] === MICRO.write && outcome[owner[op]!] === OUTCOME.info;
  const isSilent = (op: number) => isInfo(op) && isLast[op] === 1 && version[op] === UNKNOWN;
  for (const op of micro.keys()) if (isSilent(op)) silent[key[op]!] = silent[key[op]!] === -1 ? op : NONE;
  // Where only one unanswered write can have made a version that was seen, that one did.
  const forced = [...seen.keys()].flatMap((v) => (seen[v] === 1 && writer[v] === -1 ? [[silent[keyOf[v]!]!, v]] : []));
  for (const [op, v] of [...made, ...forced] as [number, number][])
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
  return { ...log, owner, version, writer, isLast, found, prior, root, place, committed, isTorn };
}
