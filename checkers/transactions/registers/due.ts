import { OUTCOME } from '../../../src/history/transactions.js';
import { type Outgoing, topologicalOrder } from './graph.js';
import { beginOf, commitOf, type Problem } from './problem.js';

/**
 * The transactions that write, in the order in which they most likely committed, a first guess and no more: each when it
 * was said to have, or before all that waits for it. Without real time all sessions are taken to go at an even pace.
 */
export function likelyOrder(problem: Problem, out: Outgoing): Int32Array {
  const { graph, reading } = problem;
  const { all, inOrder, sessionFirst, writeFirst } = reading;
  const times = new Float64Array(graph.nodes).fill(Infinity);
  for (let s = 0; s < all.sessions; s++) {
    const [begin, end] = [sessionFirst[s]!, sessionFirst[s + 1]!];
    for (let i = begin; i < end; i++) {
      const t = inOrder[i]!;
      const isOver = all.outcome[t] === OUTCOME.ok && all.completed[t]! >= 0;
      const time = !all.hasRealTime ? (i - begin) / (end - begin) : isOver ? all.completed[t]! : Infinity;
      times[beginOf(problem, t)] = times[commitOf(problem, t)] = time;
    }
  }
  const order = topologicalOrder(graph, out);
  const place = new Int32Array(graph.nodes);
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]!;
    place[node] = i;
    for (let e = out.first[node]!; e < out.first[node + 1]!; e++) {
      const next = times[graph.to[out.list[e]!]!]!;
      if (next < times[node]!) times[node] = next;
    }
  }
  const due = (t: number) => times[commitOf(problem, t)]!;
  const writers = inOrder.filter((t) => writeFirst[t]! < writeFirst[t + 1]!);
  return writers.sort((a, b) => due(a) - due(b) || place[commitOf(problem, a)]! - place[commitOf(problem, b)]!);
}
