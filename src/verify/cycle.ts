import type { CycleEdge } from '../history/certificate.js';
import { MICRO, NOTHING, OUTCOME } from '../history/transactions.js';
import { type Facts, NONE } from './facts.js';
import { CertificateError, type Meaning } from './meaning.js';

/** What is wrong with a cycle: an edge that the log does not show, or that the level allows such a cycle; undefined: nothing. */
export function cycleBroken(facts: Facts, meaning: Meaning, edges: readonly CycleEdge[]): string | undefined {
  const { log, owner, version, found, committed } = facts;
  const isLater = versionOrder(facts);
  const [start] = Array.isArray(edges) ? edges : [];
  const wrong = pathBroken(edges, start?.from, start?.from, 0);
  if (wrong !== undefined) return wrong;
  return isForbidden() ? undefined : `the level allows a cycle of ${edges.map(({ type }) => type).join(', ')}`;

  function pathBroken(path: readonly CycleEdge[], from: unknown, to: unknown, depth: number): string | undefined {
    if (!Array.isArray(path) || path.length === 0 || depth > 100)
      throw new CertificateError('edges are no list, an empty one, or nested too deeply');
    for (const [i, edge] of path.entries()) {
      if (typeof edge !== 'object' || edge === null) throw new CertificateError('an edge is no object');
      const [start, end] = [i === 0 ? from : path[i - 1]!.to, i === path.length - 1 ? to : edge.to];
      if (edge?.from !== start || edge.to !== end) return `edge ${i + 1} does not lead on from the one before it`;
      if (!isEdge(edge, depth)) return `nothing in the log shows that ${edge.from} -${edge.type}-> ${edge.to}`;
    }
    return undefined;
  }

  function isEdge({ from, to, type, by, shownBy, because }: CycleEdge, depth: number): boolean {
    if (committed[from] !== 1 || committed[to] !== 1 || from === to) return false;
    if (type === 'so') return meaning.sessions && log.session[from] === log.session[to] && from < to;
    if (type === 'rt')
      return (
        meaning.realTime &&
        log.outcome[from] === OUTCOME.ok &&
        log.completed[from]! >= 0 &&
        log.completed[from]! < log.invoked[to]!
      );
    const [a, b] = Array.isArray(by) ? by : [-1, -1];
    if (owner[a] !== from || owner[b] !== to || log.key[a] !== log.key[b]) return false;
    const isWrite = (op: number) => log.micro[op] === MICRO.write;
    if (type === 'wr') return isWrite(a) && !isWrite(b) && version[a]! >= 0 && found[b] === version[a];
    if (!isWrite(b) || isWrite(a) !== (type === 'ww') || (!isWrite(a) && found[a] === NONE)) return false;
    const old = isWrite(a) ? version[a]! : found[a]!;
    if (isLater(old, b)) return true;
    if (
      type === 'ww' &&
      (meaning.family === 'snapshot-isolation' || meaning.family === 'serializable') &&
      isUnaware(from, to)
    )
      return true;
    if (because === undefined || because.length === 0) return false;
    const reader = shownBy === undefined ? to : owner[shownBy];
    const origin = type === 'ww' ? from : owner[facts.writer[old] ?? -1];
    if (origin === undefined || pathBroken(because, origin, reader, depth + 1) !== undefined) return false;
    // Of two writers under snapshot isolation, the one that begins before the other's commit commits before its begin.
    if (shownBy === undefined)
      return isBefore(because, type === 'ww' && meaning.family === 'snapshot-isolation' ? 'so' : undefined);
    const sees = found[shownBy] === version[b] && version[b]! >= 0 && type === 'ww' && reader !== from;
    return sees && isSeen(because, shownBy);
  }

  /** Whether, of two writers of a key, this one has not seen a write of the other: then it is the first. */
  function isUnaware(from: number, to: number): boolean {
    for (let op = log.first[from]!; op < log.first[from + 1]!; op++) {
      if (found[op] === NONE) continue;
      for (let b = log.first[to]!; b < log.first[to + 1]!; b++) {
        if (log.key[op] === log.key[b] && log.micro[b] === MICRO.write && isLater(found[op]!, b)) return true;
      }
    }
    return false;
  }

  /** Whether a path leads from the commit of its first to the begin of its last: to the read, or to all that it reads. */
  function isSeen(path: readonly CycleEdge[], read: number): boolean {
    const [last] = path.slice(-1);
    const tells = (edge: CycleEdge) => edge.type === 'so' || edge.type === 'wr';
    switch (meaning.family) {
      case 'serializable':
        return true;
      case 'snapshot-isolation':
        return last!.type !== 'rw' && isBefore(path);
      case 'prefix':
        return tells(last!) && isBefore(path);
      case 'causal':
        return path.every(tells);
      case 'read-atomic':
        return path.length === 1 && tells(last!);
      case 'read-committed':
        return log.model === 'register' && path.length === 1 && last!.type === 'wr' && last!.by![1] < read;
    }
  }

  /** Whether a path leads from the commit of its first to that of its last. `around`: what leads to its first edge. */
  function isBefore(path: readonly CycleEdge[], around?: CycleEdge['type']): boolean {
    return path.every(({ type }, i) => {
      const before = i === 0 ? around : path[i - 1]!.type;
      if (type !== 'rw' || meaning.family === 'serializable') return true;
      if (meaning.family === 'prefix') return before === 'so' || before === 'wr';
      return meaning.family === 'snapshot-isolation' && before !== undefined && before !== 'rw';
    });
  }

  function isForbidden(): boolean {
    if (isBefore(edges, edges.at(-1)!.type)) return true;
    const at = edges.findIndex(({ type }) => type === 'rw');
    return isSeen([...edges.slice(at + 1), ...edges.slice(0, at)], edges[at]!.by![0]);
  }
}

