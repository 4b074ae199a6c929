import type { Scenario } from '../../src/scenario/scenario.js';

/** A question put to many seeds. */
export interface Campaign {
  says: string;
  /** Seeds for each of its cases in a full campaign. */
  seeds: number;
  /** Names of its cases. */
  cases(): string[];
  /** What a case runs on a seed. */
  scenario(name: string): (seed: number) => Scenario;
  /** Whether a case needs no further seeds; absent: it always does. */
  isOver?(name: string, tally: Tally): boolean;
  /** What is wrong with the outcome of one case over all its seeds, as sentences; none: as it should be. */
  judge(name: string, tally: Tally): string[];
}

/** What many runs of one scenario came to. */
export interface Tally {
  runs: number;
  pass: number;
  unknown: number;
  /** Runs in which a rule was violated, by rule. */
  violations: Record<string, number>;
  /** The first seed that violated a rule, by rule. */
  firstSeed: Record<string, number>;
  /** The first seed of all that did not pass, and why. */
  firstOdd?: { seed: number; because: string };
  /** The first seed in which any rule was violated. */
  firstFail?: number;
}

export function newTally(): Tally {
  return { runs: 0, pass: 0, unknown: 0, violations: {}, firstSeed: {} };
}

/** The two tallies as one; `from` has the later seeds. */
export function addTally(into: Tally, from: Tally): void {
  into.runs += from.runs;
  into.pass += from.pass;
  into.unknown += from.unknown;
  for (const [rule, count] of Object.entries(from.violations)) {
    into.violations[rule] = (into.violations[rule] ?? 0) + count;
  }
  for (const [rule, seed] of Object.entries(from.firstSeed)) into.firstSeed[rule] = least(into.firstSeed[rule], seed);
  if (from.firstFail !== undefined) into.firstFail = least(into.firstFail, from.firstFail);
  if (from.firstOdd !== undefined && !(from.firstOdd.seed >= (into.firstOdd?.seed ?? Infinity))) {
    into.firstOdd = from.firstOdd;
  }
}

function least(a: number | undefined, b: number): number {
  return Math.min(a ?? b, b);
}
