import type { Budget } from '../budget.js';
import { spend } from '../budget.js';
import type { DirectAnomaly } from '../judged.js';
import { agreeingReads } from './agreeing-reads.js';
import { causalEdges } from './causal.js';
import { addEdge, createGraph, type Graph, outgoing, topologicalOrder } from './graph.js';
import { lastWriteOf, type Reading, START } from './reading.js';

/**
 * What `read-committed`, `read-atomic` and `causal` force on the order of commits, by the axioms of Biswas and Enea (OOPSLA
 * 2019, figure 2): where t3 reads x from t1, every other writer of x that t3 had seen by then commits before t1. Seen:
 * read from earlier in t3 (read-committed); read from, or before it in its session (read-atomic); reached by
 * those (causal). The history keeps the level if and only if the graph has no cycle and nothing contradicts the start. Where
 * the log's tradition does not count sessions, read-committed is Adya's PL-2, and who read from whom is all that counts.
 * The edges are the few that imply all others, found as in Møldrup and Pavlogiannis, "AWDIT: an optimal weak database
 * isolation tester" (PLDI 2025): n^1.5 for the first two, n times the sessions for the third.
 */
export interface Forced {
  graph: Graph;
  /** Reads of the start by somebody who had seen a write: the read, and the writer. */
  contradictions: { read: number; writer: number }[];
  direct: DirectAnomaly[];
}

/**
 * Kinds of edges, and what `why` is: the read that a wr is; the read that shows a ww; the read of a rw. overlap: a ww
 * because two that write a key may not overlap, why: the key. within: from a transaction's begin to its commit.
 */
export const KIND = { so: 0, wr: 1, ww: 2, rw: 3, rt: 4, overlap: 5, within: 6 } as const;

/** So many contradictions are told at most, and not more: each one is a proof by itself. */
const ENOUGH = 100;

export function forcedEdges(
  reading: Reading,
  family: 'read-committed' | 'read-atomic' | 'causal',
  sessionsCount: boolean,
  budget: Budget,
): Forced {
  const graph = createGraph(reading.all.count, reading.readOp.length + reading.all.count + 16);
  const forced: Forced = { graph, contradictions: [], direct: [] };
  if (sessionsCount) addSessionEdges(graph, reading);
  addReadEdges(graph, reading);
  spend(budget, graph.edges, 'noting who read from whom');
  if (family === 'read-committed') {
    if (reading.all.sessionsCount) forceByEarlierReads(forced, reading, budget);
  } else {
    forced.direct.push(...agreeingReads(reading));
    if (family === 'read-atomic') {
      forceByOtherReads(forced, reading, budget);
      if (sessionsCount) forceBySession(forced, reading);
    } else {
      const out = outgoing(graph);
      const order = topologicalOrder(graph, out);
      // A cycle of reads and sessions says it all.
      if (order.length === graph.nodes) causalEdges(forced, reading, order, budget);
    }
  }
  return forced;
}

export function addSessionEdges(graph: Graph, { sessionFirst, inOrder, all }: Reading): void {
  for (let s = 0; s < all.sessions; s++) {
    for (let i = sessionFirst[s]! + 1; i < sessionFirst[s + 1]!; i++) {
      addEdge(graph, inOrder[i - 1]!, inOrder[i]!, KIND.so, -1);
    }
  }
}

export function addReadEdges(graph: Graph, { readFirst, readOp, readFrom, all }: Reading): void {
  for (let t = 0; t < all.count; t++) {
    for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) {
      const from = readFrom[r]!;
      // What was read right before from the same one says nothing new.
      if (from !== START && (r === readFirst[t] || readFrom[r - 1] !== from))
        addEdge(graph, from, t, KIND.wr, readOp[r]!);
    }
  }
}

/** Notes that t2, which the reader has seen and which wrote what `read` read from t1, commits before t1. */
export function force(forced: Forced, t2: number, t1: number, read: number): void {
  if (t1 !== START) addEdge(forced.graph, t2, t1, KIND.ww, read);
  else if (forced.contradictions.length < ENOUGH) forced.contradictions.push({ read, writer: t2 });
}

/**
 * read-committed. Backwards through the reads of each t3: of what follows the first read from t2, the next read of a key
 * that t2 wrote from somebody else is enough; that one's writer comes before the next, and so on.
 */
