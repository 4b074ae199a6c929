import { MICRO } from '../../src/history/transactions.js';
import { type Budget, OutOfBudget, spend } from './budget.js';
import type { Core } from './components.js';
import { TYPE } from './graph.js';
import { isLater, NONE, type Reading } from './reading.js';

/** A read that misses a version, though its transaction came after the one that wrote it: writer and reader. */
export interface Missed {
  writer: number;
  reader: number;
}

/** No more of them are told. */
const MOST = 1000;

/**
 * Reads of an older version by a transaction that read something else from (or, where sessions count, came later in the
 * session of) the writer of a newer one: what read-atomic forbids besides cycles.
 */
export function fracturedReads(core: Core, reading: Reading, sessionsCount: boolean, budget: Budget): Missed[] {
  const { graph, origin } = core;
  const missed: Missed[] = [];
  const found = createFinds(reading);
  const before = reversed(core, TYPE.wr);
  for (const component of core.components) {
    const isIn = new Set(component);
    const written = new Map<number, Map<number, number>>();
    for (const a of component) {
      if (a >= graph.transactions) break;
      const t = origin[a]!;
      const writers = new Set<number>();
      for (let e = before.first[a]!; e < before.first[a + 1]!; e++) {
        if (isIn.has(before.from[e]!)) writers.add(origin[before.from[e]!]!);
      }
      found.note(t);
      if (sessionsCount) for (const writer of earlierInSession(written, t, reading)) writers.add(writer);
      for (const writer of writers) {
        spend(budget, found.size(writer), 'looking for fractured reads');
        if (found.misses(writer) && missed.push({ writer, reader: t }) >= MOST) return missed;
      }
    }
  }
  return missed;
}

/** Who wrote, last in the session of `t` and before it, the keys that it read; notes by session and key what `t` wrote. */
function earlierInSession(written: Map<number, Map<number, number>>, t: number, reading: Reading): number[] {
  const { session, first, key, micro } = reading.transactions;
  let byKey = written.get(session[t]!);
  if (byKey === undefined) written.set(session[t]!, (byKey = new Map()));
  const writers: number[] = [];
  for (let op = first[t]!; op < first[t + 1]!; op++) {
    const writer = reading.source[op] === NONE ? undefined : byKey.get(key[op]!);
    if (writer !== undefined) writers.push(writer);
  }
  for (let op = first[t]!; op < first[t + 1]!; op++) if (micro[op] === MICRO.write) byKey.set(key[op]!, t);
  return writers;
}

/**
 * Reads of an older version than one in the transaction's causal past, by wr and so: what causal consistency forbids
 * besides cycles. The past is a vector over chains (sessions, mostly), some chains at a time: O(vertices x chains).
 * There, ww + wr + so has no cycle.
 */
export function pastsMissed(core: Core, reading: Reading, budget: Budget): Missed[] {
  const missed: Missed[] = [];
  const before = reversed(core, TYPE.wr | TYPE.so);
  for (const component of core.components) {
    missesOf(core, component, before, reading, budget, missed);
    if (missed.length >= MOST) break;
  }
  return missed;
}

/** Chains at a time. */
const WIDTH = 32;
/** What a member's past holds of the chains at hand: nothing of any, all of all, or what its row of the table says. */
const EMPTY = 0;
const FULL = 1;
const SOME = 2;

