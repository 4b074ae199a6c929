import { MICRO } from '../../../src/history/transactions.js';
import type { Edge } from '../judged.js';
import { type Graph, type Outgoing, shortestPath } from './graph.js';
import type { Reading } from './reading.js';
import { KIND } from './weak.js';

/** The edges of a graph of forced orders (weak.ts) as a proof: with the micro-operations and, for ww, what forces it. */
export interface Explainer {
  graph: Graph;
  out: Outgoing;
  reading: Reading;
  family: 'read-committed' | 'read-atomic' | 'causal';
}

export function explainCycle(explainer: Explainer, cycle: readonly number[]): Edge[] {
  return joinSessions(cycle.map((edge) => explainEdge(explainer, edge)));
}

/** How t3, by the time of the read, had seen t2. */
export function whySeen(explainer: Explainer, t2: number, read: number): Edge[] {
  const { graph, out, reading, family } = explainer;
  const t3 = reading.owner[read]!;
  const path = shortestPath(graph, out, t2, t3, (edge) => {
    if (graph.kind[edge] === KIND.ww) return false;
    if (family === 'causal') return true;
    return (
      graph.to[edge] === t3 && (family === 'read-atomic' || (graph.kind[edge] === KIND.wr && graph.why[edge]! < read))
    );
  });
  if (path !== undefined) return explainCycle(explainer, path);
  // Its own session, and not right before it.
  return [{ from: t2, to: t3, type: 'so' }];
}

/** A read of the start, by somebody who had seen a write of the key, as a cycle. */
export function explainContradiction(explainer: Explainer, read: number, writer: number): Edge[] {
  const { reading } = explainer;
  const key = reading.all.key[read]!;
  const back: Edge = {
    from: reading.owner[read]!,
    to: writer,
    type: 'rw',
    by: [read, writeOfKey(reading, writer, key)],
  };
  return [...whySeen(explainer, writer, read), back];
}

function explainEdge(explainer: Explainer, edge: number): Edge {
  const { graph, reading } = explainer;
  const from = graph.from[edge]!;
  const to = graph.to[edge]!;
  const read = graph.why[edge]!;
  switch (graph.kind[edge]) {
    case KIND.wr:
      return { from, to, type: 'wr', by: [writeOfVersion(reading, from, read), read] };
    case KIND.ww: {
      const key = reading.all.key[read]!;
      const by: [number, number] = [writeOfKey(reading, from, key), writeOfVersion(reading, to, read)];
      return { from, to, type: 'ww', by, shownBy: read, because: whySeen(explainer, from, read) };
    }
    default:
      return { from, to, type: 'so' };
  }
}

/** The last write of a key by a transaction. */
export function writeOfKey({ all }: Reading, t: number, key: number): number {
  let op = all.first[t + 1]! - 1;
  while (all.micro[op] !== MICRO.write || all.key[op] !== key) op--;
  return op;
}

/** The write by t of what was read. */
export function writeOfVersion({ all }: Reading, t: number, read: number): number {
  let op = all.first[t + 1]! - 1;
  while (all.micro[op] !== MICRO.write || all.version[op] !== all.version[read]) op--;
  return op;
}

/** Consecutive steps of one session as one. */
export function joinSessions(edges: Edge[]): Edge[] {
  const joined: Edge[] = [];
  for (const edge of edges) {
    const last = joined.at(-1);
    if (last?.type === 'so' && edge.type === 'so') joined[joined.length - 1] = { ...last, to: edge.to };
    else joined.push(edge);
  }
  return joined;
}
