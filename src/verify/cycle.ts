import type { CycleCertificate, CycleEdge } from '../history/certificate.js';
import { MICRO, NOTHING, OUTCOME } from '../history/transactions.js';
import type { Facts } from './facts.js';
import { type Meaning, refuse } from './meaning.js';

/** Refuses a cycle of which the log does not show an edge, or that the level allows. */
export function checkCycle(facts: Facts, meaning: Meaning, { edges, lemmas = [] }: CycleCertificate): void {
  const { owner, version, writer, found, root, place, committed, micro, key, session } = facts;
  const { family, isWeak } = meaning;
  for (const [i, edge] of [...lemmas, ...edges].entries())
    if (!isEdge(edge, i)) refuse(`nothing in the log shows that ${edge.from} -${edge.type}-> ${edge.to}`);
  if (!isCircle(edges)) refuse('its edges do not lead from each to the next, and back');
  if (!isImpossible(edges)) refuse(`the level allows a cycle of ${edges.map(({ type }) => type).join(', ')}`);

  /** Whether the log shows an edge, or the lemmas before it do. */
  function isEdge(edge: CycleEdge, before: number): boolean {
    const { from, to, type, by: [a, b] = [-1, -1], shownBy, because = [] } = edge;
    if (from === to || committed[from] !== 1 || committed[to] !== 1) return false;
    if (type === 'so') return meaning.sessions && session[from] === session[to] && from < to;
    const ended = facts.outcome[from] === OUTCOME.ok ? facts.completed[from]! : -1;
    if (type === 'rt') return meaning.realTime && ended >= 0 && ended < facts.invoked[to]!;
    if (owner[a] !== from || owner[b] !== to || key[a] !== key[b]) return false;
    const isWrite = micro[a] === MICRO.write;
    if (type === 'wr') return isWrite && version[a]! >= 0 && found[b] === version[a];
    const old = isWrite ? version[a]! : found[a]!;
    if (micro[b] !== MICRO.write || old < NOTHING) return false;
    // Of two writers of a key, who has not seen the other's write commits before the other begins, from snapshot isolation up.
    const isUnseen = () => meaning.isStrong && facts.writesOf(from).some((op) => key[op] === key[b]);
    if (isWrite ? type !== 'ww' : type === 'ww' && !isUnseen()) return false;
    if (because.some((lemma) => lemma >= before || lemmas[lemma] === undefined)) return false;
    if (isLater(old, version[b]!)) return true;
    // Were it the other way round, there would be an impossible circle.
    const isShown = isWrite && version[b]! >= 0 && found[shownBy ?? -1] === version[b];
    if (shownBy !== undefined && !isShown) return false;
    const back: CycleEdge = isShown
      ? { from: owner[shownBy!]!, to: from, type: 'rw', by: [shownBy!, a] }
      : { from: to, to: isWrite ? from : (owner[writer[old]!] ?? -1), type: 'ww' };
    const circle = [...because.map((lemma) => lemmas[lemma]!), back];
    return isCircle(circle) && isImpossible(circle);
  }

  function isCircle(path: readonly CycleEdge[]): boolean {
    return path.length > 1 && path.every(({ from }, i) => from === path.at(i - 1)!.to);
  }

  /** Whether a version came after another of its key, or after NOTHING: what follows a gap, after all known from the start on. */
  function isLater(old: number, v: number): boolean {
    return old < 0 || (root[v] === root[old] ? place[v]! > place[old]! : root[old] === NOTHING);
  }

  /**
   * Whether a level has no such circle. From `prefix` up, each edge is from a begin or commit to a later one: rw from the
   * begin to the commit; ww between commits, under snapshot isolation to the begin; all others from the commit to the begin.
   */
  function isImpossible(circle: readonly CycleEdge[]): boolean {
    const [reads, rest] = [circle.filter(({ type }) => type === 'rw'), circle.filter(({ type }) => type !== 'rw')];
    const leadsOn = ({ type }: CycleEdge) => type !== 'rw' && (type !== 'ww' || family === 'snapshot-isolation');
    if (reads.length === 0 || family === 'serializable') return true;
    if (!isWeak) return circle.every(({ type }, i) => type !== 'rw' || leadsOn(circle.at(i - 1)!));
    if (reads.length > 1 || rest.some(({ type }) => type === 'ww')) return false;
    if (family === 'causal' || rest.length > 1) return family === 'causal';
    if (family === 'read-atomic') return true;
    return !meaning.isFree && rest[0]!.type === 'wr' && rest[0]!.by![1] < reads[0]!.by![0];
  }
}
