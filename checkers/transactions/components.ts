import { OUTCOME } from '../../src/history/transactions.js';
import { type Budget, spend } from './budget.js';
import { buildGraph, counts, type Graph, TYPE } from './graph.js';
import type { Reading } from './reading.js';
import type { Sorted } from './sort.js';
import { inOrderOfInvocation } from './timeline.js';

/** The part of a graph in which cycles are, with vertices of its own; those of transactions come first. */
export interface Core {
  readonly graph: Graph;
  /** By vertex: which vertex of the whole graph it is; helpers of real time are in none: -1. */
  readonly origin: Int32Array;
  /** Sets of vertices that all reach each other, of at least two transactions; the smaller ones first. */
  readonly components: readonly Int32Array[];
  /** By vertex, all 0 between uses. */
  readonly scratch: Int32Array;
}

/** What sorting left over, with the edges that count; real time becomes edges, by a chain of one helper a completion. */
export function coreOf(graph: Graph, mask: number, reading: Reading, sorted: Sorted, budget: Budget): Core {
  const { size, transactions, first, to, type } = graph;
  const isLeft = (a: number) => sorted.done[a] === 0 && (a >= transactions || reading.committed[a] === 1);
  const vertexOf = new Int32Array(size).fill(-1);
  let left = 0;
  let leftTransactions = 0;
  for (let a = 0; a < size; a++) {
    if (!isLeft(a)) continue;
    vertexOf[a] = left++;
    if (a < transactions) leftTransactions++;
  }
  spend(budget, to.length + size, 'looking for cycles');
  const withTime = (mask & TYPE.rt) !== 0;
  const ended: number[] = [];
  for (let t = 0; t < transactions && withTime; t++) {
    if (isLeft(t) && reading.transactions.outcome[t] === OUTCOME.ok && reading.transactions.completed[t]! >= 0)
      ended.push(t);
  }
  const began = withTime ? inOrderOfInvocation(reading).filter(isLeft) : new Int32Array(0);
  const core = buildGraph(left + ended.length, leftTransactions, (edge) => {
    for (let a = 0; a < size; a++) {
      const from = vertexOf[a]!;
      if (from < 0) continue;
      for (let e = first[a]!; e < first[a + 1]!; e++) {
        if (counts(type[e]!, mask) && vertexOf[to[e]!]! >= 0) edge(from, vertexOf[to[e]!]!, type[e]!);
      }
    }
    for (const [i, t] of ended.entries()) {
      edge(vertexOf[t]!, left + i, TYPE.rt);
      if (i > 0) edge(left + i - 1, left + i, TYPE.help);
    }
    let last = -1;
    for (const t of began) {
      const { completed, invoked } = reading.transactions;
      while (last + 1 < ended.length && completed[ended[last + 1]!]! < invoked[t]!) last++;
      if (last >= 0) edge(left + last, vertexOf[t]!, TYPE.help);
    }
  });
  const origin = new Int32Array(core.size).fill(-1);
  for (let a = 0; a < size; a++) if (vertexOf[a]! >= 0) origin[vertexOf[a]!] = a;
  return {
    graph: core,
    origin,
    components: stronglyConnected(core, TYPE_ALL, budget),
    scratch: new Int32Array(core.size),
  };
}

const TYPE_ALL = TYPE.ww | TYPE.wr | TYPE.rw | TYPE.so | TYPE.rt | TYPE.sw;

/**
 * Strongly connected components of at least two transactions, the smaller ones first (Tarjan, "Depth-First Search and
 * Linear Graph Algorithms", SIAM J. Comput. 1972, with a stack of its own in place of recursion).
 */
export function stronglyConnected(graph: Graph, mask: number, budget: Budget): Int32Array[] {
  const { size, transactions, first, to, type } = graph;
  spend(budget, to.length + size, 'looking for cycles');
  /** 0: not seen; else the number, from 1, at which it was; in `low`, the lowest number it leads back to. */
  const seen = new Int32Array(size);
  const low = new Int32Array(size);
  const isOpen = new Uint8Array(size);
  const next = new Int32Array(size);
  const path: number[] = [];
  const open: number[] = [];
  const components: Int32Array[] = [];
  let clock = 0;
  const enter = (a: number) => {
    seen[a] = low[a] = ++clock;
    next[a] = first[a]!;
    isOpen[a] = 1;
    open.push(a);
    path.push(a);
  };
  for (let root = 0; root < size; root++) {
    if (seen[root] !== 0) continue;
    enter(root);
    while (path.length > 0) {
      const a = path[path.length - 1]!;
      if (next[a]! < first[a + 1]!) {
        const e = next[a]!++;
        const b = to[e]!;
        if (!counts(type[e]!, mask)) continue;
        if (seen[b] === 0) enter(b);
        else if (isOpen[b] === 1 && seen[b]! < low[a]!) low[a] = seen[b]!;
        continue;
      }
      path.pop();
      if (path.length > 0) {
        const parent = path[path.length - 1]!;
        if (low[a]! < low[parent]!) low[parent] = low[a]!;
      }
      if (low[a] !== seen[a]) continue;
      const at = open.lastIndexOf(a);
      const members = Int32Array.from(open.splice(at));
      for (const b of members) isOpen[b] = 0;
      if (members.length > 1 && members.filter((b) => b < transactions).length > 1) components.push(members.sort());
    }
  }
  return components.sort((a, b) => a.length - b.length || a[0]! - b[0]!);
}

/** A component as a graph by itself; vertex i is the i-th of the component. */
export function induced({ graph, scratch }: Core, component: Int32Array): Graph {
  const { first, to, type } = graph;
  for (const [i, a] of component.entries()) scratch[a] = i + 1;
  const transactions = component.filter((a) => a < graph.transactions).length;
  const part = buildGraph(component.length, transactions, (edge) => {
    for (const [i, a] of component.entries()) {
      for (let e = first[a]!; e < first[a + 1]!; e++) if (scratch[to[e]!]! > 0) edge(i, scratch[to[e]!]! - 1, type[e]!);
    }
  });
  for (const a of component) scratch[a] = 0;
  return part;
}
