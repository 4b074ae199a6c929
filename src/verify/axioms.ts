import { MICRO } from '../history/transactions.js';
import { type Facts, NONE } from './facts.js';
import { CertificateError, type Meaning } from './meaning.js';

/** So much may be looked at: some seconds' worth. */
const MOST = 2 ** 31;
/** A Set holds no more. */
const MOST_WRITES = 2 ** 24;

/**
 * The axioms of Biswas and Enea, "On the complexity of checking transactional consistency", OOPSLA 2019, against an order
 * of commits: of the writers of a key that a reader has seen, none commits after the one it reads from. Seen by a read
 * are: read-committed (of registers only), writers of what the transaction read before; read-atomic, those of all it
 * reads, and its session's; causal, all from which a path of these leads. `before`: the one before in its session.
 */
export function axiomBroken(
  facts: Facts,
  { family }: Meaning,
  order: readonly number[],
  at: Int32Array,
  before: Int32Array,
) {
  const { log, owner, writer, isLast, found } = facts;
  const { first, micro, key } = log;
  if (family === 'read-committed' && log.model !== 'register') return undefined;
  if (log.micro.length > MOST_WRITES) throw new CertificateError('the history is too large for the verifier');
  const latestSeen = family === 'causal' ? createPasts() : createNeighbours();
  let work = 0;
  for (const t of order) {
    const reads: number[] = [];
    const writes: number[] = [];
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      if (micro[op] === MICRO.write && isLast[op] === 1) writes.push(key[op]!);
      else if (found[op]! > NONE) reads.push(op);
    }
    const sources = reads.map((op) => (found[op]! < 0 ? -1 : owner[writer[found[op]!]!]!));
    const latest = latestSeen(t, reads, sources, writes);
    for (const [i, op] of reads.entries()) {
      if (latest[i]! > (sources[i]! < 0 ? -1 : at[sources[i]!]!))
        return `transaction ${t} reads an old version of ${log.keyName(key[op]!)}: it has seen transaction ${order[latest[i]!]}, which wrote a later one`;
    }
    if (work > MOST) throw new CertificateError('the history is too large for the verifier');
  }
  return undefined;

  /** By read: the last commit that wrote its key, of those that its transaction has touched (so far). */
  function createNeighbours() {
    /** Who writes what, and the last of a session that did: both keyed by who and key. */
    const writesOf = new Set<number>();
    const ofSession = new Map<number, number>();
    return (t: number, reads: readonly number[], sources: readonly number[], writes: readonly number[]) => {
      const session = (k: number) => log.session[t]! * log.keys + k;
      const latest = reads.map((op, i) => {
        const touched = new Set(family === 'read-atomic' ? sources : sources.slice(0, i));
        work += touched.size;
        const hasSession = family === 'read-atomic' && before[t]! >= 0;
        let last = hasSession ? (ofSession.get(session(key[op]!)) ?? -1) : -1;
        for (const t2 of touched) if (t2 >= 0 && writesOf.has(t2 * log.keys + key[op]!)) last = Math.max(last, at[t2]!);
        return last;
      });
      for (const k of writes) {
        writesOf.add(t * log.keys + k);
        ofSession.set(session(k), at[t]!);
      }
      return latest;
    };
  }

  /** The same of all that it has seen, told by how far it has seen chains of writers who have each seen the one before. */
  function createPasts() {
    const pasts: (readonly number[])[] = [];
    const lengths: number[] = [];
    const writers = new Map<number, Map<number, { place: number; commit: number }[]>>();
    return (t: number, reads: readonly number[], sources: readonly number[], writes: readonly number[]) => {
      const past: number[] = [];
      for (const t2 of new Set([...sources, before[t]!])) {
        for (const [chain, place] of (pasts[t2] ?? []).entries()) past[chain] = Math.max(past[chain] ?? 0, place ?? 0);
        work += pasts[t2]?.length ?? 0;
      }
      const latest = reads.map((op) => lastIn(writers.get(key[op]!), past));
      pasts[t] = past;
      if (writes.length === 0) return latest;
      let chain = lengths.findIndex((length, c) => (past[c] ?? 0) === length);
      if (chain < 0) chain = lengths.push(0) - 1;
      past[chain] = ++lengths[chain]!;
      for (const k of writes) {
        if (!writers.has(k)) writers.set(k, new Map());
        const ofKey = writers.get(k)!;
        if (!ofKey.has(chain)) ofKey.set(chain, []);
        ofKey.get(chain)!.push({ place: past[chain]!, commit: at[t]! });
      }
      return latest;
    };
  }

  function lastIn(
    chains: ReadonlyMap<number, { place: number; commit: number }[]> | undefined,
    past: readonly number[],
  ) {
    let last = -1;
    for (const [chain, all] of chains ?? []) {
      let [low, high] = [0, all.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (all[middle]!.place <= (past[chain] ?? 0)) low = middle + 1;
        else high = middle;
      }
      if (low > 0) last = Math.max(last, all[low - 1]!.commit);
    }
    return last;
  }
}
