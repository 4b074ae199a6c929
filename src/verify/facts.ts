import { MICRO, NOTHING, OUTCOME, type Transactions, UNKNOWN } from '../history/transactions.js';

/** No read of what others left behind; one that contradicts what its transaction wrote before. */
export const NONE = -3;
export const INTERNAL = -4;

export type Facts = ReturnType<typeof factsOf>;

export function column(length: number, value: number): Int32Array {
  return new Int32Array(length).fill(value);
}

/** What a log says, derived anew. To write a column at a negative index, that of nothing, has no effect. */
export function factsOf(log: Transactions) {
  const { first, micro, key, outcome, lists, list, replaced } = log;
  /** By micro-operation: its transaction; of writes: the one of the key before it in that, and whether none follows it. */
  const [owner, ownBefore, isLast] = [column(micro.length, 0), column(micro.length, -1), column(micro.length, 0)];
  /** By read of an ok transaction: the version of others that it found, or NOTHING, or as above; `append`: of how many. */
  const [found, length] = [column(micro.length, NONE), column(micro.length, 0)];
  /** As in the log; but where only one unanswered write can have made a version that was seen, that one did. */
  const version = log.version.slice();
  /** By version: the write that made it, or -1; its place in the lists that were read, or -1; whether anybody saw it. */
  const [writer, place, seen] = [column(log.versions, -1), column(log.versions, -1), column(log.versions, 0)];
  /** By transaction: it is ok, or somebody saw what it did. */
  const committed = Uint8Array.from(outcome, (how) => Number(how === OUTCOME.ok));
  const [lastOwn, silent] = [column(log.keys, -1), column(log.keys, -1)];
  for (let t = 0; t < log.count; t++) {
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      owner[op] = t;
      let own = lastOwn[key[op]!]! < first[t]! ? -1 : lastOwn[key[op]!]!;
      if (micro[op] === MICRO.write) {
        [ownBefore[op], isLast[own], isLast[op], lastOwn[key[op]!]] = [own, 0, 1, op];
        // Of several writers of a version one that took effect counts.
        const other = writer[version[op]!];
        if (other === -1 || committed[owner[other!]!] === 0) writer[version[op]!] = op;
        if (committed[t] === 1 && replaced !== undefined) seen[replaced[op]!] = 1;
      } else if (committed[t] === 1 && version[op] !== UNKNOWN && lists === undefined) {
        found[op] = own < 0 ? version[op]! : version[own] === version[op] ? NONE : INTERNAL;
        seen[found[op]!] = 1;
      } else if (committed[t] === 1 && version[op] !== UNKNOWN) {
        const [begin, elements] = [list![op]!, lists!];
        let end = list![op + 1]!;
        for (; own >= 0 && end > begin && elements[end - 1] === version[own]; own = ownBefore[own]!) end--;
        length[op] = own < 0 ? end - begin : 0;
        found[op] = own >= 0 ? INTERNAL : end === begin ? NOTHING : elements[end - 1]!;
        for (let i = 0; i < length[op]!; i++) [seen[elements[begin + i]!], place[elements[begin + i]!]] = [1, i];
      }
    }
  }
  for (let op = 0; op < micro.length; op++)
    if (isLast[op] === 1 && version[op] === UNKNOWN && outcome[owner[op]!] === OUTCOME.info)
      silent[key[op]!] = silent[key[op]!] === -1 ? op : NONE;
  for (let v = 0; v < log.versions; v++) {
    const only = silent[log.keyOf[v]!]!;
    if (seen[v] === 1 && writer[v] === -1 && version[only] === UNKNOWN) [writer[v], version[only]] = [only, v];
  }
  // Who is seen to have replaced a version saw it, too.
  const noticed = [...seen.keys()].filter((v) => seen[v] === 1 && outcome[owner[writer[v]!]!] === OUTCOME.info);
  for (const v of noticed) {
    const t = owner[writer[v]!]!;
    if (committed[t] !== 0 || outcome[t] !== OUTCOME.info) continue;
    committed[t] = 1;
    for (let op = first[t]!; op < first[t + 1]!; op++) if ((replaced?.[op] ?? -1) >= 0) noticed.push(replaced![op]!);
  }
  return { log, owner, version, writer, isLast, found, length, place, committed };
}
