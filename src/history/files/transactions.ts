import { createNames, HASH_START, hashStep, type Names, nameAt, nameOf } from './names.js';

/**
 * Transaction ids as numbers. Most are `<client>-<digits>`, which needs no table: the key is the client's number and
 * the digits. Others are interned. Two ids have equal keys exactly when they are equal.
 */
export interface Transactions {
  readonly prefixes: Names;
  readonly others: Names;
}

const PREFIX_UNIT = 2 ** 32;
const MOST_PREFIXES = 2 ** 20;

export function createTransactions(): Transactions {
  return {
    prefixes: createNames('clients in transaction ids', MOST_PREFIXES),
    others: createNames('transaction ids', 2 ** 24 - 1),
  };
}

/** The key of an id whose bytes, free of escapes, stand in [from, to). */
export function transactionAt(all: Transactions, bytes: Uint8Array, from: number, to: number): number {
  let digits = to;
  let number = 0;
  for (let unit = 1; digits > from && to - digits < 9; unit *= 10) {
    const digit = bytes[digits - 1]! - 48;
    if (digit < 0 || digit > 9) break;
    number += digit * unit;
    digits--;
  }
  const dash = digits - 1;
  const canonical = digits < to && (bytes[digits] !== 48 || to - digits === 1);
  const numbered = canonical && dash > from && bytes[dash] === 45;
  const end = numbered ? dash : to;
  let hash = HASH_START;
  for (let k = from; k < end; k++) hash = hashStep(hash, bytes[k]!);
  if (!numbered) return nameAt(all.others, bytes, from, to, hash);
  return (nameAt(all.prefixes, bytes, from, dash, hash) + 1) * PREFIX_UNIT + number;
}

/** The id of a key. */
export function transactionName(all: Transactions, key: number): string {
  if (!(key >= 0)) return '';
  if (key < PREFIX_UNIT) return all.others.list[key]!;
  const prefix = Math.floor(key / PREFIX_UNIT);
  return `${all.prefixes.list[prefix - 1]}-${key - prefix * PREFIX_UNIT}`;
}

/** The key of an id given as text. */
export function transactionOf(all: Transactions, id: string): number {
  const bytes = Buffer.from(id);
  // Half of a surrogate pair has no bytes of its own.
  if (bytes.toString() !== id) return nameOf(all.others, id);
  return transactionAt(all, bytes, 0, bytes.length);
}
