import { OUTCOME } from '../../../src/history/transactions.js';
import { type Budget, spend } from '../budget.js';
import { addEdge, outgoing, topologicalOrder } from './graph.js';
import { beginOf, commitOf, type Problem, transactionOf } from './problem.js';
import { START } from './reading.js';
import { KIND } from './weak.js';

/**
 * Adds to the graph of a problem what is forced, until nothing more is (or very little,
 * at a high price) or there is a cycle (then it returns false). For each
 * read of x by r from a, and each other writer b of x:
 *
 * - if b's commit reaches r's begin, b commits before a (ww);
 * - if a's commit reaches b's, r begins before b commits (rw);
 * - snapshot isolation: if b's begin reaches a's commit, b commits before a begins (overlap; a need not be read).
 *
 * Whom a point reaches is known by a number for each of the chains into which the transactions are laid, each of which begins
 * after the one before it in its chain has committed; so of a chain, the nearest writer of x says it all. A round costs
 * the edges and reads times the chains; whoever finds no place in as many as the budget has room for is looked at only as
 * somebody to pass. Each edge follows from those with lower numbers. After so many `rounds` it is left as it is.
 */
export function saturate(problem: Problem, budget: Budget, rounds = Infinity): boolean {
  const { reading, graph, family } = problem;
  const { all, inOrder, readFirst, readOp, readFrom, writeFirst, writeOp } = reading;
  let chains: Chains | undefined;
  for (let round = 0; round < rounds; round++) {
    const before = graph.edges;
    const out = outgoing(graph);
    const order = topologicalOrder(graph, out);
    if (order.length < graph.nodes) return false;
    // What a round forces makes for fewer chains.
    if (round < FEWER_CHAINS) chains = layChains(problem, order, Math.floor(budget.cells / 2 / graph.nodes));
    const { width, chain, place } = chains!;
    if (width === 0) return true;
    spend(budget, (graph.edges + graph.nodes) * width * STEPS_A_CELL, 'seeing what is forced');
    const { writers, segments, segmentFirst } = (chains!.byKey ??= writersByKey(problem, chains!));

    // By point and chain: 1 + the place of the last transaction whose commit reaches it (or is it); the place of the first whose commit it reaches.
    const from = new Int32Array(graph.nodes * width);
    const reach = new Int32Array(graph.nodes * width).fill(NEVER);
    for (let i = 0; i < order.length; i++) {
      const node = order[i]!;
      const t = transactionOf(problem, node);
      if (t >= 0 && chain[t]! >= 0 && node === commitOf(problem, t)) {
        from[node * width + chain[t]!] = place[t]! + 1;
      }
      for (let e = out.first[node]!; e < out.first[node + 1]!; e++) {
        const row = graph.to[out.list[e]!]! * width;
        for (let c = 0; c < width; c++) {
          if (from[node * width + c]! > from[row + c]!) from[row + c] = from[node * width + c]!;
        }
      }
    }
    for (let i = order.length - 1; i >= 0; i--) {
      const node = order[i]!;
      const t = transactionOf(problem, node);
      const row = node * width;
      if (t >= 0 && chain[t]! >= 0 && node === commitOf(problem, t)) reach[row + chain[t]!] = place[t]!;
      for (let e = out.first[node]!; e < out.first[node + 1]!; e++) {
        const next = graph.to[out.list[e]!]! * width;
        for (let c = 0; c < width; c++) if (reach[next + c]! < reach[row + c]!) reach[row + c] = reach[next + c]!;
      }
    }

    for (const r of inOrder) {
      for (let i = readFirst[r]!; i < readFirst[r + 1]!; i++) {
        const a = readFrom[i]!;
        if (a === START) continue;
        const key = all.key[readOp[i]!]!;
        spend(budget, segmentFirst[key + 1]! - segmentFirst[key]!, 'seeing what is forced');
        for (let s = segmentFirst[key]!; s < segmentFirst[key + 1]!; s++) {
          const c = chain[writers[segments[s]!]!]!;
          const seen = lastBefore(s, from[beginOf(problem, r) * width + c]!);
          if (seen >= 0 && seen !== a && seen !== r) addBefore(seen, a, KIND.ww, readOp[i]!);
          let next = firstFrom(s, reach[commitOf(problem, a) * width + c]!);
          if (next >= 0 && writers[next] === a) next = next + 1 < segments[s + 1]! ? next + 1 : -1;
          if (next < 0) continue;
          const b = writers[next]!;
          // What follows r in its chain, r precedes anyway.
          const row = beginOf(problem, r) * width + c;
          if (b === r || reach[row]! <= place[b]!) continue;
          addEdge(graph, beginOf(problem, r), commitOf(problem, b), KIND.rw, readOp[i]!);
          reach[row] = place[b]!;
        }
      }
    }
    if (family === 'snapshot-isolation') {
      for (const b of inOrder) {
        if (chain[b]! < 0) continue;
        for (let w = writeFirst[b]!; w < writeFirst[b + 1]!; w++) {
          const key = all.key[writeOp[w]!]!;
          spend(budget, segmentFirst[key + 1]! - segmentFirst[key]!, 'seeing what is forced');
          for (let s = segmentFirst[key]!; s < segmentFirst[key + 1]!; s++) {
            const c = chain[writers[segments[s]!]!]!;
            let next = firstFrom(s, reach[beginOf(problem, b) * width + c]!);
            if (next >= 0 && writers[next] === b) next = next + 1 < segments[s + 1]! ? next + 1 : -1;
            if (next >= 0) addBefore(b, writers[next]!, KIND.overlap, key);
          }
        }
      }
    }
    const isLittle = width > WIDE && graph.edges * width > DEAR && graph.edges - before < before * LITTLE;
    if (graph.edges === before || isLittle) return true;

    /** Of two writers of a key: the first commits before the second commits; or begins, under snapshot isolation. */
    function addBefore(first: number, second: number, kind: number, why: number): void {
      const target = family === 'snapshot-isolation' ? beginOf(problem, second) : commitOf(problem, second);
      const cell = target * width + chain[first]!;
      if (from[cell]! > place[first]!) return;
      addEdge(graph, commitOf(problem, first), target, kind, why);
      from[cell] = place[first]! + 1;
    }

    /** The last writer of a segment whose place is below `limit`; -1 if there is none. */
    function lastBefore(segment: number, limit: number): number {
      const at = lowerBound(segment, limit) - 1;
      return at < segments[segment]! ? -1 : writers[at]!;
    }

    /** Where, among the writers, is the first one of a segment whose place is at least `limit`; -1 if nowhere. */
    function firstFrom(segment: number, limit: number): number {
      if (limit === NEVER) return -1;
      const at = lowerBound(segment, limit);
      return at < segments[segment + 1]! ? at : -1;
    }

    function lowerBound(segment: number, limit: number): number {
      let low = segments[segment]!;
      let high = segments[segment + 1]!;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (place[writers[middle]!]! < limit) low = middle + 1;
        else high = middle;
      }
      return low;
    }
  }
  return true;
}

