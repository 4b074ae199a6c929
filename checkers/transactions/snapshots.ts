import { type Budget, spend } from './budget.js';
import { counts, type Graph, TYPE } from './graph.js';
import type { Reading } from './reading.js';
import type { Sorted } from './sort.js';
import { createTimeline } from './timeline.js';

/**
 * Gives every transaction a begin (vertex 2t) and a commit (2t + 1) in one order, as snapshot isolation or prefix
 * consistency want it (levels.ts): (ww + wr + so);rw? has a cycle if and only if this graph has one, and it has but two
 * vertices a transaction (Cerone and Gotsman 2016 give the composed relation, whose edges can be many more).
 */
export function sortPoints(
  graph: Graph,
  family: 'prefix' | 'snapshot-isolation',
  mask: number,
  reading: Reading,
  budget: Budget,
): Sorted {
  const { size, transactions, first, to, type } = graph;
  const { committed } = reading;
  const isSnapshot = family === 'snapshot-isolation';
  const toBegin = (mask & (TYPE.wr | TYPE.so)) | (isSnapshot ? TYPE.ww | TYPE.sw : 0);
  spend(budget, 2 * (to.length + size), 'giving the transactions begins and commits');
  const waits = new Int32Array(2 * size);
  const order = new Int32Array(2 * size);
  const done = new Uint8Array(2 * size);
  let length = 0;

  /** Calls `point` for every vertex that comes right after the begin or the commit of a. */
  function after(a: number, isCommit: boolean, point: (vertex: number) => void): void {
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
  }

  const wait = (vertex: number) => {
    waits[vertex]!++;
  };
  const release = (vertex: number) => {
    if (--waits[vertex]! === 0) order[length++] = vertex;
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
  for (let a = 0; a < size; a++) {
    if (a < transactions && committed[a] === 0) continue;
    for (const vertex of [2 * a, 2 * a + 1]) if (waits[vertex] === 0) order[length++] = vertex;
  }
  const begin = (t: number) => release(2 * t);
  timeline?.begin(begin);
  for (let i = 0; i < length; i++) {
    const vertex = order[i]!;
    const a = vertex >> 1;
    done[vertex] = 1;
    after(a, (vertex & 1) === 1, release);
    if ((vertex & 1) === 1 && a < transactions) timeline?.end(a, begin);
  }
  return { order: order.subarray(0, length), isWhole: length === total, done };
}
