import { structureOf } from '../../../src/history/transactions/structure.js';
import { MICRO, NOTHING, OUTCOME, type Transactions, UNKNOWN } from '../../../src/history/transactions.js';
import type { DirectAnomaly } from '../judged.js';

/** Who read from whom, for registers whose written values are unique: that is all that such a history tells for sure. */
export interface Reading {
  readonly all: Transactions;
  /** 1: it took effect: it is ok, or `info` and somebody who took effect read from it. */
  readonly included: Uint8Array;
  /** The transaction of each micro-operation. */
  readonly owner: Int32Array;
  /** Reads of what others left behind: those of t are [readFirst[t], readFirst[t + 1]), in the order they were done. */
  readonly readFirst: Int32Array;
  readonly readOp: Int32Array;
  /** From whom: a transaction, or START. */
  readonly readFrom: Int32Array;
  /** Writes that a transaction left behind (the last one of each key), by key: [writeFirst[t], writeFirst[t + 1]). */
  readonly writeFirst: Int32Array;
  readonly writeOp: Int32Array;
  /** The included transactions of session s, in order: inOrder[sessionFirst[s] .. sessionFirst[s + 1]). */
  readonly sessionFirst: Int32Array;
  readonly inOrder: Int32Array;
  /** What no level allows. Reads in it are not among the reads above. */
  readonly direct: DirectAnomaly[];
  /** The first write of a version that had been written before, as a pair of micro-operations. */
  readonly twice: [number, number] | undefined;
}

/** The state before any write, as somebody to read from. */
export const START = -1;

/** Reads who read from whom; of `only` some transactions, if given (whoever one of them reads from must be among them). Linear. */
export function readReading(all: Transactions, only?: Uint8Array): Reading {
  const { count, first, micro, key, version, outcome } = all;
  const operations = first[count]!;
  const { owner } = structureOf(all);

  const writer = new Int32Array(all.versions).fill(-1);
  let twice: [number, number] | undefined;
  for (let op = 0; op < operations; op++) {
    if (micro[op] !== MICRO.write || version[op]! < 0) continue;
    const before = writer[version[op]!]!;
    if (before < 0) writer[version[op]!] = op;
    else twice ??= [before, op];
  }

  const included = only?.slice() ?? findIncluded(all, owner, writer);
  const { writeFirst, writeOp, isLast } = findLastWrites(all, included);
  const direct: DirectAnomaly[] = [];
  const readFirst = new Int32Array(count + 1);
  const readOp = new Int32Array(operations - writeOp.length);
  const readFrom = new Int32Array(operations - writeOp.length);
  const ownWrite = new Int32Array(all.keys);
  const ownedBy = new Int32Array(all.keys).fill(-1);
  let reads = 0;
  for (let t = 0; t < count; t++) {
    readFirst[t] = reads;
    if (included[t] === 0) continue;
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      const k = key[op]!;
      if (micro[op] === MICRO.write) {
        ownedBy[k] = t;
        ownWrite[k] = op;
        continue;
      }
      if (version[op] === UNKNOWN) continue;
      const source = version[op] === NOTHING ? START : writer[version[op]!]!;
      const wrong =
        ownedBy[k] === t
          ? ownReadAnomaly(all, op, ownWrite[k]!)
          : version[op] === NOTHING
            ? undefined
            : outsideReadAnomaly(all, t, op, source, owner, isLast);
      if (wrong !== undefined) direct.push(wrong);
      else if (ownedBy[k] !== t) {
        readOp[reads] = op;
        readFrom[reads++] = source === START ? START : owner[source]!;
      }
    }
  }
  readFirst[count] = reads;
  return {
    all,
    included,
    owner,
    readFirst,
    readOp: readOp.subarray(0, reads),
    readFrom: readFrom.subarray(0, reads),
    writeFirst,
    writeOp,
    ...inSessions(all, included),
    direct,
    twice,
  };

  function outcomeOf(op: number): number {
    return outcome[owner[op]!]!;
  }

  function outsideReadAnomaly(
    { valueName, keyName }: Transactions,
    t: number,
    op: number,
    source: number,
    owners: Int32Array,
    last: Uint8Array,
  ): DirectAnomaly | undefined {
    const read = `read ${keyName(key[op]!)} = ${valueName(version[op]!)}`;
    if (source < 0) return { rule: 'thin-air', operations: [op], says: `${read}, which nobody ever wrote` };
    if (owners[source] === t) {
      return { rule: 'future-read', operations: [op, source], says: `${read} before it wrote that itself` };
    }
    if (outcomeOf(source) === OUTCOME.fail) {
      return { rule: 'G1a', operations: [op, source], says: `${read}, a write that had no effect` };
    }
    if (last[source] === 1) return undefined;
    return { rule: 'G1b', operations: [op, source], says: `${read}, which its writer replaced before it ended` };
  }
}

