import { MICRO, type Transactions } from '../../src/history/transactions.js';
import { buildGraph, type EdgeVisit, type Graph, TYPE } from './graph.js';
import { NONE, type Reading } from './reading.js';

/**
 * The graph of dependencies (Adya 1999) with the order of sessions, at most three edges a micro-operation: between the
 * authors of neighbouring versions, from author to reader, and from reader to the author of the next version.
 *
 * A key's loose runs come after its settled versions in an order that nobody knows: whoever saw the last settled version
 * comes before them all, but for a run of its own. Two chains of helpers a key, of those from a run on and of those up
 * to it, keep that linear. Of two that read the last version and wrote the key, or one that did and one that wrote it
 * only, the reader had not seen the other: under snapshot isolation it was first (`sw`).
 */
export function dependencies(reading: Reading): Graph {
  const { transactions } = reading;
  const loose = looseRuns(reading);
  const visit: EdgeVisit = (edge) => {
    visitVersions(reading, loose, edge);
    visitReads(reading, loose, edge);
    visitSessions(transactions, reading.committed, edge);
    for (let k = 0; k < transactions.keys; k++) visitHelpers(loose, k, edge);
  };
  return buildGraph(transactions.count + loose.helpers, transactions.count, visit);
}

type EdgeSink = Parameters<EdgeVisit>[0];

/** Of each key, who begins a loose run. */
export interface Loose {
  first: Int32Array;
  author: Int32Array;
  /** By key: the vertex of its first helper, or -1 where one run at most is loose. */
  helper: Int32Array;
  helpers: number;
  /** By place in the order: the next place of the run that has another author; -1: none. */
  after: Int32Array;
  /** By key: the author of the last settled version that has one; -1: none. */
  last: Int32Array;
  /** By key: the first place that has an author among the settled; -1. */
  opening: Int32Array;
}

export function looseRuns({ transactions, order, first, settled, run, author }: Reading): Loose {
  const { keys, count } = transactions;
  const at = new Int32Array(keys + 1);
  const authors: number[] = [];
  const helper = new Int32Array(keys).fill(-1);
  const last = new Int32Array(keys).fill(-1);
  const opening = new Int32Array(keys).fill(-1);
  const after = new Int32Array(order.length).fill(-1);
  let helpers = 0;
  for (let k = 0; k < keys; k++) {
    // From behind: the next author of the run so far, and where it is.
    let known = -1;
    for (let i = first[k + 1]! - 1; i >= first[k]!; i--) {
      if (i + 1 < first[k + 1]! && run[i + 1] !== run[i]) known = -1;
      const who = author[order[i]!]!;
      after[i] = known >= 0 && author[order[known]!] === who ? after[known]! : known;
      if (who < 0) continue;
      known = i;
      if (i >= settled[k]!) continue;
      if (last[k]! < 0) last[k] = who;
      opening[k] = i;
    }
    const own: number[] = [];
    for (let i = settled[k]!; i < first[k + 1]!; i++) {
      if (run[i] !== i) continue;
      const who = author[order[i]!]!;
      const next = who >= 0 ? who : after[i]! >= 0 ? author[order[after[i]!]!]! : -1;
      if (next >= 0 && next !== last[k]) own.push(next);
    }
    own.sort((a, b) => a - b);
    for (const [i, next] of own.entries()) if (i === 0 || own[i - 1] !== next) authors.push(next);
    at[k + 1] = authors.length;
    const runs = at[k + 1]! - at[k]!;
    if (runs < 2) continue;
    helper[k] = count + helpers;
    helpers += runs * 2;
  }
  return { first: at, author: Int32Array.from(authors), helper, helpers, after, last, opening };
}

/** Between authors of neighbouring versions. */
function visitVersions(
  { transactions, order, first, settled, run, author }: Reading,
  loose: Loose,
  edge: EdgeSink,
): void {
  for (let k = 0; k < transactions.keys; k++) {
    let previous = -1;
    for (let i = first[k]!; i < first[k + 1]!; i++) {
      if (i > first[k]! && run[i] !== run[i - 1]) previous = -1;
      const who = author[order[i]!]!;
      if (who < 0) continue;
      if (previous >= 0 && previous !== who) edge(previous, who, TYPE.ww);
      previous = who;
    }
    if (loose.last[k]! >= 0 && settled[k]! < first[k + 1]!) beforeLoose(loose, k, loose.last[k]!, -1, TYPE.ww, edge);
  }
}

