import { OUTCOME, type Transactions } from '../../src/history/transactions.js';
import type { DirectAnomaly } from './judged.js';

/** No read from outside: a write, a read of what the transaction itself wrote, or one that tells nothing. */
export const NONE = -3;

/**
 * What the micro-operations come to, one by one: who wrote what, what each read found, and in which order the versions
 * of a key stand. Made by readLists (`append`) and readChains (`versioned`).
 *
 * `order` holds all versions that took effect, key by key: those of key k are `order[first[k] .. first[k + 1])`. The
 * first of them, up to `settled[k]`, stand in this order for certain. After them come loose runs, of which is known only
 * that each comes after all settled ones: versions that nobody read, or that stand behind a gap.
 */
export interface Reading {
  readonly transactions: Transactions;
  /** By transaction: 1 where it took effect. */
  readonly committed: Uint8Array;
  /** By micro-operation: its transaction. */
  readonly owner: Int32Array;
  /** By micro-operation: 1 for a write after which the same transaction writes the key again. */
  readonly overwritten: Uint8Array;
  /** By micro-operation: the version it wrote or read, as the log tells it or as is inferred; UNKNOWN where neither. */
  readonly version: Int32Array;
  /** By version: the micro-operation that wrote it, -1 if none did. Versions beyond the log's own were told to nobody. */
  readonly writer: Int32Array;
  /** By version: the transaction that wrote it and took effect, or -1. */
  readonly author: Int32Array;
  /** By micro-operation: the version that a read found outside its transaction, NOTHING, or NONE. */
  readonly source: Int32Array;
  readonly order: Int32Array;
  readonly first: Int32Array;
  readonly settled: Int32Array;
  /** By place in `order`: where its run begins; the settled ones are one run. */
  readonly run: Int32Array;
  /** By version: its place in `order`, or -1. */
  readonly place: Int32Array;
  /** By key: the read that shows the settled order (`append`), else -1. */
  readonly shownBy: Int32Array;
  readonly anomalies: readonly DirectAnomaly[];
  /** Why it is not certain who wrote what; '' where it is. Then nothing passes by this reading. */
  readonly doubt: string;
  /** `versioned`: which unanswered writes may have made which versions. */
  readonly holes?: Holes;
}

export interface Holes {
  /** By key: versions that were seen and that no answered write made, in the order of their numbers. */
  readonly versions: ReadonlyMap<number, readonly number[]>;
  /** By key: unanswered writes of which nobody was told the version, one of a transaction at most: its last. */
  readonly candidates: ReadonlyMap<number, readonly number[]>;
}

/** Whether version w certainly comes after version v; NOTHING comes before all. Both are of one key. */
export function isLater(reading: Reading, v: number, w: number): boolean {
  if (v < 0) return w >= 0;
  const { place, run, settled, transactions } = reading;
  const i = place[v]!;
  const j = place[w]!;
  if (i < 0 || j <= i) return false;
  return i < settled[transactions.keyOf[v] ?? -1]! || run[i] === run[j];
}

/** By transaction: 1 where it certainly took effect. */
export function acknowledged({ outcome }: Transactions): Uint8Array {
  return outcome.map((how) => Number(how === OUTCOME.ok));
}
