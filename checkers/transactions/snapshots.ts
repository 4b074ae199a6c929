import { type Budget, spend } from './budget.js';
import { counts, type Graph, TYPE } from './graph.js';
import type { Reading } from './reading.js';
import type { Sorted } from './sort.js';
import { createTimeline } from './timeline.js';

/** Calls `point` for every vertex that must come right after the begin or the commit of a vertex of the graph. */
export type AfterPoint = (a: number, isCommit: boolean, point: (vertex: number) => void) => void;

/** The graph of begins (vertex 2t) and commits (2t + 1), without real time. */
export function pointsAfter(
  { transactions, first, to, type }: Graph,
  family: 'prefix' | 'snapshot-isolation',
  mask: number,
): AfterPoint {
  const toBegin = (mask & (TYPE.wr | TYPE.so)) | (family === 'snapshot-isolation' ? TYPE.ww | TYPE.sw : 0);
  return (a, isCommit, point) => {
    if (!isCommit && a < transactions) point(2 * a + 1);
    for (let e = first[a]!; e < first[a + 1]!; e++) {
      const kind = type[e]!;
      const b = 2 * to[e]!;
      if (kind === TYPE.help) point(isCommit ? b + 1 : b);
      else if (!isCommit) {
        if ((kind & TYPE.rw) !== 0) point(b + 1);
      } else if ((kind & toBegin) !== 0) point(b);
      else if ((kind & TYPE.ww) !== 0 && counts(kind, mask)) point(b + 1);
    }
  };
}

/**
 * Gives every transaction a begin (vertex 2t) and a commit (2t + 1) in one order, as snapshot isolation or prefix
 * consistency want it (levels.ts): (ww + wr + so);rw? has a cycle if and only if this graph has one, and it has but two
 * vertices a transaction (Cerone and Gotsman 2016 give the composed relation, whose edges can be many more). The order goes
 * on from what came last wherever it can, so that few transactions overlap.
 */
export function sortPoints(
  graph: Graph,
  family: 'prefix' | 'snapshot-isolation',
  mask: number,
  reading: Reading,
  budget: Budget,
): Sorted {
  const { size, transactions } = graph;
  const { committed } = reading;
  spend(budget, 2 * (graph.to.length + size), 'giving the transactions begins and commits');
  const after = pointsAfter(graph, family, mask);
  const waits = new Int32Array(2 * size);
  const order = new Int32Array(2 * size);
  const ready = new Int32Array(2 * size);
  const done = new Uint8Array(2 * size);
  let isReady = 0;
  let length = 0;

  const wait = (vertex: number) => {
    waits[vertex]!++;
  };
  const release = (vertex: number) => {
    if (--waits[vertex]! === 0) ready[isReady++] = vertex;
  };
  let total = 0;
  for (let a = 0; a < size; a++) {
    if (a < transactions && committed[a] === 0) continue;
    total += 2;
    after(a, false, wait);
    after(a, true, wait);
  }
  const timeline = (mask & TYPE.rt) !== 0 ? createTimeline(reading) : undefined;
  if (timeline !== undefined) for (let t = 0; t < transactions; t++) if (committed[t] === 1) waits[2 * t]!++;
  for (let a = size - 1; a >= 0; a--) {
    if (a < transactions && committed[a] === 0) continue;
    for (const vertex of [2 * a + 1, 2 * a]) if (waits[vertex] === 0) ready[isReady++] = vertex;
  }
  const begin = (t: number) => release(2 * t);
  timeline?.begin(begin);
  while (isReady > 0) {
    const vertex = ready[--isReady]!;
    order[length++] = vertex;
    done[vertex] = 1;
    const a = vertex >> 1;
    const isCommit = (vertex & 1) === 1;
    after(a, isCommit, release);
    if (isCommit && a < transactions) timeline?.end(a, begin);
  }
  return { order: order.subarray(0, length), isWhole: length === total, done };
}
