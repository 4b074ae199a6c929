import { MICRO } from '../history/transactions.js';
import { type Facts, NONE } from './facts.js';
import { CertificateError, type Meaning } from './meaning.js';

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
  const see = family === 'causal' ? createPasts() : createNeighbours();
  for (const t of order) {
    const reads: number[] = [];
    for (let op = first[t]!; op < first[t + 1]!; op++) if (found[op] !== NONE) reads.push(op);
    const latest = see(t, reads);
    for (const op of reads) {
      const from = found[op]! < 0 ? -1 : at[source(op)]!;
      const seen = latest(op);
      if (seen > from)
        return `transaction ${t} reads an old version of ${log.keyName(key[op]!)}: it has seen transaction ${order[seen]}, which wrote a later one`;
    }
  }
  return undefined;

  function source(op: number): number {
    return owner[writer[found[op]!]!]!;
  }

  function lastWrites(t: number): number[] {
    const writes: number[] = [];
    for (let op = first[t]!; op < first[t + 1]!; op++)
      if (micro[op] === MICRO.write && isLast[op] === 1) writes.push(key[op]!);
    return writes;
  }

  /** Tells the last commit that wrote a read's key among those that its transaction has touched. */
  function createNeighbours() {
    const ofSession = new Map<number, number>();
    const large = new Map<number, Set<number>>();
    return (t: number, reads: readonly number[]) => {
      const latest = new Map<number, number>();
      const session = log.session[t]! * log.keys;
      for (const op of reads)
        latest.set(
          key[op]!,
          before[t]! < 0 || family === 'read-committed' ? -1 : (ofSession.get(session + key[op]!) ?? -1),
        );
      for (const k of lastWrites(t)) ofSession.set(session + k, at[t]!);
      const touch = (op: number) => {
        if (found[op]! < 0) return;
        const t2 = source(op);
        let keys: Iterable<number> = latest.keys();
        if (first[t2 + 1]! - first[t2]! < 64) keys = lastWrites(t2);
        else if (!large.has(t2)) large.set(t2, new Set(lastWrites(t2)));
        for (const k of keys) {
          if (large.get(t2)?.has(k) !== false && latest.has(k)) latest.set(k, Math.max(latest.get(k)!, at[t2]!));
        }
      };
      if (family === 'read-atomic') for (const op of reads) touch(op);
      return (op: number) => {
        const seen = latest.get(key[op]!)!;
        if (family === 'read-committed') touch(op);
        return seen;
      };
    };
  }

  /** The same among all that its transaction has seen, told by how far it has seen chains of writers that have seen each other. */
  function createPasts() {
    const pasts: (readonly number[])[] = [];
    const lengths: number[] = [];
    const writers = new Map<number, Map<number, { place: number; commit: number }[]>>();
    let work = 0;
    return (t: number, reads: readonly number[]) => {
      const past: number[] = [];
      const sources = new Set(reads.flatMap((op) => (found[op]! < 0 ? [] : [source(op)])));
      for (const t2 of before[t]! < 0 ? sources : sources.add(before[t]!)) {
        for (const [chain, place] of pasts[t2]!.entries()) past[chain] = Math.max(past[chain] ?? 0, place ?? 0);
        work += pasts[t2]!.length;
      }
      if (work > MOST) throw new CertificateError('the history has too many sessions for the verifier');
      const answers = new Map(reads.map((op) => [op, latest(key[op]!, [...past])] as const));
      const writes = lastWrites(t);
      if (writes.length > 0) {
        let chain = lengths.findIndex((length, c) => (past[c] ?? 0) === length);
        if (chain < 0) chain = lengths.push(0) - 1;
        past[chain] = ++lengths[chain]!;
        for (const k of writes) {
          if (!writers.has(k)) writers.set(k, new Map());
          const byChain = writers.get(k)!;
          if (!byChain.has(chain)) byChain.set(chain, []);
          byChain.get(chain)!.push({ place: past[chain]!, commit: at[t]! });
        }
      }
      pasts[t] = past;
      return (op: number) => answers.get(op)!;
    };

    function latest(k: number, past: readonly number[]): number {
      let last = -1;
      for (const [chain, all] of writers.get(k) ?? []) {
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
}

/** Places of chains that may be looked at: a few seconds' worth. */
const MOST = 2 ** 31;
