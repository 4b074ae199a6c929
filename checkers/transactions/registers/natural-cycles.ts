import type { Budget } from '../budget.js';
import { addEdge, createGraph, type Graph, type Outgoing, outgoing, shortestCycles } from './graph.js';
import { KIND } from './weak.js';

/**
 * Shortest cycles, as edges of the graph; if there are any, of those edges alone for which no order of writes had to be inferred
 * by contradiction: they are what people call a write skew or a lost update, and their proof is shorter.
 */
export function naturalCycles(graph: Graph, out: Outgoing, budget: Budget, limit: number): number[][] {
  const natural = createGraph(graph.nodes, graph.edges);
  const number: number[] = [];
  for (let edge = 0; edge < graph.edges; edge++) {
    if (graph.kind[edge] === KIND.ww || graph.kind[edge] === KIND.overlap) continue;
    addEdge(natural, graph.from[edge]!, graph.to[edge]!, 0, 0);
    number.push(edge);
  }
  const cycles = shortestCycles(natural, outgoing(natural), budget, limit);
  if (cycles.length > 0) return cycles.map((cycle) => cycle.map((edge) => number[edge]!));
  return shortestCycles(graph, out, budget, limit);
}