/** From author to reader, and from reader to the author of the next version. */
function visitReads(reading: Reading, loose: Loose, edge: EdgeSink): void {
  const { transactions, author, source, order, settled, place, version } = reading;
  const { count, first, micro, key } = transactions;
  /** By key: which loose run the current transaction begins. */
  const ownRun = new Int32Array(transactions.keys);
  const stamp = new Int32Array(transactions.keys).fill(-1);
  for (let t = 0; t < count; t++) {
    let readsLast = false;
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      const v = source[op]!;
      if (v === NONE) continue;
      const k = key[op]!;
      const by = v >= 0 ? author[v]! : -1;
      if (by >= 0 && by !== t) edge(by, t, TYPE.wr);
      const at = v >= 0 ? place[v]! : -1;
      const next = v >= 0 ? loose.after[at]! : loose.opening[k]!;
      if (next >= 0) {
        const who = author[order[next]!]!;
        if (who !== t) edge(t, who, TYPE.rw);
      } else if (loose.first[k + 1]! > loose.first[k]! && at < settled[k]!) {
        if (!readsLast) noteOwnRuns(t);
        readsLast = true;
        beforeLoose(loose, k, t, stamp[k] === t ? ownRun[k]! : -1, TYPE.rw, edge);
      }
    }
  }

  function noteOwnRuns(t: number): void {
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      if (micro[op] !== MICRO.write) continue;
      const k = key[op]!;
      if (stamp[k] === t || (version[op]! >= 0 && place[version[op]!]! < settled[k]!)) continue;
      const index = runOf(loose, k, t);
      if (index < 0) continue;
      stamp[k] = t;
      ownRun[k] = index;
    }
  }
}

/** Which of a key's loose runs a transaction begins, by bisection (their authors ascend); -1: none. */
function runOf({ first, author }: Loose, k: number, t: number): number {
  let low = first[k]!;
  let high = first[k + 1]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (author[middle]! < t) low = middle + 1;
    else high = middle;
  }
  return low < first[k + 1]! && author[low] === t ? low - first[k]! : -1;
}

/** From a transaction to all who begin a loose run of the key, but for its own (`own`, -1: it has none). */
function beforeLoose(loose: Loose, k: number, t: number, own: number, type: number, edge: EdgeSink): void {
  const from = loose.first[k]!;
  const runs = loose.first[k + 1]! - from;
  const helper = loose.helper[k]!;
  const kind = own >= 0 ? type | TYPE.sw : type;
  if (runs === 0) return;
  if (helper < 0) {
    if (loose.author[from] !== t) edge(t, loose.author[from]!, kind);
  } else if (own < 0) edge(t, helper, kind);
  else {
    if (own + 1 < runs) edge(t, helper + own + 1, kind);
    if (own > 0) edge(t, helper + runs + own - 1, kind);
  }
}

/** Helper i leads to run i and those after it; helper runs + i to run i and those before it. */
function visitHelpers({ first, author, helper }: Loose, k: number, edge: EdgeSink): void {
  const from = first[k]!;
  const runs = first[k + 1]! - from;
  const at = helper[k]!;
  if (at < 0) return;
  for (let i = 0; i < runs; i++) {
    edge(at + i, author[from + i]!, TYPE.help);
    edge(at + runs + i, author[from + i]!, TYPE.help);
    if (i + 1 < runs) edge(at + i, at + i + 1, TYPE.help);
    if (i > 0) edge(at + runs + i, at + runs + i - 1, TYPE.help);
  }
}

/** From each transaction that took effect to the next such one of its session. */
function visitSessions({ count, session, sessions }: Transactions, committed: Uint8Array, edge: EdgeSink): void {
  const last = new Int32Array(sessions).fill(-1);
  for (let t = 0; t < count; t++) {
    if (committed[t] === 0) continue;
    const s = session[t]!;
    if (last[s]! >= 0) edge(last[s]!, t, TYPE.so);
    last[s] = t;
  }
}
