import { type Budget, spend } from './budget.js';
import { stronglyConnected } from './components.js';
import { buildGraph, counts, type Graph, TYPE } from './graph.js';

/** A cycle: vertices and the kinds of the edges that lead on from each; helpers are not in it. */
export interface Cycle {
  vertices: number[];
  types: number[];
}

/** How one may walk: the kinds allowed, what may be the first step, and which steps may not follow each other. */
export interface Walk {
  mask: number;
  /** Only the first step is an rw. */
  isSingle?: boolean;
  /**
   * `snapshot`: no rw right after an rw; `prefix`: an rw only right after wr, so or rt. Both make two vertices of each:
   * one at which an rw may follow, and one at which it may not.
   */
  alternates?: 'snapshot' | 'prefix';
}

/** Steps that a search for the shortest cycle of one component may take, for each of its edges, and in all. */
const PATIENCE = 20;
const MOST_PATIENCE = 1e8;

/**
 * The shortest cycle of that sort in a graph of one component, as far as patience goes, which is not far in haste: then it
 * is the shortest through the first vertex. Undefined where there is none.
 */
export function shortestCycle(graph: Graph, walk: Walk, budget: Budget, isHasty = false): Cycle | undefined {
  const { mask, isSingle, alternates } = walk;
  if (alternates !== undefined) {
    const best = shortestIn(doubled(graph, walk), ALL, budget, isHasty);
    return best && { vertices: best.vertices.map((vertex) => vertex >> 1), types: best.types };
  }
  if (isSingle !== true) return shortestIn(graph, mask, budget, isHasty);
  const all = Int32Array.from({ length: graph.size }, (_, a) => a);
  return shortestAmong(createSearch(graph), all, TYPE.rw, mask & ~TYPE.rw, undefined, budget, isHasty);
}

function shortestIn(graph: Graph, mask: number, budget: Budget, isHasty: boolean): Cycle | undefined {
  const search = createSearch(graph);
  let best: Cycle | undefined;
  for (const part of stronglyConnected(graph, mask, budget)) {
    best = shortestAmong(search, part, mask, mask, best, budget, isHasty);
    if (best?.vertices.length === 2 || (isHasty && best !== undefined)) break;
  }
  return best;
}

const ALL = TYPE.ww | TYPE.wr | TYPE.rw | TYPE.so | TYPE.rt | TYPE.sw;

/** Vertex 2a: at a, an rw may follow; 2a + 1: it may not. */
function doubled({ size, transactions, first, to, type }: Graph, { mask, alternates }: Walk): Graph {
  const free = TYPE.wr | TYPE.so | TYPE.rt | (alternates === 'snapshot' ? TYPE.ww | TYPE.sw : 0);
  return buildGraph(2 * size, 2 * transactions, (edge) => {
    for (let a = 0; a < size; a++) {
      for (let e = first[a]!; e < first[a + 1]!; e++) {
        const b = to[e]!;
        const kind = type[e]!;
        if (!counts(kind, mask)) continue;
        if (kind === TYPE.help) {
          edge(2 * a, 2 * b, kind);
          edge(2 * a + 1, 2 * b + 1, kind);
          continue;
        }
        const on = kind & mask & free;
        const isLater = alternates === 'prefix' && (kind & TYPE.ww) !== 0;
        for (const from of [2 * a, 2 * a + 1]) {
          if (on !== 0) edge(from, 2 * b, on);
          if (isLater) edge(from, 2 * b + 1, TYPE.ww);
        }
        if ((kind & mask & TYPE.rw) !== 0) edge(2 * a, 2 * b + 1, TYPE.rw);
      }
    }
  });
}

/** The shortest cycle through any of the vertices that is shorter than `best`; its first edge is of the kinds `begin`. */
function shortestAmong(
  search: Search,
  part: Int32Array,
  begin: number,
  rest: number,
  best: Cycle | undefined,
  budget: Budget,
  isHasty: boolean,
): Cycle | undefined {
  let found = best;
  const edges = search.confineTo(part);
  let patience = isHasty ? 0 : 1e6 + Math.min(PATIENCE * edges, MOST_PATIENCE);
  for (const start of part) {
    if (start >= search.transactions) continue;
    const steps = search.from(start, begin, rest, found?.vertices.length ?? Infinity);
    spend(budget, steps, 'looking for the shortest cycle');
    patience -= steps;
    found = search.found() ?? found;
    if (found?.vertices.length === 2 || patience < 0) return found;
  }
  return found;
}

type Search = ReturnType<typeof createSearch>;

/** Breadth-first search back to where it began. Steps out of a helper cost nothing: it stands for an edge already taken. */
function createSearch({ size, transactions, first, to, type }: Graph) {
  const partOf = new Int32Array(size);
  const seenIn = new Int32Array(size);
  const cameBy = new Int32Array(size);
  const cameFrom = new Int32Array(size);
  let part = 0;
  let round = 0;
  let cycle: Cycle | undefined;

  function follow(start: number, last: number, kind: number): Cycle {
    const vertices: number[] = [];
    const types: number[] = [];
    let leaves = kind;
    for (let a = last; ; a = cameFrom[a]!) {
      if (a < transactions) {
        vertices.push(a);
        types.push(leaves);
        leaves = TYPE.help;
      }
      if (a === start) break;
      if (leaves === TYPE.help) leaves = cameBy[a]!;
    }
    return { vertices: vertices.reverse(), types: types.reverse() };
  }

  return {
    transactions,
    found: (): Cycle | undefined => cycle,
    /** From now on only these vertices exist. Returns how many edges leave them. */
    confineTo(vertices: Int32Array): number {
      part++;
      let edges = 0;
      for (const a of vertices) {
        partOf[a] = part;
        edges += first[a + 1]! - first[a]!;
      }
      return edges;
    },
    /** Looks for a cycle with fewer steps than that. Returns how many edges it looked at. */
    from(start: number, begin: number, rest: number, shorterThan: number): number {
      cycle = undefined;
      round++;
      let steps = 0;
      let level = [start];
      seenIn[start] = round;
      for (let depth = 1; level.length > 0 && depth < shorterThan; depth++) {
        const next: number[] = [];
        for (let i = 0; i < level.length; i++) {
          const a = level[i]!;
          const mask = a === start ? begin : rest;
          steps += first[a + 1]! - first[a]!;
          for (let e = first[a]!; e < first[a + 1]!; e++) {
            const b = to[e]!;
            const kind = type[e]!;
            if (partOf[b] !== part || !counts(kind, mask)) continue;
            if (b === start) {
              cycle = follow(start, a, kind & mask);
              return steps;
            }
            if (seenIn[b] === round) continue;
            seenIn[b] = round;
            cameBy[b] = kind & mask;
            cameFrom[b] = a;
            if (kind === TYPE.help) level.push(b);
            else next.push(b);
          }
        }
        level = next;
      }
      return steps;
    },
  };
}
