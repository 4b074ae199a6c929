import { type Budget, spend } from '../budget.js';

/** A directed graph that grows by edges, for millions of them. What an edge means is in two numbers of its maker's. */
export interface Graph {
  nodes: number;
  edges: number;
  from: Int32Array;
  to: Int32Array;
  kind: Uint8Array;
  why: Int32Array;
}

/** The edges by where they begin: those of v are list[first[v] .. first[v + 1]). */
export interface Outgoing {
  first: Int32Array;
  list: Int32Array;
}

export function createGraph(nodes: number, capacity = 1024): Graph {
  return {
    nodes,
    edges: 0,
    from: new Int32Array(capacity),
    to: new Int32Array(capacity),
    kind: new Uint8Array(capacity),
    why: new Int32Array(capacity),
  };
}

export function addEdge(graph: Graph, from: number, to: number, kind: number, why: number): void {
  const edge = graph.edges++;
  if (edge === graph.from.length) grow(graph);
  graph.from[edge] = from;
  graph.to[edge] = to;
  graph.kind[edge] = kind;
  graph.why[edge] = why;
}

export function outgoing({ nodes, edges, from }: Graph): Outgoing {
  const first = new Int32Array(nodes + 1);
  for (let edge = 0; edge < edges; edge++) first[from[edge]! + 1]!++;
  for (let node = 0; node < nodes; node++) first[node + 1]! += first[node]!;
  const next = first.slice(0, nodes);
  const list = new Int32Array(edges);
  for (let edge = 0; edge < edges; edge++) list[next[from[edge]!]!++] = edge;
  return { first, list };
}

/**
 * The nodes in an order in which every edge leads forward (Kahn). Shorter than the graph if that has a cycle: then those
 * that are missing are on cycles or behind them.
 */
export function topologicalOrder({ nodes, edges, to }: Graph, { first, list }: Outgoing): Int32Array {
  const indegree = new Int32Array(nodes);
  for (let edge = 0; edge < edges; edge++) indegree[to[edge]!]!++;
  const order = new Int32Array(nodes);
  let end = 0;
  for (let node = 0; node < nodes; node++) if (indegree[node] === 0) order[end++] = node;
  for (let at = 0; at < end; at++) {
    const node = order[at]!;
    for (let i = first[node]!; i < first[node + 1]!; i++) {
      const next = to[list[i]!]!;
      if (--indegree[next]! === 0) order[end++] = next;
    }
  }
  return order.subarray(0, end);
}

/** A shortest cycle, as edges in order, of each strongly connected component; of huge ones, the shortest that was found within the work allowed. */
export function shortestCycles(graph: Graph, out: Outgoing, budget: Budget, limit: number): number[][] {
  const component = components(graph, out);
  const size = new Int32Array(graph.nodes);
  for (let node = 0; node < graph.nodes; node++) size[component[node]!]!++;
  const members = new Map<number, number[]>();
  for (let node = 0; node < graph.nodes; node++) {
    const c = component[node]!;
    if (size[c]! < 2) continue;
    const list = members.get(c);
    if (list === undefined) members.set(c, [node]);
    else list.push(node);
  }
  const parent = new Int32Array(graph.nodes);
  const seenFor = new Int32Array(graph.nodes).fill(-1);
  const queue = new Int32Array(graph.nodes);
  const cycles: number[][] = [];
  for (const nodes of members.values()) {
    if (cycles.length === limit) break;
    let best: number[] | undefined;
    let work = 2_000_000;
    for (const start of nodes) {
      if (best !== undefined && (best.length === 2 || work < 0)) break;
      const found = cycleThrough(start, best?.length ?? Infinity);
      if (found !== undefined) best = found;
    }
    cycles.push(best!);

    function cycleThrough(start: number, shorterThan: number): number[] | undefined {
      let end = 1;
      let levelEnd = 1;
      let depth = 1;
      queue[0] = start;
      seenFor[start] = start;
      for (let at = 0; at < end; at++) {
        if (at === levelEnd) {
          depth++;
          levelEnd = end;
        }
        if (depth >= shorterThan) return undefined;
        const node = queue[at]!;
        for (let i = out.first[node]!; i < out.first[node + 1]!; i++) {
          const edge = out.list[i]!;
          const next = graph.to[edge]!;
          work--;
          if (next === start) return pathTo(graph, parent, start, node, edge);
          if (component[next] !== component[start] || seenFor[next] === start) continue;
          seenFor[next] = start;
          parent[next] = edge;
          queue[end++] = next;
        }
      }
      return undefined;
    }
  }
  spend(budget, graph.edges, 'looking for cycles');
  return cycles;
}

/** A shortest path between two nodes over the edges that may be used, as edges in order; undefined if there is none. */
export function shortestPath(
  graph: Graph,
  out: Outgoing,
  from: number,
  to: number,
  mayUse: (edge: number) => boolean,
): number[] | undefined {
  const parent = new Map<number, number>([[from, -1]]);
  const queue = [from];
  for (const node of queue) {
    for (let i = out.first[node]!; i < out.first[node + 1]!; i++) {
      const edge = out.list[i]!;
      const next = graph.to[edge]!;
      if (parent.has(next) || !mayUse(edge)) continue;
      parent.set(next, edge);
      if (next !== to) {
        queue.push(next);
        continue;
      }
      const path: number[] = [];
      for (let at = next; at !== from; at = graph.from[path.at(-1)!]!) path.push(parent.get(at)!);
      return path.reverse();
    }
  }
  return undefined;
}

function pathTo(graph: Graph, parent: Int32Array, start: number, node: number, last: number): number[] {
  const path = [last];
  for (let at = node; at !== start; at = graph.from[parent[at]!]!) path.push(parent[at]!);
  return path.reverse();
}

/** The strongly connected component of each node (Tarjan 1972, with a stack of its own). */
function components({ nodes, to }: Graph, { first, list }: Outgoing): Int32Array {
  const component = new Int32Array(nodes).fill(-1);
  const low = new Int32Array(nodes);
  const index = new Int32Array(nodes);
  const next = first.slice(0, nodes);
  const path = new Int32Array(nodes);
  const open = new Int32Array(nodes);
  let pathEnd = 0;
  let openEnd = 0;
  let time = 0;
  for (let root = 0; root < nodes; root++) {
    if (index[root] !== 0) continue;
    path[pathEnd++] = root;
    while (pathEnd > 0) {
      const node = path[pathEnd - 1]!;
      if (index[node] === 0) {
        low[node] = index[node] = ++time;
        open[openEnd++] = node;
      }
      if (next[node]! < first[node + 1]!) {
        const child = to[list[next[node]!++]!]!;
        if (index[child] === 0) path[pathEnd++] = child;
        else if (component[child]! < 0) low[node] = Math.min(low[node]!, index[child]!);
        continue;
      }
      pathEnd--;
      if (pathEnd > 0) low[path[pathEnd - 1]!] = Math.min(low[path[pathEnd - 1]!]!, low[node]!);
      if (low[node] !== index[node]) continue;
      for (let member = -1; member !== node; ) {
        member = open[--openEnd]!;
        component[member] = node;
      }
    }
  }
  return component;
}

function grow(graph: Graph): void {
  const capacity = graph.edges * 2;
  const larger = (column: Int32Array) => {
    const grown = new Int32Array(capacity);
    grown.set(column);
    return grown;
  };
  const kind = new Uint8Array(capacity);
  kind.set(graph.kind);
  graph.kind = kind;
  graph.from = larger(graph.from);
  graph.to = larger(graph.to);
  graph.why = larger(graph.why);
}
