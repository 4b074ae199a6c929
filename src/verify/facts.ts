import { MICRO, NOTHING, OUTCOME, type Transactions, UNKNOWN } from '../history/transactions.js';

/** No read of what others left behind. */
export const NONE = -3;

/** What a log says, derived anew, by transaction, micro-operation and version. */
export interface Facts {
  readonly log: Transactions;
  /** By micro-operation: its transaction. */
  readonly owner: Int32Array;
  /** As in the log; but where only one unanswered write can have made a version that was seen, that one did. */
  readonly version: Int32Array;
  /** By version: the write that made it, or -1. */
  readonly writer: Int32Array;
  /** By write: whether its transaction does not write the key again. */
  readonly isLast: Uint8Array;
  /** By read of an ok transaction: the version of others that it found, or NOTHING; NONE for all else. */
  readonly found: Int32Array;
  /** `append`: how many elements of a read's list its own transaction had not appended. */
  readonly length: Int32Array;
  /** By read: whether it contradicts what its own transaction wrote, before or after it. */
  readonly isInternal: Uint8Array;
  /** By transaction: it is ok, or somebody saw what it did. */
  readonly committed: Uint8Array;
}

export function factsOf(log: Transactions): Facts {
  const { count, first, micro, key, outcome, lists, list, replaced } = log;
  const operations = first[count]!;
  const column = (value: number) => new Int32Array(operations).fill(value);
  const [owner, found, length, ownBefore] = [column(0), column(NONE), column(0), column(-1)];
  const version = log.version.slice();
  const writer = new Int32Array(log.versions).fill(-1);
  const seen = new Uint8Array(log.versions);
  const isLast = new Uint8Array(operations);
  const isInternal = new Uint8Array(operations);
  const committed = Uint8Array.from(outcome, (how) => Number(how === OUTCOME.ok));
  const lastOwn = new Int32Array(log.keys).fill(-1);
  for (let t = 0; t < count; t++) {
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      owner[op] = t;
      const own = lastOwn[key[op]!]!;
      if (own >= first[t]!) ownBefore[op] = own;
      if (micro[op] === MICRO.read) continue;
      if (own >= first[t]!) isLast[own] = 0;
      isLast[op] = 1;
      lastOwn[key[op]!] = op;
      // Of several writers of a version one that took effect counts.
      const other = version[op]! < 0 ? NONE : writer[version[op]!]!;
      if (other === -1 || (other >= 0 && committed[owner[other]!] === 0)) writer[version[op]!] = op;
      if (outcome[t] === OUTCOME.ok && replaced !== undefined && replaced[op]! >= 0) seen[replaced[op]!] = 1;
    }
  }
  for (let op = 0; op < operations; op++) {
    if (micro[op] !== MICRO.read || outcome[owner[op]!] !== OUTCOME.ok || version[op] === UNKNOWN) continue;
    let end = lists === undefined ? 0 : list![op + 1]!;
    let own = ownBefore[op]!;
    if (lists === undefined) isInternal[op] = Number(own >= 0 && version[own] !== version[op]);
    else
      for (; own >= 0; own = ownBefore[own]!)
        if (end <= list![op]! || lists[--end] !== version[own]) isInternal[op] = 1;
    if (isInternal[op] === 1 || (lists === undefined && ownBefore[op]! >= 0)) continue;
    length[op] = lists === undefined ? 0 : end - list![op]!;
    found[op] = lists === undefined ? version[op]! : length[op]! > 0 ? lists[end - 1]! : NOTHING;
    if (found[op]! >= 0 && writer[found[op]!]! >= 0 && owner[writer[found[op]!]!] === owner[op]) isInternal[op] = 1;
    for (let i = 0; i < length[op]!; i++) seen[lists![list![op]! + i]!] = 1;
    if (found[op]! >= 0) seen[found[op]!] = 1;
  }
  const silent = new Int32Array(log.keys).fill(-1);
  for (let op = 0; op < operations; op++) {
    if (isLast[op] === 0 || version[op] !== UNKNOWN || outcome[owner[op]!] !== OUTCOME.info) continue;
    silent[key[op]!] = silent[key[op]!] === -1 ? op : NONE;
  }
  const noticed: number[] = [];
  for (let v = 0; v < log.versions; v++) {
    const only = silent[log.keyOf[v]!]!;
    if (seen[v] === 0) continue;
    if (writer[v]! < 0 && only >= 0 && version[only] === UNKNOWN) [writer[v], version[only]] = [only, v];
    noticed.push(v);
  }
  // Who is seen to have replaced a version saw it, too.
  for (let v = noticed.pop(); v !== undefined; v = noticed.pop()) {
    const t = writer[v]! < 0 ? -1 : owner[writer[v]!]!;
    if (t < 0 || committed[t] === 1 || outcome[t] !== OUTCOME.info) continue;
    committed[t] = 1;
    for (let op = first[t]!; op < first[t + 1]!; op++)
      if (replaced !== undefined && replaced[op]! >= 0) noticed.push(replaced[op]!);
  }
  return { log, owner, version, writer, isLast, found, length, isInternal, committed };
}
