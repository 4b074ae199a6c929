import { OUTCOME } from '../../src/history/transactions.js';
import { type Budget, spend } from './budget.js';
import type { Holes, Reading } from './reading.js';
import { type Able, type Slot, slotsOf } from './slots.js';

/** Which unanswered writes made which versions. */
export interface Guess {
  /** By version that was seen. */
  made: Map<number, number>;
  /** By write that made one which nobody saw, between others: its number. */
  numbers: Map<number, number>;
  /** Whether numbers have no gaps, so that they tell the order. */
  isNumbered: boolean;
}

/** What did not fit in earlier guesses. */
export interface Misfits {
  /** Transactions that had rather no effect. */
  readonly out: ReadonlySet<number>;
  /** By key, transactions that are taken to have written it after others, and before them. */
  readonly late: ReadonlyMap<number, ReadonlySet<number>>;
  readonly early: ReadonlyMap<number, ReadonlySet<number>>;
}

const OPEN = 0;
const IN = 1;
const OUT = 2;

interface ByKey {
  slots: Slot[];
  able: Able[];
}

/**
 * One way in which it may have been: an unanswered transaction took effect with all its writes or with none. Each made a
 * version that was seen, or came after everything that was done with the key. So who has a key without a hole did nothing;
 * and where there are as many writes as holes, all took effect; what that leaves open is drawn. Then, key by key, holes are
 * given out in their order to writes in the order of their invocations, `misfits` apart: nobody made what was seen before.
 * Undefined where that comes to nothing.
 */