function missesOf(
  { graph, origin, scratch }: Core,
  component: Int32Array,
  before: Reversed,
  reading: Reading,
  budget: Budget,
  missed: Missed[],
): void {
  const members = component.filter((a) => a < graph.transactions);
  const size = members.length;
  if (size * WIDTH > budget.cells)
    throw new OutOfBudget('comparing reads with their causal past: too many transactions');
  for (const [i, a] of members.entries()) scratch[a] = i + 1;
  const sorted = sortedByPast(members, before, scratch);
  const sessionOf = (a: number) => reading.transactions.session[origin[a]!]!;
  const { chain, index, chains, begin, length } = chainsOf(sorted, members, sessionOf, before, scratch);
  const past = new Int32Array(size * WIDTH);
  const holds = new Uint8Array(size);
  const keys = byKey(sorted, members, origin, reading);
  const writersOf = writersByBlock(keys, chain, chains);
  const earliest = new Int32Array(WIDTH);
  for (let base = 0; base < chains && missed.length < MOST; base += WIDTH) {
    let steps = size;
    holds.fill(EMPTY);
    for (let at = begin[base]!; at < size; at++) steps += lookBack(sorted[at]!, base);
    for (const [k, writers] of writersOf[base / WIDTH]!) steps += judgeKey(k, writers, base);
    spend(budget, steps, 'comparing reads with their causal past');
  }
  for (const a of members) scratch[a] = 0;

  /** Finds what a member's past holds, from those right before it. Most hold nothing of the chains at hand, or all. */
  function lookBack(i: number, base: number): number {
    const row = i * WIDTH;
    const a = members[i]!;
    let what = EMPTY;
    for (let e = before.first[a]!; e < before.first[a + 1]!; e++) {
      const j = scratch[before.from[e]!]! - 1;
      if (j < 0) continue;
      if (holds[j] === FULL) {
        holds[i] = FULL;
        return e - before.first[a]! + 1;
      }
      const c = chain[j]! - base;
      const isHere = c >= 0 && c < WIDTH;
      if (holds[j] === EMPTY && !isHere) continue;
      if (what === EMPTY) past.fill(-1, row, row + WIDTH);
      what = SOME;
      const other = j * WIDTH;
      if (holds[j] === SOME)
        for (let n = 0; n < WIDTH; n++) if (past[other + n]! > past[row + n]!) past[row + n] = past[other + n]!;
      if (isHere && index[j]! > past[row + c]!) past[row + c] = index[j]!;
    }
    if (what === SOME) {
      let n = 0;
      while (n < WIDTH && (base + n >= chains || past[row + n] === length[base + n]! - 1)) n++;
      if (n === WIDTH) what = FULL;
    }
    holds[i] = what;
    return (before.first[a + 1]! - before.first[a]!) * (what === SOME ? WIDTH : 1);
  }

  /**
   * From the last version back: by chain, who in it was the first to write the key after the version that a read found. Of
   * loose runs nobody knows which comes first: a read in one is compared with that one alone, the settled with all.
   */
  function judgeKey(k: number, writers: readonly Place[], base: number): number {
    const { reads } = keys.get(k)!;
    const { run, settled } = reading;
    let w = writers.length - 1;
    let steps = 2 * writers.length + reads.length;
    let current: number | undefined;
    for (let r = reads.length - 1; r >= 0 && missed.length < MOST; r--) {
      const { i, place } = reads[r]!;
      const own = place < settled[k]! ? -1 : run[place]!;
      if (own !== current) {
        earliest.fill(-1);
        if (own < 0) w = writers.length - 1;
        else while (w >= 0 && (run[writers[w]!.place] ?? Infinity) > own) w--;
        current = own;
      }
      for (; w >= 0 && writers[w]!.place > place; w--) {
        const writer = writers[w]!.i;
        const c = chain[writer]! - base;
        if (earliest[c]! < 0 || index[writer]! < index[earliest[c]!]!) earliest[c] = writer;
      }
      if (holds[i] === EMPTY) continue;
      steps += WIDTH;
      for (let c = 0; c < WIDTH; c++) {
        const j = earliest[c]!;
        if (j < 0 || j === i || (holds[i] === SOME && past[i * WIDTH + c]! < index[j]!)) continue;
        missed.push({ writer: origin[members[j]!]!, reader: origin[members[i]!]! });
      }
    }
    return steps;
  }
}

/** For each block of chains, who in it wrote which key, in the order of versions. */
function writersByBlock(keys: Map<number, ByKey>, chain: Int32Array, chains: number): Map<number, Place[]>[] {
  const blocks = Array.from({ length: Math.ceil(chains / WIDTH) }, () => new Map<number, Place[]>());
  for (const [k, { writers, reads }] of keys) {
    if (reads.length === 0) continue;
    for (const writer of writers) {
      const block = blocks[Math.floor(chain[writer.i]! / WIDTH)]!;
      const others = block.get(k);
      if (others === undefined) block.set(k, [writer]);
      else others.push(writer);
    }
  }
  return blocks;
}

interface ByKey {
  writers: Place[];
  reads: Place[];
}

interface Place {
  /** Which member. */
  i: number;
  /** Place in the order of all versions. */
  place: number;
}

/** By key: who wrote it and who read it from outside, by the places of the versions. */
function byKey(
  sorted: Int32Array,
  members: Int32Array,
  origin: Int32Array,
  { transactions, source, place, settled, author, version, overwritten }: Reading,
): Map<number, ByKey> {
  const { first, key, micro } = transactions;
  const found = new Map<number, ByKey>();
  for (const i of sorted) {
    const t = origin[members[i]!]!;
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      const k = key[op]!;
      const isWrite = micro[op] === MICRO.write;
      if (isWrite ? overwritten[op] === 1 : source[op] === NONE) continue;
      let entry = found.get(k);
      if (entry === undefined) found.set(k, (entry = { writers: [], reads: [] }));
      if (isWrite) {
        const v = version[op]!;
        const at = v >= 0 && author[v] === t ? place[v]! : settled[k]!;
        if (at >= 0) entry.writers.push({ i, place: at });
      } else entry.reads.push({ i, place: source[op]! >= 0 ? place[source[op]!]! : -1 });
    }
  }
  for (const { writers, reads } of found.values()) {
    writers.sort((a, b) => a.place - b.place);
    reads.sort((a, b) => a.place - b.place);
  }
  return found;
}

