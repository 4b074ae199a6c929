import { type Budget, spend } from './budget.js';
import { counts, type Graph, TYPE } from './graph.js';
import type { Reading } from './reading.js';
import { createTimeline } from './timeline.js';

/** An order of vertices in which every edge that counts leads forward, as far as there is one. */
export interface Sorted {
  /** Vertices in this order; those of cycles, and all behind them, are not in it. */
  readonly order: Int32Array;
  readonly isWhole: boolean;
  /** By vertex: 1 if it is in the order. */
  readonly done: Uint8Array;
}

/**
 * Sorts the transactions that took effect, and the helpers (Kahn, "Topological Sorting of Large Networks", CACM 1962).
 * Real time, where `mask` has it, needs no edges: a transaction is held back until all that had ended before it began
 * are in the order.
 */
export function sort(graph: Graph, mask: number, reading: Reading, budget: Budget): Sorted {
  const { size, transactions, first, to, type } = graph;
  const { committed } = reading;
  spend(budget, to.length + size, 'putting the transactions in order');
  const waits = new Int32Array(size);
  for (let e = 0; e < to.length; e++) if (counts(type[e]!, mask)) waits[to[e]!]!++;
  const order = new Int32Array(size);
  const done = new Uint8Array(size);
  let length = 0;
  const release = (a: number) => {
    if (--waits[a]! === 0) order[length++] = a;
  };
  const timeline = (mask & TYPE.rt) !== 0 ? createTimeline(reading) : undefined;
  if (timeline !== undefined) for (let t = 0; t < transactions; t++) waits[t]!++;

  let total = size;
  for (let a = 0; a < size; a++) {
    if (a < transactions && committed[a] === 0) total--;
    else if (waits[a] === 0) order[length++] = a;
  }
  timeline?.begin(release);
  for (let i = 0; i < length; i++) {
    const a = order[i]!;
    done[a] = 1;
    for (let e = first[a]!; e < first[a + 1]!; e++) if (counts(type[e]!, mask)) release(to[e]!);
    if (a < transactions) timeline?.end(a, release);
  }
  return { order: order.subarray(0, length), isWhole: length === total, done };
}