/** Tells whether a write came after a version of its key (or NOTHING), as far as the log tells the order of versions. */
function versionOrder({ log, owner, version, writer, found, length, committed }: Facts) {
  /** By version: its place; in `run` 1 if all before it up to the start are known, else a number of the run that it is in. */
  const [place, run, next] = [0, 0, -1].map((value) => new Int32Array(log.versions).fill(value)) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  const longest = new Int32Array(log.keys).fill(-1);
  for (let op = 0; op < owner.length; op++) {
    const k = log.key[op]!;
    if (log.lists !== undefined && found[op] !== NONE && (longest[k]! < 0 || length[op]! > length[longest[k]!]!))
      longest[k] = op;
    const old = log.replaced?.[op] ?? NONE;
    if (old >= 0 && version[op]! >= 0 && committed[owner[op]!] === 1) next[old] = version[op]!;
  }
  for (const read of longest) {
    for (let i = 0; i < length[read]!; i++) {
      const v = log.lists![log.list![read]! + i]!;
      [place[v], run[v]] = [i, 1];
    }
  }
  const follows = new Set(next);
  for (let v = 0; v < log.versions && log.replaced !== undefined; v++) {
    if (follows.has(v) || (writer[v]! < 0 && next[v]! < 0)) continue;
    const number = writer[v]! >= 0 && log.replaced[writer[v]!] === NOTHING ? 1 : v + 2;
    for (let [w, i] = [v, 0]; w >= 0 && run[w] === 0; [w, i] = [next[w]!, i + 1]) [place[w], run[w]] = [i, number];
  }
  return (old: number, write: number) => {
    const [v, exists] = [version[write]!, committed[owner[write]!] === 1];
    if (old === NOTHING || (run[old] === 1 && (v < 0 || run[v] !== 1))) return exists;
    return old >= 0 && v >= 0 && run[old]! > 0 && run[old] === run[v] && place[old]! < place[v]!;
  };
}