export function guessMakers(reading: Reading, holes: Holes, misfits: Misfits, budget: Budget): Guess | undefined {
  const { completed, invoked } = reading.transactions;
  const { byKey, isNumbered } = slotsOf(reading, holes);
  const lastUse = lastUses(reading);
  const state = new Map<number, number>();
  const keysOf = new Map<number, number[]>();
  for (const [k, { able }] of byKey) {
    for (const { transaction: t } of able) {
      state.set(t, reading.committed[t] === 1 ? IN : OPEN);
      const keys = keysOf.get(t);
      if (keys === undefined) keysOf.set(t, [k]);
      else keys.push(k);
    }
  }
  const mayBeLast = (t: number, k: number) => completed[t]! < 0 || completed[t]! > lastUse[k]!;
  const rank = (t: number, k: number) => {
    if (misfits.early.get(k)?.has(t)) return -1;
    if (!misfits.out.has(t) && !misfits.late.get(k)?.has(t)) return invoked[t]!;
    return completed[t]! < 0 ? Infinity : completed[t]!;
  };
  const open = new Set(byKey.keys());
  settleAll();
  for (const [k, entry] of byKey) {
    if (entry.slots.length === 0) continue;
    if (!draw(k, entry)) return undefined;
    open.add(k);
    settleAll();
  }
  const guess: Guess = { made: new Map(), numbers: new Map(), isNumbered };
  for (const [k, entry] of byKey) if (!giveOut(k, entry, guess)) return undefined;
  return guess;

  function settleAll(): void {
    for (const k of open) {
      open.delete(k);
      settle(k, byKey.get(k)!);
    }
  }

  function decide(t: number, to: number): void {
    state.set(t, to);
    for (const k of keysOf.get(t)!) open.add(k);
  }

  function settle(k: number, { slots, able }: ByKey): void {
    spend(budget, slots.length + 2 * able.length, 'guessing who made what');
    let need = slots.length;
    for (const { transaction: t, operations } of able) {
      if (state.get(t) === IN && !mayBeLast(t, k)) need -= operations.length;
    }
    const latest = slots.at(-1)?.seenAt ?? -1;
    for (const { transaction: t } of able) {
      if (state.get(t) === OPEN && (need <= 0 || invoked[t]! > latest) && !mayBeLast(t, k)) decide(t, OUT);
    }
    // Where no more can have made the first holes than there are, all of them did.
    let early = 0;
    let looked = 0;
    let certain = 0;
    for (const [i, slot] of slots.entries()) {
      for (; looked < able.length && invoked[able[looked]!.transaction]! < slot.seenAt; looked++) {
        if (state.get(able[looked]!.transaction) !== OUT) early += able[looked]!.operations.length;
      }
      for (; early <= i + 1 && certain < looked; certain++) {
        if (state.get(able[certain]!.transaction) === OPEN) decide(able[certain]!.transaction, IN);
      }
    }
  }

  /**
   * Decides on makers of holes that are still without one: of those invoked before it was seen, the latest. It may be one
   * that was ruled out: what it did to another key then came so late that nobody saw it.
   */
  function draw(k: number, { slots, able }: ByKey): boolean {
    spend(budget, slots.length + able.length, 'guessing who made what');
    const makers: Able[] = [];
    const others: Able[][] = [[], [], [], []];
    let looked = 0;
    let taken = 0;
    for (let i = 0; i < slots.length; ) {
      for (; looked < able.length && invoked[able[looked]!.transaction]! < slots[i]!.seenAt; looked++) {
        const t = able[looked]!.transaction;
        const is = state.get(t)!;
        if (is === IN && !misfits.late.get(k)?.has(t)) makers.push(able[looked]!);
        else others[(is === OUT ? 2 : 0) + (is === IN || misfits.out.has(t) ? 1 : 0)]!.push(able[looked]!);
      }
      const maker = makers[taken] ?? others.find((stack) => stack.length > 0)?.pop();
      if (maker === undefined) return false;
      if (maker === makers[taken]) taken++;
      else if (state.get(maker.transaction) !== IN) decide(maker.transaction, IN);
      i += maker.operations.length;
    }
    return true;
  }

  /** Gives a key's holes to those that took effect. What one of them wrote is in a row, and only the last of it was seen. */
  function giveOut(k: number, entry: ByKey, { made, numbers }: Guess): boolean {
    const given = givenOut(k, entry, true) ?? givenOut(k, entry, false);
    for (const [op, { version, number }] of given ?? []) {
      if (version >= 0) made.set(version, op);
      else numbers.set(op, number);
    }
    return given !== undefined;
  }

  /** The earliest maker that fits has a hole; or, `longestFirst`, of those the one that wrote the most: it fits into few. */
  function givenOut(k: number, { slots, able }: ByKey, longestFirst: boolean): [number, Slot][] | undefined {
    const makers = able.filter(({ transaction }) => state.get(transaction) === IN);
    const ranks = new Map(makers.map(({ transaction: t }) => [t, rank(t, k)]));
    makers.sort((a, b) => compare(ranks.get(a.transaction)!, ranks.get(b.transaction)!));
    spend(budget, LOOK * (slots.length + makers.length), 'guessing who made what');
    const given: [number, Slot][] = [];
    let head = 0;
    for (let i = 0, end = 0; i < slots.length; ) {
      while (end <= i || slots[end - 1]!.version < 0) end++;
      let best = -1;
      for (let at = head; at < Math.min(head + LOOK, makers.length); at++) {
        const last = i + makers[at]!.operations.length;
        if (last > end || invoked[makers[at]!.transaction]! > slots[last - 1]!.seenAt) continue;
        if (best < 0 || makers[at]!.operations.length > makers[best]!.operations.length) best = at;
        if (!longestFirst || last === end) break;
      }
      if (best < 0) return undefined;
      for (const op of makers[best]!.operations) given.push([op, slots[i++]!]);
      makers.copyWithin(head + 1, head, best);
      head++;
    }
    return given;
  }
}

/** Infinity minus itself is no order. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

/** Makers that are looked at for one hole. */
const LOOK = 32;

/** By key, the last invocation of something answered that was done with it. */
function lastUses({ transactions, owner }: Reading): Int32Array {
  const { micro, key, outcome, invoked } = transactions;
  const lastUse = new Int32Array(transactions.keys).fill(-1);
  for (let op = 0; op < micro.length; op++) {
    const t = owner[op]!;
    if (outcome[t] === OUTCOME.ok && invoked[t]! > lastUse[key[op]!]!) lastUse[key[op]!] = invoked[t]!;
  }
  return lastUse;
}
