import type { Verdict } from '../../checkers/contract/verdict.js';

/**
 * What there is to tell of one judged history, whether it was just run or only read: the input of every renderer.
 * `terminal`, `json` and `junit` are pure functions of it (and of the history, for the events' lines).
 */
export interface Report {
  /** The scenario's title; undefined where the history came from none. */
  scenario?: string;
  system: string;
  nodes: readonly string[];
  seed: number;
  /** Where it ran, in words: "in simulation", "on the embedded broker". */
  where: string;
  /** Path of the history; undefined when it was kept in memory. */
  history?: string;
  /** Flags that `show` needs to see the same in the history as this report does. */
  showFlags?: readonly string[];
  expected: Expected;
  asExpected: boolean;
  verdict: 'pass' | 'fail' | 'unknown';
  /** One sentence: why this verdict. */
  because: string;
  checks: readonly Verdict[];
  /** Names of checks that ran by default and had nothing to judge. */
  notExercised: readonly string[];
  /** What the original system would show in the end, line by line; absent where it would not fit. */
  prints?: readonly string[];
  /** Expectations of the scenario's own steps and final states that were not met. */
  unmet: readonly { where: string; summary: string; events: readonly number[] }[];
  /** The harness, the broker, or a node that never answered `init`. */
  broken?: string;
  /** The words that call this program where the user stands: `npx touchstone`. */
  program: readonly string[];
  /** The words, after those, of the command that does it again. */
  again: readonly string[];
}

/** What the scenario expects. A history that is only checked is expected to pass. */
export type Expected = 'pass' | 'unknown' | { fail: readonly string[] };

/** `mutual-exclusion/stale-reply`: the name by which a scenario expects a violation. */
export function rulesBroken(checks: readonly Verdict[]): string[] {
  return [...new Set(checks.flatMap((check) => check.violations.map((v) => `${check.checker}/${v.rule}`)))];
}

export function wordsFor(expected: Expected): string {
  return typeof expected === 'string' ? expected : `fail: ${expected.fail.join(', ')}`;
}
