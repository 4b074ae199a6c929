import { MICRO, OUTCOME, type Transactions } from '../../src/history/transactions.js';

/** Which unanswered writes may have made which versions, by key. */
export interface Holes {
  /** Versions that were seen and that no write is known to have made. */
  versions: ReadonlyMap<number, readonly number[]>;
  /** Unanswered writes of which nobody was told the version: by key one of a transaction at most. */
  candidates: ReadonlyMap<number, readonly number[]>;
  owner: Int32Array;
  committed: Uint8Array;
}

/** One way in which it may have been: these transactions are taken last, and as if they had come late. */
export interface Guess {
  misfits: ReadonlySet<number>;
}

/**
 * Gives each version to an unanswered write of its key: where there is but one, for certain; else only for a guess.
 * Returns writes by version.
 *
 * The guess: an unanswered transaction took effect with all its writes or with none. Each made a version that was seen, or
 * came after everything that was done with the key. So who has a key without a hole did nothing; and where there are as
 * many writes as holes, all took effect; what that leaves open is drawn one by one. Then, key by key, holes are given out
 * in the order in which they were seen, to writes in the order of their invocations.
 */
export function fillHoles(transactions: Transactions, holes: Holes, guess: Guess | undefined): Map<number, number> {
  const made = new Map<number, number>();
  const isClear = [...holes.versions.keys()].every((k) => (holes.candidates.get(k) ?? []).length < 2);
  if (guess === undefined || isClear) {
    for (const [k, versions] of holes.versions) {
      const able = holes.candidates.get(k) ?? [];
      if (able.length === 1) made.set(versions[0]!, able[0]!);
    }
    return made;
  }
  const { matchOf } = whoTookEffect(transactions, holes, guess);
  for (const k of holes.versions.keys()) for (const [v, op] of matchOf(k)) if (op >= 0) made.set(v, op);
  return made;
}

const OPEN = 0;
const IN = 1;
const OUT = 2;

function whoTookEffect(transactions: Transactions, { versions, candidates, owner, committed }: Holes, guess: Guess) {
  const { completed, invoked } = transactions;
  const { seenAt, lastUse } = usesOf(transactions, owner);
  const rank = (t: number) => (!guess.misfits.has(t) ? invoked[t]! : completed[t]! < 0 ? Infinity : completed[t]!);
  const inOrder = (k: number) => [...(versions.get(k) ?? [])].sort((a, b) => seenAt[a]! - seenAt[b]!);
  const state = new Map<number, number>();
  const keysOf = new Map<number, number[]>();
  for (const [k, able] of candidates) {
    for (const op of able) {
      const t = owner[op]!;
      state.set(t, committed[t] === 1 ? IN : OPEN);
      keysOf.set(t, [...(keysOf.get(t) ?? []), k]);
    }
  }
  const mayBeLast = (t: number, k: number) => completed[t]! < 0 || completed[t]! > lastUse[k]!;
  const work = [...candidates.keys()];
  for (let k = work.pop(); k !== undefined; k = work.pop()) settle(k);
  for (const k of versions.keys()) {
    for (let t = draw(k); t !== undefined; t = draw(k)) {
      decide(t, IN);
      for (let other = work.pop(); other !== undefined; other = work.pop()) settle(other);
    }
  }
  return { matchOf };

  /** Each hole of a key, as it was seen, with a maker that was invoked before; -1 where none took effect. */
  function matchOf(k: number): [version: number, maker: number][] {
    const makers = (candidates.get(k) ?? []).filter((op) => state.get(owner[op]!) === IN);
    makers.sort((a, b) => rank(owner[a]!) - rank(owner[b]!) || a - b);
    return inOrder(k).map((v) => {
      const at = makers.findIndex((op) => invoked[owner[op]!]! < seenAt[v]!);
      return [v, at < 0 ? -1 : makers.splice(at, 1)[0]!];
    });
  }

  function decide(t: number, to: number): void {
    state.set(t, to);
    work.push(...keysOf.get(t)!);
  }

  /** How many of a key's holes are still without a maker, and who may be it. */
  function open(k: number): { need: number; who: number[] } {
    const able = (candidates.get(k) ?? []).map((op) => owner[op]!);
    const taken = able.filter((t) => state.get(t) === IN && !mayBeLast(t, k)).length;
    return { need: (versions.get(k) ?? []).length - taken, who: able.filter((t) => state.get(t) === OPEN) };
  }

  function settle(k: number): void {
    const { need, who } = open(k);
    const latest = Math.max(-1, ...(versions.get(k) ?? []).map((v) => seenAt[v]!));
    for (const t of who) {
      const isTooLate = need <= 0 || invoked[t]! > latest;
      if (isTooLate && !mayBeLast(t, k)) decide(t, OUT);
    }
    // Where no more can have made the first holes than there are, all of them did.
    const able = (candidates.get(k) ?? []).map((op) => owner[op]!).filter((t) => state.get(t) !== OUT);
    for (const [i, v] of inOrder(k).entries()) {
      const early = able.filter((t) => invoked[t]! < seenAt[v]!);
      if (early.length <= i + 1) for (const t of early) if (state.get(t) === OPEN) decide(t, IN);
    }
  }

  /**
   * The likeliest maker of a hole that is still without one: of those invoked before it was seen, the latest. It may be
   * one that was ruled out: what it did to another key then came so late that nobody saw it.
   */
  function draw(k: number): number | undefined {
    const [hole] = matchOf(k).find(([, maker]) => maker < 0) ?? [-1];
    if (hole < 0) return undefined;
    const able = (candidates.get(k) ?? []).map((op) => owner[op]!);
    const who = able.filter((t) => state.get(t) !== IN && invoked[t]! < seenAt[hole]!);
    const fits = (t: number) => (state.get(t) === OPEN ? 2 : 0) + (guess.misfits.has(t) ? 0 : 1);
    return who.sort((a, b) => fits(b) - fits(a) || invoked[b]! - invoked[a]!)[0];
  }
}

/** By version, the row at which somebody first told of it; by key, the last invocation of something done with it. */
function usesOf(transactions: Transactions, owner: Int32Array): { seenAt: Int32Array; lastUse: Int32Array } {
  const { micro, key, version, replaced, outcome, completed, invoked } = transactions;
  const seenAt = new Int32Array(transactions.versions).fill(0x7fffffff);
  const lastUse = new Int32Array(transactions.keys).fill(-1);
  for (let op = 0; op < micro.length; op++) {
    const t = owner[op]!;
    if (outcome[t] !== OUTCOME.ok) continue;
    if (invoked[t]! > lastUse[key[op]!]!) lastUse[key[op]!] = invoked[t]!;
    const seen = micro[op] === MICRO.write ? replaced![op]! : version[op]!;
    if (seen >= 0 && completed[t]! < seenAt[seen]!) seenAt[seen] = completed[t]!;
  }
  return { seenAt, lastUse };
}
