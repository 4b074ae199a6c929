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
  const edges = ids.map((from, i) => ({ from, to: ids[(i + 1) % ids.length]!, type: types[i]! }));
  const updates = edges.length === 2 && areUpdates(edges) ? lostUpdate(edges[0]!, reading) : undefined;
  if (updates !== undefined) return updates;
  const proven = edges.map((edge) => prove(edge, reading));
  return shorten(proven, reading);
}

interface Bare {
  from: number;
  to: number;
  type: number;
}

/** Whether it is a cycle of two by versions that one or both did not see: then it may be what both changed. */
function areUpdates(edges: readonly Bare[]): boolean {
  const kinds = edges.map(({ type }) => type & -type);
  const isUnseen = kinds.some((kind) => kind === TYPE.rw || kind === TYPE.sw);
  return isUnseen && kinds.every((kind) => kind === TYPE.ww || kind === TYPE.rw || kind === TYPE.sw);
}

/** Of two that wrote a key which both had read in the same state, neither saw the other: that tells the most. */
function lostUpdate({ from, to }: Bare, reading: Reading): Edge[] | undefined {
  const { transactions, source } = reading;
  const there = proofs({ from, to, type: TYPE.sw }, reading);
  const back = proofs({ from: to, to: from, type: TYPE.sw }, reading);
  for (const by of there) {
    const isSame = (read: number) =>
      transactions.key[read] === transactions.key[by[0]] && source[read] === source[by[0]];
    const other = back.find(([read]) => isSame(read));
    if (other !== undefined) return [withProof(from, to, 'ww', by, reading), withProof(to, from, 'ww', other, reading)];
  }
  return undefined;
}

function prove({ from, to, type }: Bare, reading: Reading): Edge {
  const kind = type & -type;
  const name = NAMES[kind]!;
  const [by] = kind === TYPE.so || kind === TYPE.rt ? [] : proofs({ from, to, type: kind }, reading);
  return by === undefined ? { from, to, type: name } : withProof(from, to, name, by, reading);
}

function withProof(from: number, to: number, type: Edge['type'], by: [number, number], reading: Reading): Edge {
  const shown = type === 'wr' ? -1 : reading.shownBy[reading.transactions.key[by[0]]!]!;
  return { from, to, type, by, ...(shown >= 0 && !by.includes(shown) ? { shownBy: shown } : {}) };
}

/** The pairs of micro-operations that prove an edge; sw: what was read, and what was written later, as of an rw. */
function proofs({ from, to, type }: Bare, reading: Reading): [number, number][] {
  const { transactions, source, author, version, overwritten } = reading;
  const { first, micro, key } = transactions;
  const kind = type & -type;
  const found: [number, number][] = [];
  const ofKey = new Map<number, number[]>();
  for (let op = first[from]!; op < first[from + 1]!; op++) {
    const counts = kind === TYPE.rw || kind === TYPE.sw ? source[op] !== NONE : micro[op] === MICRO.write;
    if (!counts || (kind === TYPE.sw && !writesKey(key[op]!))) continue;
    const others = ofKey.get(key[op]!);
    if (others === undefined) ofKey.set(key[op]!, [op]);
    else others.push(op);
  }
  for (let op = first[to]!; op < first[to + 1]!; op++) {
    if (overwritten[op] === 1 && version[op]! < 0) continue;
    for (const earlier of ofKey.get(key[op]!) ?? []) {
      if (isProof(earlier, op)) found.push([earlier, op]);
      if (found.length > 64) return found;
    }
  }
  return found;

  function writesKey(k: number): boolean {
    for (let op = first[from]!; op < first[from + 1]!; op++)
      if (micro[op] === MICRO.write && key[op] === k) return true;
    return false;
  }

  function isProof(a: number, b: number): boolean {
    if (kind === TYPE.wr)
      return source[b] !== NONE && source[b]! >= 0 && source[b] === version[a] && author[source[b]!] === from;
    if (micro[b] !== MICRO.write) return false;
    const w = version[b]!;
    if (kind === TYPE.rw || kind === TYPE.sw) return w >= 0 ? isLater(reading, source[a]!, w) : true;
    return version[a]! >= 0 && (w < 0 || isLater(reading, version[a]!, w));
  }
}

/** Takes ww or rw of a key and a ww of the same key after it as one edge, unless that brought two rw together. */
function shorten(cycle: Edge[], reading: Reading): Edge[] {
  const { version } = reading;
  const { key, micro } = reading.transactions;
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
      (edge.type === 'ww' ? micro[edge.by![0]] === MICRO.write && version[edge.by![0]]! >= 0 : true) &&
      micro[next.by![0]] === MICRO.write &&
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
