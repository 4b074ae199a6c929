import { MICRO, NOTHING, OUTCOME } from '../../src/history/transactions.js';
import type { Holes, Reading } from './reading.js';

/** A version of a key that no answered write made. */
export interface Slot {
  /** -1: nobody saw it, but the numbers of those beside it tell that it was made. */
  version: number;
  number: number;
  /** The row at which somebody first told of it, or of a later one. */
  seenAt: number;
}

/** Writes of one unanswered transaction to one key, of which nobody was told the versions. */
export interface Able {
  transaction: number;
  operations: number[];
}

/**
 * By key with unanswered writes: the versions that they must have made, in order, and who may have. Where every answered
 * write of the log made the number after the one that it replaced, numbers are taken to have no gaps: then versions that
 * nobody saw are among them, and a transaction made as many in a row as it has writes. Else each made one, its last.
 */
export function slotsOf(
  reading: Reading,
  holes: Holes,
): { byKey: Map<number, { slots: Slot[]; able: Able[] }>; isNumbered: boolean } {
  const { transactions, owner } = reading;
  const stepsByOne = isSteppingByOne(reading);
  const seenAt = firstSeen(reading, holes);
  const byKey = new Map<number, { slots: Slot[]; able: Able[] }>();
  for (const [k, candidates] of holes.candidates) {
    const able = candidates.map((op) => ({ transaction: owner[op]!, operations: stepsByOne ? writesUpTo(op) : [op] }));
    able.sort((a, b) => transactions.invoked[a.transaction]! - transactions.invoked[b.transaction]!);
    const seen = (holes.versions.get(k) ?? []).map((version) => {
      return { version, number: Number(transactions.valueName(version)), seenAt: seenAt.get(version)! };
    });
    seen.sort((a, b) => (stepsByOne ? a.number - b.number : a.seenAt - b.seenAt));
    byKey.set(k, { slots: stepsByOne ? withUnseen(k, seen, able) : seen, able });
  }
  return { byKey, isNumbered: stepsByOne };

  function writesUpTo(last: number): number[] {
    const operations: number[] = [];
    const { first, micro, key } = transactions;
    for (let op = first[owner[last]!]!; op <= last; op++) {
      if (micro[op] === MICRO.write && key[op] === key[last]) operations.push(op);
    }
    return operations;
  }

  /** Puts what nobody saw before what stands behind it; unless that is more than all can have made. */
  function withUnseen(k: number, seen: readonly Slot[], able: readonly Able[]): Slot[] {
    const most = able.reduce((sum, { operations }) => sum + operations.length, 0);
    const known = numbersOf(reading, k);
    const slots: Slot[] = [];
    for (const slot of seen) {
      let from = slot.number;
      while (from > 1 && !known.has(from - 1) && slot.number - from < most) from--;
      for (let number = from; number < slot.number; number++) slots.push({ ...slot, version: -1, number });
      slots.push(slot);
    }
    if (slots.length > most) return [...seen];
    for (let i = slots.length - 2; i >= 0; i--) slots[i]!.seenAt = Math.min(slots[i]!.seenAt, slots[i + 1]!.seenAt);
    return slots;
  }
}

/** Whether every answered write made the number after the one that it replaced; the start is 0. */
function isSteppingByOne({ transactions, owner }: Reading): boolean {
  const { micro, version, replaced, outcome } = transactions;
  for (let op = 0; op < micro.length; op++) {
    if (micro[op] !== MICRO.write || outcome[owner[op]!] !== OUTCOME.ok || version[op]! < 0) continue;
    const old = replaced![op]!;
    if (old < NOTHING) continue;
    const before = old === NOTHING ? 0 : Number(transactions.valueName(old));
    if (Number(transactions.valueName(version[op]!)) !== before + 1) return false;
  }
  return true;
}

/** The numbers of a key's versions that somebody made or saw. */
function numbersOf({ order, first, transactions }: Reading, k: number): Set<number> {
  const known = new Set<number>();
  for (let i = first[k]!; i < first[k + 1]!; i++) {
    if (order[i]! < transactions.versions) known.add(Number(transactions.valueName(order[i]!)));
  }
  return known;
}

/** By version without a writer, the row at which somebody first told of it. */
function firstSeen({ transactions, owner }: Reading, holes: Holes): Map<number, number> {
  const { micro, version, replaced, outcome, completed } = transactions;
  const rows = new Map<number, number>();
  for (const versions of holes.versions.values()) for (const v of versions) rows.set(v, Infinity);
  for (let op = 0; op < micro.length; op++) {
    const t = owner[op]!;
    const seen = micro[op] === MICRO.write ? replaced![op]! : version[op]!;
    const before = outcome[t] === OUTCOME.ok ? rows.get(seen) : undefined;
    if (before !== undefined && completed[t]! < before) rows.set(seen, completed[t]!);
  }
  return rows;
}
