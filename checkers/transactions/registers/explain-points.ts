import type { Edge } from '../judged.js';
import { joinSessions, writeOfKey, writeOfVersion } from './explain.js';
import { type Outgoing, shortestPath } from './graph.js';
import { beginOf, commitOf, type Problem, transactionOf } from './problem.js';
import { KIND } from './weak.js';

/** So many edges at most in what forces the edges of one cycle: beyond, `because` is empty. */
const TOLD = 500;

/** A cycle or a path over the points of a problem, as edges between transactions, each inferred one with what forces it. */
export function explainPoints(problem: Problem, out: Outgoing, edges: readonly number[]): Edge[] {
  const { graph, reading } = problem;
  let left = TOLD;
  return explain(edges, true);

  function explain(path: readonly number[], isCycle: boolean): Edge[] {
    const begin = isCycle ? path.findIndex((edge) => transactionOf(problem, graph.from[edge]!) >= 0) : 0;
    const turned = [...path.slice(begin), ...path.slice(0, begin)];
    const told: Edge[] = [];
    for (let i = 0; i < turned.length; i++) {
      const first = turned[i]!;
      // Over helpers, to the next point.
      while (transactionOf(problem, graph.to[turned[i]!]!) < 0) i++;
      const from = transactionOf(problem, graph.from[first]!);
      const to = transactionOf(problem, graph.to[turned[i]!]!);
      if (from !== to) told.push(edgeOf(first, from, to));
    }
    left -= told.length;
    return joinSessions(told);
  }

  function edgeOf(edge: number, from: number, to: number): Edge {
    const why = graph.why[edge]!;
    const key = reading.all.key;
    switch (graph.kind[edge]) {
      case KIND.wr:
        return { from, to, type: 'wr', by: [writeOfVersion(reading, from, why), why] };
      case KIND.ww: {
        const by: [number, number] = [writeOfKey(reading, from, key[why]!), writeOfVersion(reading, to, why)];
        const because = forcing(edge, commitOf(problem, from), beginOf(problem, reading.owner[why]!));
        return { from, to, type: 'ww', by, shownBy: why, because };
      }
      case KIND.overlap: {
        const by: [number, number] = [writeOfKey(reading, from, why), writeOfKey(reading, to, why)];
        return { from, to, type: 'ww', by, because: forcing(edge, beginOf(problem, from), commitOf(problem, to)) };
      }
      case KIND.rw: {
        const by: [number, number] = [why, writeOfKey(reading, to, key[why]!)];
        const version = reading.all.version[why]!;
        if (version < 0) return { from, to, type: 'rw', by };
        const writer = sourceOf(why, from);
        return { from, to, type: 'rw', by, because: forcing(edge, commitOf(problem, writer), commitOf(problem, to)) };
      }
      case KIND.rt:
        return { from, to, type: 'rt' };
      default:
        return { from, to, type: 'so' };
    }
  }

  function sourceOf(read: number, reader: number): number {
    const { readFirst, readOp, readFrom } = reading;
    for (let r = readFirst[reader]!; r < readFirst[reader + 1]!; r++) if (readOp[r] === read) return readFrom[r]!;
    return -1;
  }

  /** What was there before the edge and leads from one point to the other. */
  function forcing(edge: number, from: number, to: number): Edge[] {
    if (left <= 0) return [];
    const path = shortestPath(graph, out, from, to, (other) => other < edge);
    return path === undefined ? [] : explain(path, false);
  }
}