const NEVER = 0x7fffffff;

interface Chains {
  width: number;
  /** By transaction: its chain, and its place there. */
  chain: Int32Array;
  place: Int32Array;
  byKey?: ByKey;
}

/** Writers by key and chain, in their order: those of a segment are writers[segments[s] .. segments[s + 1]), the segments of a key [segmentFirst[key], segmentFirst[key + 1]). */
interface ByKey {
  writers: Int32Array;
  segments: Int32Array;
  segmentFirst: Int32Array;
}

/** What it costs to pass on for one chain what one edge says, back and forth. */
const STEPS_A_CELL = 8;
/** After so many rounds the chains stay as they are. */
const FEWER_CHAINS = 8;
/** What a round adds that is as dear as this, over as many chains, and finds as little, is left to the search. */
const DEAR = 25_000_000;
const WIDE = 256;
const LITTLE = 0.005;

/** So many chains that could be led on are remembered for each point. */
const REMEMBERED = 16;

/**
 * Lays each transaction that writes, in order, behind one that must have committed before it begins, if any such is known that
 * is the last of its chain: one of unknown end, as nobody else may come to follow it; else the one nearest in number.
 */
function layChains(problem: Problem, order: Int32Array, widest: number): Chains {
  const { reading, graph } = problem;
  const { all, writeFirst } = reading;
  const chain = new Int32Array(all.count).fill(-1);
  const place = new Int32Array(all.count);
  const isLast = new Uint8Array(all.count);
  const incoming = outgoing({ ...graph, from: graph.to });
  // By point: 1 + last transactions of chains whose commits reach it, or 0.
  const ends = new Int32Array(graph.nodes * REMEMBERED);
  const hasEnded = (t: number) => all.outcome[t] === OUTCOME.ok && all.completed[t]! >= 0;
  let width = 0;
  for (const node of order) {
    const t = transactionOf(problem, node);
    const isWriter = t >= 0 && reading.included[t] === 1 && writeFirst[t]! < writeFirst[t + 1]!;
    const row = node * REMEMBERED;
    let found = 0;
    if (isWriter && node === commitOf(problem, t) && problem.points === 2 && chain[t]! >= 0)
      ends[row + found++] = t + 1;
    for (let i = incoming.first[node]!; i < incoming.first[node + 1]!; i++) {
      const before = graph.from[incoming.list[i]!]! * REMEMBERED;
      for (let e = 0; e < REMEMBERED && found < REMEMBERED; e++) {
        const end = ends[before + e]!;
        if (end === 0 || isLast[end - 1] === 0 || isAmong(row, found, end)) continue;
        ends[row + found++] = end;
      }
    }
    if (!isWriter || node !== beginOf(problem, t)) continue;
    const behind = nearest(row, found, t);
    if (behind >= 0) {
      chain[t] = chain[behind]!;
      place[t] = place[behind]! + 1;
      isLast[behind] = 0;
    } else if (width < widest) chain[t] = width++;
    else continue;
    isLast[t] = 1;
    if (problem.points === 2) continue;
    const at = found === REMEMBERED ? 0 : found;
    ends[row + at] = t + 1;
  }
  return { width, chain, place };

  function isAmong(row: number, found: number, end: number): boolean {
    for (let e = 0; e < found; e++) if (ends[row + e] === end) return true;
    return false;
  }

  function nearest(row: number, found: number, t: number): number {
    let best = -1;
    for (let e = 0; e < found; e++) {
      const end = ends[row + e]! - 1;
      if (!hasEnded(end)) return end;
      if (best < 0 || Math.abs(t - end) < Math.abs(t - best)) best = end;
    }
    return best;
  }
}

