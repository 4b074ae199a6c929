import type { Edge } from '../judged.js';
import { joinSessions, writeOfKey, writeOfVersion } from './explain.js';
import { type Outgoing, shortestPath } from './graph.js';
import { beginOf, commitOf, type Problem, transactionOf } from './problem.js';
import { KIND } from './weak.js';

/**
 * A cycle over the points of a problem, as edges between transactions, each inferred one with what forces it: the same edge is
 * the same object wherever it is a reason.
 */
export function explainPoints(problem: Problem, out: Outgoing, cycle: readonly number[]): Edge[] {
  const { graph, reading } = problem;
  const told = new Map<number, Edge>();
  // Edges whose reasons are still to be found.
  const open: { edge: Edge; number: number; from: number; to: number }[] = [];
  const begin = cycle.findIndex((edge) => transactionOf(problem, graph.from[edge]!) >= 0);
  const edges = explain([...cycle.slice(begin), ...cycle.slice(0, begin)]);
  for (const { edge, number, from, to } of open) {
    // What was there before the edge.
    const path = shortestPath(graph, out, from, to, (other) => other < number);
    edge.because = path === undefined ? [] : explain(path);
  }
  return edges;

  function explain(path: readonly number[]): Edge[] {
    const steps: Edge[] = [];
    for (let i = 0; i < path.length; i++) {
      const first = path[i]!;
      // Over helpers, to the next point.
      while (transactionOf(problem, graph.to[path[i]!]!) < 0) i++;
      const from = transactionOf(problem, graph.from[first]!);
      const to = transactionOf(problem, graph.to[path[i]!]!);
      if (from !== to) steps.push(edgeOf(first, from, to));
    }
    return joinSessions(steps);
  }

  function edgeOf(number: number, from: number, to: number): Edge {
    // Over helpers the same edge leads to several.
    const known = told.get(number);
    if (known?.to === to) return known;
    const edge = newEdge(number, from, to);
    told.set(number, edge);
    return edge;
  }

  function newEdge(number: number, from: number, to: number): Edge {
    const why = graph.why[number]!;
    const key = reading.all.key;
    switch (graph.kind[number]) {
      case KIND.wr:
        return { from, to, type: 'wr', by: [writeOfVersion(reading, from, why), why] };
      case KIND.ww: {
        const by: [number, number] = [writeOfKey(reading, from, key[why]!), writeOfVersion(reading, to, why)];
        const edge: Edge = { from, to, type: 'ww', by, shownBy: why };
        open.push({ edge, number, from: commitOf(problem, from), to: beginOf(problem, reading.owner[why]!) });
        return edge;
      }
      case KIND.overlap: {
        const by: [number, number] = [writeOfKey(reading, from, why), writeOfKey(reading, to, why)];
        const edge: Edge = { from, to, type: 'ww', by };
        open.push({ edge, number, from: beginOf(problem, from), to: commitOf(problem, to) });
        return edge;
      }
      case KIND.rw: {
        const by: [number, number] = [why, writeOfKey(reading, to, key[why]!)];
        const edge: Edge = { from, to, type: 'rw', by };
        if (reading.all.version[why]! < 0) return edge;
        open.push({ edge, number, from: commitOf(problem, sourceOf(why, from)), to: commitOf(problem, to) });
        return edge;
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
}
