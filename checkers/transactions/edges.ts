import { MICRO } from '../../src/history/transactions.js';
import type { Cycle } from './cycles.js';
import { TYPE } from './graph.js';
import type { Edge } from './judged.js';
import { isLater, NONE, type Reading } from './reading.js';

const NAMES: Readonly<Record<number, Edge['type']>> = {
  [TYPE.ww]: 'ww',
  [TYPE.wr]: 'wr',
  [TYPE.rw]: 'rw',
  [TYPE.so]: 'so',
  [TYPE.rt]: 'rt',
  [TYPE.sw]: 'ww',
};

/**
 * The edges of a cycle, each with the micro-operations that prove it. Edges of one key that follow each other become
 * one, for versions that lie further apart prove as much. `origin` numbers the cycle's vertices as transactions.
 */
export function proveCycle({ vertices, types }: Cycle, origin: (vertex: number) => number, reading: Reading): Edge[] {
  const ids = vertices.map(origin);
  let edges = ids.map((from, i) => ({ from, to: ids[(i + 1) % ids.length]!, type: types[i]! }));
  const last = edges.length - 1;
  let shared: number | undefined;
  if (edges.length === 2) {
    // Of two that wrote what both had read before, neither saw the other.
    edges = edges.map((edge) => (edge.type === TYPE.sw ? { ...edge, type: TYPE.rw } : edge));
    shared = sharedKey(edges, reading);
  }
  const proven = edges.map((edge) => prove(edge, reading, shared));
  edges = [];
  return last > 1 ? shorten(proven, reading) : proven;
}

interface Bare {
  from: number;
  to: number;
  type: number;
}

/** Where both edges of a pair can be proved by one key, that one tells the most; where by different ones, none. */
function sharedKey([a, b]: Bare[], reading: Reading): number | undefined {
  const keys = new Set(proofs(a!, reading).map(([op]) => reading.transactions.key[op]!));
  for (const [op] of proofs(b!, reading))
    if (keys.has(reading.transactions.key[op]!)) return reading.transactions.key[op]!;
  return undefined;
}

function prove(edge: Bare, reading: Reading, preferred?: number): Edge {
  const { from, to, type } = edge;
  const kind = type & -type;
  const name = NAMES[kind]!;
  if (kind === TYPE.so || kind === TYPE.rt) return { from, to, type: name };
  const { key } = reading.transactions;
  const all = proofs({ from, to, type: kind }, reading);
  const by = all.find(([op]) => key[op] === preferred) ?? all[0];
  if (by === undefined) return { from, to, type: name };
  const shown = name === 'wr' ? -1 : reading.shownBy[key[by[0]]!]!;
  return { from, to, type: name, by, ...(shown >= 0 && !by.includes(shown) ? { shownBy: shown } : {}) };
}

/** The pairs of micro-operations that prove an edge; of an rw the nearest versions first. */
function proofs({ from, to, type }: Bare, reading: Reading): [number, number][] {
  const { transactions, source, overwritten, author, version } = reading;
  const { first, micro, key } = transactions;
  const kind = type & -type;
  const found: [number, number][] = [];
  const ofKey = new Map<number, number[]>();
  for (let op = first[from]!; op < first[from + 1]!; op++) {
    const counts = kind === TYPE.rw ? source[op] !== NONE : micro[op] === MICRO.write;
    if (!counts) continue;
    const others = ofKey.get(key[op]!);
    if (others === undefined) ofKey.set(key[op]!, [op]);
    else others.push(op);
  }
  for (let op = first[to]!; op < first[to + 1]!; op++) {
    for (const earlier of ofKey.get(key[op]!) ?? []) {
      if (isProof(earlier, op)) found.push([earlier, op]);
      if (found.length > 64) return found;
    }
  }
  return found;

  function isProof(a: number, b: number): boolean {
    if (kind === TYPE.wr)
      return source[b] !== NONE && source[b]! >= 0 && source[b] === version[a] && author[source[b]!] === from;
    if (micro[b] !== MICRO.write) return false;
    const w = version[b]!;
    if (kind === TYPE.rw) return w >= 0 ? isLater(reading, source[a]!, w) : true;
    if (kind === TYPE.sw) return overwritten[a] === 0 && overwritten[b] === 0;
    return version[a]! >= 0 && (w < 0 || isLater(reading, version[a]!, w));
  }
}

/** Takes ww or rw of a key and a ww of the same key after it as one edge, unless that brought two rw together. */
function shorten(cycle: Edge[], reading: Reading): Edge[] {
  const { version } = reading;
  const { key } = reading.transactions;
  const edges = [...cycle];
  for (let i = 0; i < edges.length && edges.length > 2; ) {
    const edge = edges[i]!;
    const at = (i + 1) % edges.length;
    const next = edges[at]!;
    const after = edges[(i + 2) % edges.length]!;
    const isOneKey =
      edge.by !== undefined && next.by !== undefined && next.type === 'ww' && key[edge.by[0]] === key[next.by[0]];
    const fits =
      isOneKey &&
      edge.from !== next.to &&
      (edge.type === 'ww' || (edge.type === 'rw' && after.type !== 'rw')) &&
      (edge.type === 'ww' ? version[edge.by![0]]! >= 0 : true) &&
      isLater(
        reading,
        edge.type === 'ww' ? version[edge.by![0]]! : reading.source[edge.by![0]]!,
        version[next.by![1]]!,
      );
    if (!fits) {
      i++;
      continue;
    }
    const { from, type, by, shownBy } = edge;
    edges[i] = { from, to: next.to, type, by: [by![0], next.by![1]], ...(shownBy === undefined ? {} : { shownBy }) };
    edges.splice(at, 1);
    if (at < i) i--;
  }
  return edges;
}
