import { MICRO, OUTCOME, type Transactions } from '../../src/history/transactions.js';
import { rulesOut } from './anomalies.js';
import { answerOf, type Case, caseOf, DEPENDENCIES, isOpenAt, maskOf } from './case.js';
import { cyclesOf } from './explain.js';
import { TYPE } from './graph.js';
import { type Guess, guessMakers } from './holes.js';
import { joined, looseBegins } from './joined.js';
import type { Level } from './levels.js';
import { createMisfits, STRIKES } from './misfits.js';
import { readChains } from './read-chains.js';
import type { Reading } from './reading.js';
import { orderUnread } from './unread.js';
import { makersOf, ordersOf } from './ways.js';

/** An order that shows that a level holds, and the reading that it is an order of. */
export interface Shown {
  reading: Reading;
  order: Int32Array;
  isPoints: boolean;
}

/**
 * What a level comes to where the log leaves open who made what, or in which order: an order that shows it, by a guess or
 * after every way was tried; the transactions that no way has an order for; undefined where nobody knows.
 */
export function settleDoubt(one: Case, level: Level): Shown | { transactions: number[] } | undefined {
  const shown = one.reading.doubt === '' ? unreadOrdered(one, level) : orderGuessed(one, level);
  return shown ?? everyWay(one, level);
}

function unreadOrdered(one: Case, level: Level): Shown | undefined {
  const { reading, graph, budget } = one;
  const order = orderUnread(graph, DEPENDENCIES | TYPE.sw | maskOf(one, level), reading, budget);
  return order && { reading, order, isPoints: true };
}

/** How often it is guessed which unanswered writes made what, at most; and so many steps for all guesses, at least four. */
const GUESSES = 40;
const GUESSING = 4e7;

/**
 * An order by a guess of what unanswered transactions did. One that is on a cycle made, of one key, too early a version,
 * or of another one too late, or had no effect at all: the next guesses try that. Undefined where it comes to nothing,
 * which proves nothing.
 */
function orderGuessed({ reading, graph, budget }: Case, level: Level): Shown | undefined {
  const { transactions, holes } = reading;
  const misfits = createMisfits();
  const rounds = Math.max(4, Math.min(GUESSES, GUESSING / (transactions.micro.length + graph.to.length + 1)));
  let last: Guess | undefined;
  let same = 0;
  for (let round = 0; holes !== undefined && round < rounds; round++) {
    const guess = guessMakers(reading, holes, misfits, budget);
    if (guess === undefined) return undefined;
    same = last !== undefined && isSame(guess, last) ? same + 1 : 0;
    if (same === STRIKES) return undefined;
    last = guess;
    const guessed = caseOf(inGuessedOrder(readChains(transactions, guess.made), guess), budget);
    if (isRuledOut(guessed.reading, level)) return undefined;
    const answer = answerOf(guessed, level);
    if (answer.holds) return { ...answer, reading: guessed.reading };
    let isDoubted = false;
    for (const { cycle } of cyclesOf(guessed, level, {}, 1000)) {
      const unclear = cycle.filter(({ from }) => transactions.outcome[from] === OUTCOME.info);
      const edge = unclear.sort((a, b) => misfits.strikes(a.from) - misfits.strikes(b.from))[0];
      if (edge === undefined) continue;
      isDoubted = true;
      const keyOf = (operations: readonly number[] | undefined) => transactions.key[operations?.[0] ?? -1];
      const before = cycle.find(({ to }) => to === edge.from)!;
      misfits.strike(edge.from, keyOf(before.by), keyOf(edge.by), keysOf(edge.from, transactions));
    }
    if (!isDoubted) return undefined;
  }
  return undefined;
}

function keysOf(t: number, { first, micro, key }: Transactions): number[] {
  const keys = new Set<number>();
  for (let op = first[t]!; op < first[t + 1]!; op++) if (micro[op] === MICRO.write) keys.add(key[op]!);
  return [...keys];
}

function isSame(a: Guess, b: Guess): boolean {
  const areEqual = (one: Map<number, number>, other: Map<number, number>) =>
    one.size === other.size && [...one].every(([from, to]) => other.get(from) === to);
  return areEqual(a.made, b.made) && areEqual(a.numbers, b.numbers);
}

function inGuessedOrder(reading: Reading, { isNumbered, numbers }: Guess): Reading {
  const { order, transactions, writer } = reading;
  const begins = looseBegins(reading);
  const numberAt = (begin: number) => {
    const v = order[begin]!;
    return v < transactions.versions ? Number(transactions.valueName(v)) : (numbers.get(writer[v]!) ?? Infinity);
  };
  // Infinity minus itself is no order.
  const compare = (a: number, b: number) => (numberAt(a) === numberAt(b) ? a - b : numberAt(a) - numberAt(b));
  if (isNumbered) for (const runs of begins.values()) runs.sort(compare);
  return joined(reading, begins);
}

function isRuledOut({ anomalies }: Reading, level: Level): boolean {
  return anomalies.some(({ rule }) => rulesOut(level, rule));
}

/** So many ways are tried, and so many steps at most taken for all of them. */
const WAYS = 1000;
const STEPS = 2e7;

function everyWay({ reading, graph, budget }: Case, level: Level): Shown | { transactions: number[] } | undefined {
  const { transactions } = reading;
  const most = Math.min(WAYS, STEPS / (transactions.micro.length + graph.to.length + 1));
  const against = new Set<number>();
  let tried = 0;
  const allMakers = makersOf(reading, most);
  if (allMakers === undefined) return undefined;
  for (const made of allMakers) {
    const whole = made.size === 0 ? reading : readChains(transactions, made);
    const certain = tryOut(whole);
    if (certain === undefined) continue;
    if (whole.doubt === '' && !isOpenAt(certain.one, level, certain.answer))
      return { ...certain.answer, reading: whole };
    const orders = ordersOf(looseBegins(whole), most - tried);
    if (orders === undefined) return undefined;
    for (const begins of orders) {
      const ordered = joined(whole, begins);
      const found = tryOut(ordered);
      if (found !== undefined) return { ...found.answer, reading: ordered };
    }
  }
  return { transactions: [...against].sort((a, b) => a - b) };

  function tryOut(way: Reading) {
    tried++;
    const one = caseOf(way, budget);
    const direct = way.anomalies.filter(({ rule }) => rulesOut(level, rule));
    for (const { operations } of direct) for (const op of operations) against.add(way.owner[op]!);
    if (direct.length > 0) return undefined;
    const answer = answerOf(one, level);
    if (answer.holds) return { one, answer };
    for (const { cycle } of cyclesOf(one, level, {}, 1)) for (const { from } of cycle) against.add(from);
    return undefined;
  }
}