function ownReadAnomaly(all: Transactions, op: number, own: number): DirectAnomaly | undefined {
  if (all.version[op] === all.version[own]) return undefined;
  const name = all.keyName(all.key[op]!);
  const found = all.version[op] === NOTHING ? 'nothing' : all.valueName(all.version[op]!);
  const says = `read ${name} = ${found} after it had itself written ${name} = ${all.valueName(all.version[own]!)}`;
  return { rule: 'internal', operations: [op, own], says };
}

/** Which transactions took effect: the ok ones, and those of unknown end from which one that took effect read. */
function findIncluded(all: Transactions, owner: Int32Array, writer: Int32Array): Uint8Array {
  const included = new Uint8Array(all.count);
  const found: number[] = [];
  const readersOf = (t: number) => {
    for (let op = all.first[t]!; op < all.first[t + 1]!; op++) {
      if (all.micro[op] !== MICRO.read || all.version[op]! < 0) continue;
      const source = writer[all.version[op]!]!;
      const from = source < 0 ? t : owner[source]!;
      if (included[from] === 1 || all.outcome[from] !== OUTCOME.info) continue;
      included[from] = 1;
      found.push(from);
    }
  };
  for (let t = 0; t < all.count; t++) if (all.outcome[t] === OUTCOME.ok) included[t] = 1;
  for (let t = 0; t < all.count; t++) if (all.outcome[t] === OUTCOME.ok) readersOf(t);
  while (found.length > 0) readersOf(found.pop()!);
  return included;
}

/** The last write of each key by each included transaction, in each by key; and whether a micro-operation is one. */
function findLastWrites(
  { count, first, micro, key, keys }: Transactions,
  included: Uint8Array,
): { writeFirst: Int32Array; writeOp: Int32Array; isLast: Uint8Array } {
  const operations = first[count]!;
  const isLast = new Uint8Array(operations);
  const writeFirst = new Int32Array(count + 1);
  let writes = 0;
  const seen = new Int32Array(keys).fill(-1);
  for (let t = 0; t < count; t++) {
    writeFirst[t] = writes;
    for (let op = first[t + 1]! - 1; op >= first[t]!; op--) {
      if (micro[op] !== MICRO.write || seen[key[op]!] === t) continue;
      seen[key[op]!] = t;
      isLast[op] = 1;
      if (included[t] === 1) writes++;
    }
  }
  writeFirst[count] = writes;
  const writeOp = new Int32Array(writes);
  let at = 0;
  for (let t = 0; t < count; t++) {
    if (included[t] === 0) continue;
    for (let op = first[t]!; op < first[t + 1]!; op++) if (isLast[op] === 1) writeOp[at++] = op;
    sortByKey(writeOp, writeFirst[t]!, at, key);
  }
  return { writeFirst, writeOp, isLast };
}

function sortByKey(ops: Int32Array, from: number, to: number, key: Int32Array): void {
  if (to - from > 32) {
    ops.subarray(from, to).sort((a, b) => key[a]! - key[b]!);
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const op = ops[i]!;
    let at = i;
    for (; at > from && key[ops[at - 1]!]! > key[op]!; at--) ops[at] = ops[at - 1]!;
    ops[at] = op;
  }
}

function inSessions(
  { count, session, sessions }: Transactions,
  included: Uint8Array,
): { sessionFirst: Int32Array; inOrder: Int32Array } {
  const sessionFirst = new Int32Array(sessions + 1);
  for (let t = 0; t < count; t++) sessionFirst[session[t]! + 1]! += included[t]!;
  for (let s = 0; s < sessions; s++) sessionFirst[s + 1]! += sessionFirst[s]!;
  const next = sessionFirst.slice(0, sessions);
  const inOrder = new Int32Array(sessionFirst[sessions]!);
  for (let t = 0; t < count; t++) if (included[t] === 1) inOrder[next[session[t]!]!++] = t;
  return { sessionFirst, inOrder };
}

/** The write of a key that a transaction left behind, or -1. */
export function lastWriteOf({ all, writeFirst, writeOp }: Reading, t: number, key: number): number {
  let low = writeFirst[t]!;
  let high = writeFirst[t + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (all.key[writeOp[middle]!]! < key) low = middle + 1;
    else high = middle;
  }
  return low < writeFirst[t + 1]! && all.key[writeOp[low]!] === key ? writeOp[low]! : -1;
}