function writersByKey({ reading }: Problem, { chain, place }: Chains): ByKey {
  const { all, inOrder, writeFirst, writeOp, owner } = reading;
  const first = new Int32Array(all.keys + 1);
  for (const op of writeOp) if (chain[owner[op]!]! >= 0) first[all.key[op]! + 1]!++;
  for (let key = 0; key < all.keys; key++) first[key + 1]! += first[key]!;
  const next = first.slice(0, all.keys);
  const writers = new Int32Array(first[all.keys]!);
  for (const t of inOrder) {
    if (chain[t]! < 0) continue;
    for (let w = writeFirst[t]!; w < writeFirst[t + 1]!; w++) writers[next[all.key[writeOp[w]!]!]!++] = t;
  }
  const segments: number[] = [];
  const segmentFirst = new Int32Array(all.keys + 1);
  for (let key = 0; key < all.keys; key++) {
    segmentFirst[key] = segments.length;
    const own = writers.subarray(first[key]!, first[key + 1]!);
    own.sort((a, b) => chain[a]! - chain[b]! || place[a]! - place[b]!);
    for (let i = 0; i < own.length; i++) {
      if (i === 0 || chain[own[i]!] !== chain[own[i - 1]!]) segments.push(first[key]! + i);
    }
  }
  segmentFirst[all.keys] = segments.length;
  segments.push(writers.length);
  return { writers, segments: Int32Array.from(segments), segmentFirst };
}
