import { OUTCOME } from '../../src/history/transactions.js';
import { type Budget, spend } from './budget.js';
import { looseRuns } from './dependencies.js';
import { buildGraph, type Graph, TYPE } from './graph.js';
import type { Reading } from './reading.js';
import { type AfterPoint, pointsAfter, sortPoints } from './snapshots.js';
import { inOrderOfInvocation } from './timeline.js';

/** How often the order is made anew; each time those that overlap in it and must not are told apart. */
const ROUNDS = 40;
/** Steps of one look whether something must come before something else. */
const LOOK = 200_000;

/**
 * Begins and commits under snapshot isolation where several transactions wrote a key and nobody read what they wrote
 * last: any order of these will do in which no two overlap. Where two overlap in an order, one is put first, unless the
 * other must be; then the order is made again. Undefined where that comes to nothing, which proves nothing.
 */
export function orderUnread(graph: Graph, mask: number, reading: Reading, budget: Budget): Int32Array | undefined {
  const { first, author } = looseRuns(reading);
  const extra: [number, number][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const whole = extra.length === 0 ? graph : withEdges(graph, extra);
    const { order, isWhole } = sortPoints(whole, 'snapshot-isolation', mask, reading, budget);
    if (!isWhole) return undefined;
    const at = new Int32Array(2 * graph.size);
    for (let i = 0; i < order.length; i++) at[order[i]!] = i;
    const overlaps: [number, number][] = [];
    for (let k = 0; k < reading.transactions.keys; k++) {
      if (first[k + 1]! - first[k]! < 2) continue;
      const writers = author.slice(first[k]!, first[k + 1]!).sort((a, b) => at[2 * a + 1]! - at[2 * b + 1]!);
      for (let i = 1; i < writers.length; i++) {
        if (at[2 * writers[i]!]! < at[2 * writers[i - 1]! + 1]!) overlaps.push([writers[i - 1]!, writers[i]!]);
      }
    }
    if (overlaps.length === 0) return order;
    // Those at the same place of the order are told apart one in each round, for each decision may decide others.
    const comesBefore = createLook(pointsAfter(whole, 'snapshot-isolation', mask), at, mask, reading, budget);
    let until = -1;
    for (const [a, b] of overlaps.sort((one, other) => at[2 * one[1]]! - at[2 * other[1]]!)) {
      if (at[2 * b]! < until) continue;
      until = at[2 * a + 1]!;
      extra.push(comesBefore(2 * b, 2 * a + 1) ? [b, a] : [a, b]);
    }
  }
  return undefined;
}

function withEdges({ size, transactions, first, to, type }: Graph, extra: readonly [number, number][]): Graph {
  return buildGraph(size, transactions, (edge) => {
    for (let a = 0; a < size; a++) for (let e = first[a]!; e < first[a + 1]!; e++) edge(a, to[e]!, type[e]!);
    for (const [a, b] of extra) edge(a, b, TYPE.sw);
  });
}

/** Whether a point certainly comes before another: a search among those between them in the order. */
function createLook(after: AfterPoint, at: Int32Array, mask: number, reading: Reading, budget: Budget) {
  const { completed, invoked, outcome, count } = reading.transactions;
  const seenIn = new Int32Array(at.length);
  const began = (mask & TYPE.rt) !== 0 ? inOrderOfInvocation(reading) : new Int32Array(0);
  let round = 0;

  /** The first place among those that began whose transaction was invoked after that row. */
  function firstAfter(row: number): number {
    let low = 0;
    let high = began.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (invoked[began[middle]!]! < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  const endOf = (t: number) => (outcome[t] === OUTCOME.ok && completed[t]! >= 0 ? completed[t]! : Infinity);

  return (from: number, target: number): boolean => {
    round++;
    const stack = [from];
    let steps = 0;
    // Who began after the target had ended does not lead to it; nor need anybody be visited twice.
    let visited = firstAfter(endOf(target >> 1));
    seenIn[from] = round;
    const visit = (next: number) => {
      steps++;
      if (seenIn[next] === round || at[next]! > at[target]!) return;
      seenIn[next] = round;
      stack.push(next);
    };
    const visitLater = (t: number) => {
      const first = firstAfter(endOf(t));
      for (let i = first; i < visited; i++) visit(2 * began[i]!);
      if (first < visited) visited = first;
    };
    for (let vertex = stack.pop(); vertex !== undefined && steps < LOOK; vertex = stack.pop()) {
      if (vertex === target) return true;
      after(vertex >> 1, (vertex & 1) === 1, visit);
      if ((vertex & 1) === 1 && vertex >> 1 < count) visitLater(vertex >> 1);
    }
    spend(budget, steps, 'putting in order what nobody read');
    return false;
  };
}
