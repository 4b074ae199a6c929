import type { CycleEdge } from '../history/certificate.js';
import { MICRO, NOTHING, OUTCOME } from '../history/transactions.js';
import { type Facts, NONE } from './facts.js';
import { CertificateError, type Meaning } from './meaning.js';

/** What is wrong with a cycle: an edge that the log does not show, or that the level allows such a cycle; undefined: nothing. */
export function cycleBroken(facts: Facts, meaning: Meaning, edges: readonly CycleEdge[]): string | undefined {
  const { log, owner, version, writer, found, place, committed } = facts;
  const { micro, key, first } = log;
  const { family, isWeak } = meaning;
  let steps = 0;
  const start = Array.isArray(edges) ? edges[0]?.from : undefined;
  const wrong = pathBroken(edges, start, start, 0);
  const types = wrong === undefined ? edges.map(({ type }) => type) : [];
  const at = types.indexOf('rw');
  if (wrong !== undefined || leadsTo(edges, leadsTo(edges.slice(-1), true) === 'begin') !== undefined) return wrong;
  const isSeenToo = isWeak && isSeen([...edges.slice(at + 1), ...edges.slice(0, at)], edges[at]!.by![0]);
  return isSeenToo ? undefined : `the level allows a cycle of ${types.join(', ')}`;

  function pathBroken(path: readonly CycleEdge[], from: unknown, to: unknown, depth: number): string | undefined {
    if (!Array.isArray(path) || path.length === 0 || depth > 100)
      throw new CertificateError('edges are no list, an empty one, or nested too deeply');
    for (const [i, edge] of path.entries()) {
      if (typeof edge !== 'object' || edge === null) throw new CertificateError('an edge is no object');
      if (edge.from !== (i === 0 ? from : path[i - 1]!.to) || (i === path.length - 1 && edge.to !== to))
        return `edge ${i + 1} does not lead on from the one before it`;
      if (!isEdge(edge, depth)) return `nothing in the log shows that ${edge.from} -${edge.type}-> ${edge.to}`;
    }
    return undefined;
  }

  function isEdge({ from, to, type, by, shownBy, because }: CycleEdge, depth: number): boolean {
    const [a, b] = Array.isArray(by) ? by : [-1, -1];
    if (![from, to, a, b, shownBy ?? 0].every(Number.isInteger) || from === to) return false;
    if (committed[from] !== 1 || committed[to] !== 1) return false;
    if (type === 'so') return meaning.sessions && log.session[from] === log.session[to] && from < to;
    const hasEnded = log.outcome[from] === OUTCOME.ok && log.completed[from]! >= 0;
    if (type === 'rt') return meaning.realTime && hasEnded && log.completed[from]! < log.invoked[to]!;
    if (owner[a] !== from || owner[b] !== to || key[a] !== key[b]) return false;
    const [aWrites, bWrites] = [micro[a] === MICRO.write, micro[b] === MICRO.write];
    if (type === 'wr') return aWrites && !bWrites && version[a]! >= 0 && found[b] === version[a];
    const old = aWrites ? version[a]! : found[a]!;
    if (!bWrites || type !== (aWrites ? 'ww' : 'rw') || old < NOTHING) return false;
    if (isLater(old, b)) return true;
    // Of two writers of a key, who has not seen the other's write commits before the other begins, from snapshot isolation up.
    for (let op = first[from]!; op < first[from + 1]! && aWrites && meaning.isStrong; op++)
      if (key[op] === key[b] && found[op]! > NONE && isLater(found[op]!, b)) return true;
    if (because === undefined || because.length === 0) return false;
    const origin = aWrites ? from : owner[writer[old] ?? -1];
    const reader = shownBy === undefined ? to : owner[shownBy];
    if (origin === undefined || pathBroken(because, origin, reader, depth + 1) !== undefined) return false;
    // Of two writers under snapshot isolation, who begins before the other commits, commits before the other begins.
    if (shownBy === undefined) return leadsTo(because, aWrites && family === 'snapshot-isolation') !== undefined;
    return aWrites && reader !== from && version[b]! >= 0 && found[shownBy] === version[b] && isSeen(because, shownBy);
  }

  /** Whether a write came after a version of its key, or after NOTHING, as far as the log alone tells. */
  function isLater(old: number, write: number): boolean {
    const v = version[write]!;
    if (old === NOTHING || log.model === 'register') return old === NOTHING;
    // What no list has comes after all that lists have, and what follows a gap after all that is known from the start on.
    if (log.model === 'append') return place[old]! >= 0 && (place[v] === -1 || place[v]! > place[old]!);
    const root = rootOf(v, old);
    return root === old ? v !== old : root !== NOTHING && rootOf(old, NONE) === NOTHING;
  }

  /** `versioned`: the first of the versions that led to this one, as far as is known; or `end`, if that is one of them. */
  function rootOf(v: number, end: number): number {
    for (; v >= 0 && v !== end && committed[owner[writer[v]!]!] === 1; v = log.replaced![writer[v]!]!)
      if (++steps > 2 ** 28) throw new CertificateError('the history is too large for the verifier');
    return v;
  }

  /** Whether a path leads from the commit of its first to the begin of its last: to all that it reads, or to one read. */
  function isSeen(path: readonly CycleEdge[], read: number): boolean {
    const areTold = path.every(({ type }) => type === 'so' || type === 'wr');
    if (!isWeak) return leadsTo(path, false) === 'begin';
    if (family !== 'read-committed') return areTold && (family === 'causal' || path.length === 1);
    return log.model === 'register' && path.length === 1 && path[0]!.type === 'wr' && path[0]!.by![1] < read;
  }

  /** Where a path from the commit (or the begin) of its first leads: to the begin of its last, only to the commit, or nowhere. */
  function leadsTo(path: readonly CycleEdge[], isBegin: boolean): 'begin' | 'commit' | undefined {
    if (family === 'serializable') return 'begin';
    let point: 'begin' | 'commit' = isBegin ? 'begin' : 'commit';
    for (const { type, from, to } of path) {
      // Under snapshot isolation, where both write one key, one commits before the other begins: rw is as good as ww.
      const isRead = type === 'rw' && !(family === 'snapshot-isolation' && shareAKey(from, to));
      if (isRead && (isWeak || point === 'commit')) return undefined;
      point = isRead || (type === 'ww' && family !== 'snapshot-isolation') ? 'commit' : 'begin';
    }
    return point;
  }

  function shareAKey(...transactions: [number, number]): boolean {
    const [one, other] = transactions.map((t) => {
      const keys = [...key.subarray(first[t], first[t + 1])];
      return new Set(keys.filter((_, i) => micro[first[t]! + i] === MICRO.write));
    }) as [Set<number>, Set<number>];
    return [...one].some((k) => other.has(k));
  }
}