function forceByEarlierReads(forced: Forced, reading: Reading, budget: Budget): void {
  const { all, readFirst, readOp, readFrom } = reading;
  const { key } = all;
  // By key: the next read (1 + its place), and the next one after it from another writer.
  const next = new Int32Array(all.keys);
  const nextOther = new Int32Array(all.keys);
  const read: number[] = [];
  const firstRead = new Int32Array(all.count).fill(-1);
  let steps = 0;
  for (let t3 = 0; t3 < all.count; t3++) {
    const begin = readFirst[t3]!;
    const end = readFirst[t3 + 1]!;
    if (end - begin < 2) continue;
    for (let r = end - 1; r >= begin; r--) if (readFrom[r] !== START) firstRead[readFrom[r]!] = r;
    for (let r = end - 1; r >= begin; r--) {
      const t2 = readFrom[r]!;
      if (t2 !== START && firstRead[t2] === r) {
        steps += forEachShared(reading, t2, read, (k) => {
          const other = readFrom[next[k]! - 1] !== t2 ? next[k]! : nextOther[k]!;
          if (other > 0) force(forced, t2, readFrom[other - 1]!, readOp[other - 1]!);
        });
      }
      const k = key[readOp[r]!]!;
      if (next[k] === 0) read.push(k);
      else if (readFrom[next[k]! - 1] !== t2) nextOther[k] = next[k]!;
      next[k] = r + 1;
    }
    for (const k of read) next[k] = nextOther[k] = 0;
    read.length = 0;
  }
  spend(budget, steps, 'ordering writes by what had been read');
}

/** read-atomic, whom t3 read from: the other keys that those wrote. */
function forceByOtherReads(forced: Forced, reading: Reading, budget: Budget): void {
  const { all, readFirst, readOp, readFrom } = reading;
  const { key } = all;
  const readAt = new Int32Array(all.keys);
  const read: number[] = [];
  const doneFor = new Int32Array(all.count).fill(-1);
  let steps = 0;
  for (let t3 = 0; t3 < all.count; t3++) {
    const begin = readFirst[t3]!;
    const end = readFirst[t3 + 1]!;
    if (end - begin < 2) continue;
    for (let r = begin; r < end; r++) {
      const k = key[readOp[r]!]!;
      if (readAt[k] === 0) read.push(k);
      readAt[k] = r + 1;
    }
    for (let r = begin; r < end; r++) {
      const t2 = readFrom[r]!;
      if (t2 === START || doneFor[t2] === t3) continue;
      doneFor[t2] = t3;
      steps += forEachShared(reading, t2, read, (k) => {
        const at = readAt[k]! - 1;
        if (at >= 0 && readFrom[at] !== t2) force(forced, t2, readFrom[at]!, readOp[at]!);
      });
    }
    for (const k of read) readAt[k] = 0;
    read.length = 0;
  }
  spend(budget, steps, 'ordering writes by what was read together');
}

/** read-atomic, what came before t3 in its session: the last writer of each key that it read. */
function forceBySession(forced: Forced, reading: Reading): void {
  const { all, sessionFirst, inOrder, readFirst, readOp, readFrom, writeFirst, writeOp } = reading;
  const lastWriter = new Int32Array(all.keys);
  for (let s = 0; s < all.sessions; s++) {
    for (let i = sessionFirst[s]!; i < sessionFirst[s + 1]!; i++) {
      const t3 = inOrder[i]!;
      for (let r = readFirst[t3]!; r < readFirst[t3 + 1]!; r++) {
        const t2 = lastWriter[all.key[readOp[r]!]!]! - 1;
        if (t2 >= 0 && t2 !== readFrom[r]) force(forced, t2, readFrom[r]!, readOp[r]!);
      }
      for (let w = writeFirst[t3]!; w < writeFirst[t3 + 1]!; w++) lastWriter[all.key[writeOp[w]!]!] = t3 + 1;
    }
    for (let i = sessionFirst[s]!; i < sessionFirst[s + 1]!; i++) {
      const t = inOrder[i]!;
      for (let w = writeFirst[t]!; w < writeFirst[t + 1]!; w++) lastWriter[all.key[writeOp[w]!]!] = 0;
    }
  }
}

/** Calls back for every key that t wrote and that is in the list (or may be: a key of t that is not in the list, too, where t wrote few). Returns the steps it took. */
function forEachShared(reading: Reading, t: number, keys: readonly number[], found: (key: number) => void): number {
  const { writeFirst, writeOp, all } = reading;
  const begin = writeFirst[t]!;
  const end = writeFirst[t + 1]!;
  if (end - begin <= keys.length * 4) {
    for (let w = begin; w < end; w++) found(all.key[writeOp[w]!]!);
    return end - begin;
  }
  for (const key of keys) if (lastWriteOf(reading, t, key) >= 0) found(key);
  return keys.length * 8;
}
