import type { CycleEdge } from '../history/certificate.js';
import { MICRO, OUTCOME } from '../history/transactions.js';
import { type Facts, NONE } from './facts.js';
import { CertificateError, type Meaning } from './meaning.js';
import { versionOrder } from './version-order.js';

/** What is wrong with a cycle: an edge that the log does not show, or that the level allows such a cycle; undefined: nothing. */
export function cycleBroken(facts: Facts, { family, sessions, realTime }: Meaning, edges: readonly CycleEdge[]) {
  const { log, owner, version, writer, found, committed } = facts;
  const isLater = versionOrder(facts);
  const [start] = Array.isArray(edges) ? edges : [];
  const wrong = pathBroken(edges, start?.from, start?.from, 0);
  return (
    wrong ?? (isForbidden() ? undefined : `the level allows a cycle of ${edges.map(({ type }) => type).join(', ')}`)
  );

  function pathBroken(path: readonly CycleEdge[], from: unknown, to: unknown, depth: number): string | undefined {
    if (!Array.isArray(path) || path.length === 0 || depth > 100)
      throw new CertificateError('edges are no list, an empty one, or nested too deeply');
    for (const [i, edge] of path.entries()) {
      if (typeof edge !== 'object' || edge === null) throw new CertificateError('an edge is no object');
      const [begin, end] = [i === 0 ? from : path[i - 1]!.to, i === path.length - 1 ? to : edge.to];
      if (edge.from !== begin || edge.to !== end) return `edge ${i + 1} does not lead on from the one before it`;
      if (!isEdge(edge, depth)) return `nothing in the log shows that ${edge.from} -${edge.type}-> ${edge.to}`;
    }
    return undefined;
  }

  function isEdge({ from, to, type, by, shownBy, because }: CycleEdge, depth: number): boolean {
    if (committed[from] !== 1 || committed[to] !== 1 || from === to) return false;
    if (type === 'so') return sessions && log.session[from] === log.session[to] && from < to;
    const hasEnded = log.outcome[from] === OUTCOME.ok && log.completed[from]! >= 0;
    if (type === 'rt') return realTime && hasEnded && log.completed[from]! < log.invoked[to]!;
    const [a, b] = Array.isArray(by) ? by : [-1, -1];
    if (owner[a] !== from || owner[b] !== to || log.key[a] !== log.key[b]) return false;
    const [aWrites, bWrites] = [log.micro[a] === MICRO.write, log.micro[b] === MICRO.write];
    if (type === 'wr') return aWrites && !bWrites && version[a]! >= 0 && found[b] === version[a];
    if (!bWrites || aWrites !== (type === 'ww') || (!aWrites && (type !== 'rw' || found[a] === NONE))) return false;
    const old = aWrites ? version[a]! : found[a]!;
    if (isLater(old, b)) return true;
    // Of two writers of a key, who has not seen the other's write commits before the other begins, from snapshot isolation up.
    const isUnaware = readsOf(from).some((read) => log.key[read] === log.key[b] && isLater(found[read]!, b));
    if (aWrites && (family === 'snapshot-isolation' || family === 'serializable') && isUnaware) return true;
    if (because === undefined || because.length === 0) return false;
    const origin = aWrites ? from : owner[writer[old] ?? -1];
    const reader = shownBy === undefined ? to : owner[shownBy];
    if (origin === undefined || pathBroken(because, origin, reader, depth + 1) !== undefined) return false;
    // Of two writers under snapshot isolation, who begins before the other commits, commits before the other begins.
    if (shownBy === undefined) return isBefore(because, aWrites && family === 'snapshot-isolation' ? 'so' : undefined);
    return aWrites && reader !== from && version[b]! >= 0 && found[shownBy] === version[b] && isSeen(because, shownBy);
  }

  /** Whether a path leads from the commit of its first to the begin of its last: to all that it reads, or to one read. */
  function isSeen(path: readonly CycleEdge[], read: number): boolean {
    const tells = ({ type }: CycleEdge) => type === 'so' || type === 'wr';
    const last = path.at(-1)!;
    if (family === 'serializable') return true;
    if (family === 'snapshot-isolation') return last.type !== 'rw' && isBefore(path);
    if (family === 'prefix') return tells(last) && isBefore(path);
    if (family === 'causal') return path.every(tells);
    if (family === 'read-atomic') return path.length === 1 && tells(last);
    return log.model === 'register' && path.length === 1 && last.type === 'wr' && last.by![1] < read;
  }

  /** Whether a path leads from the commit of its first to that of its last. `type`: what leads to its first. */
  function isBefore(path: readonly CycleEdge[], type?: CycleEdge['type']): boolean {
    return path.every((edge, i) => {
      const before = i === 0 ? type : typeOf(path[i - 1]!);
      if (typeOf(edge) !== 'rw' || family === 'serializable') return true;
      if (family === 'prefix') return before === 'so' || before === 'wr';
      return family === 'snapshot-isolation' && before !== undefined && before !== 'rw';
    });
  }

  /** Under snapshot isolation, where both write one key, one commits before the other begins: rw is as good as ww. */
  function typeOf({ type, from, to }: CycleEdge): CycleEdge['type'] {
    if (type !== 'rw' || family !== 'snapshot-isolation') return type;
    const keysOf = (t: number) =>
      operationsOf(t).flatMap((op) => (log.micro[op] === MICRO.write ? [log.key[op]!] : []));
    const keys = new Set(keysOf(to));
    return keysOf(from).some((k) => keys.has(k)) ? 'ww' : 'rw';
  }

  function readsOf(t: number): number[] {
    return operationsOf(t).filter((op) => found[op] !== NONE);
  }

  function operationsOf(t: number): number[] {
    return Array.from({ length: log.first[t + 1]! - log.first[t]! }, (_, i) => log.first[t]! + i);
  }

  function isForbidden(): boolean {
    if (isBefore(edges, typeOf(edges.at(-1)!))) return true;
    const at = edges.findIndex(({ type }) => type === 'rw');
    const rest = [...edges.slice(at + 1), ...edges.slice(0, at)];
    return !['serializable', 'snapshot-isolation', 'prefix'].includes(family) && isSeen(rest, edges[at]!.by![0]);
  }
}