/** Members in an order in which whoever was read or followed comes first. */
function sortedByPast(members: Int32Array, before: Reversed, scratch: Int32Array): Int32Array {
  const state = new Uint8Array(members.length);
  const order = new Int32Array(members.length);
  let length = 0;
  const path: number[] = [];
  const next = new Int32Array(members.length);
  for (let root = 0; root < members.length; root++) {
    if (state[root] !== 0) continue;
    path.push(root);
    state[root] = 1;
    next[root] = before.first[members[root]!]!;
    while (path.length > 0) {
      const i = path[path.length - 1]!;
      if (next[i] === before.first[members[i]! + 1]) {
        order[length++] = i;
        path.pop();
        continue;
      }
      const j = scratch[before.from[next[i]!++]!]! - 1;
      if (j < 0 || state[j] !== 0) continue;
      state[j] = 1;
      next[j] = before.first[members[j]!]!;
      path.push(j);
    }
  }
  return order;
}

/**
 * Covers the members with chains, each of which comes before the next in it: a session is one, and one that begins goes
 * on from whoever it read and who ends a chain.
 */
function chainsOf(
  sorted: Int32Array,
  members: Int32Array,
  sessionOf: (a: number) => number,
  before: Reversed,
  scratch: Int32Array,
) {
  const chain = new Int32Array(members.length);
  const index = new Int32Array(members.length);
  const isEnd = new Uint8Array(members.length);
  const begin: number[] = [];
  const length: number[] = [];
  for (const [at, i] of sorted.entries()) {
    const a = members[i]!;
    let on = -1;
    for (let e = before.first[a]!; e < before.first[a + 1]!; e++) {
      const j = scratch[before.from[e]!]! - 1;
      if (j < 0 || isEnd[j] === 0) continue;
      on = j;
      if (sessionOf(members[j]!) === sessionOf(a)) break;
    }
    if (on < 0) {
      begin.push(at);
      length.push(0);
    } else isEnd[on] = 0;
    chain[i] = on < 0 ? begin.length - 1 : chain[on]!;
    index[i] = length[chain[i]!]!++;
    isEnd[i] = 1;
  }
  return { chain, index, chains: begin.length, begin, length };
}

interface Reversed {
  first: Int32Array;
  from: Int32Array;
}

/** The edges of some kinds, by where they lead. */
function reversed({ graph }: Core, mask: number): Reversed {
  const { size, first, to, type } = graph;
  const at = new Int32Array(size + 1);
  for (let e = 0; e < to.length; e++) if ((type[e]! & mask) !== 0) at[to[e]! + 1]!++;
  for (let a = 0; a < size; a++) at[a + 1]! += at[a]!;
  const from = new Int32Array(at[size]!);
  const next = at.slice(0, size);
  for (let a = 0; a < size; a++) {
    for (let e = first[a]!; e < first[a + 1]!; e++) if ((type[e]! & mask) !== 0) from[next[to[e]!]!++] = a;
  }
  return { first: at, from };
}

/** What one transaction found by key, to be compared with what others wrote. */
function createFinds(reading: Reading) {
  const { transactions, source, version, overwritten } = reading;
  const { first, key, micro, keys } = transactions;
  const stamp = new Int32Array(keys).fill(-1);
  const foundAt = new Int32Array(keys);
  let reader = -1;
  return {
    size: (t: number) => first[t + 1]! - first[t]!,
    note(t: number): void {
      reader = t;
      for (let op = first[t]!; op < first[t + 1]!; op++) {
        if (source[op] === NONE) continue;
        stamp[key[op]!] = t;
        foundAt[key[op]!] = source[op]!;
      }
    },
    /** Whether the reader found an older version of some key than this transaction wrote. */
    misses(t: number): boolean {
      for (let op = first[t]!; op < first[t + 1]!; op++) {
        const k = key[op]!;
        if (micro[op] !== MICRO.write || overwritten[op] === 1 || stamp[k] !== reader) continue;
        const v = version[op]!;
        if (v >= 0 ? reading.author[v] === t && isLater(reading, foundAt[k]!, v) : isSettled(foundAt[k]!, k))
          return true;
      }
      return false;
    },
  };

  /** Whether what was found comes before versions that nobody was told of. */
  function isSettled(found: number, k: number): boolean {
    return found < 0 || reading.place[found]! < reading.settled[k]!;
  }
}
