import { brokenRules } from '../run/judge-run.js';
import type { RunResult } from '../run/result.js';
import { type Covered, coveredBy, NOTHING_COVERED } from './covered.js';

/** What many runs of one scenario came to; `addTally` joins two. */
export interface Tally {
  runs: number;
  pass: number;
  unknown: number;
  /** Runs that came out as the scenario expects, as far as one run alone can tell. */
  asExpected: number;
  /** Rules that were violated, as checker/rule. */
  rules: Record<string, Finding>;
  /** Why runs were undecided. */
  undecided: Record<string, Finding>;
  /** Steps and final states that were not as the scenario expects, by where they stand in it. */
  unmet: Record<string, Finding>;
  /** Why no verdict could come of a run. */
  broken: Record<string, Finding>;
  /** The first seed of all that did not pass, and why. */
  firstOdd?: { seed: number; because: string };
  covered: Covered;
  /** What else was counted, by what it is. */
  counts?: Record<string, number>;
}

/** The same thing seen in several runs. */
export interface Finding {
  runs: number;
  /** The first few seeds, ascending. */
  seeds: number[];
  /** One sentence about the first. */
  summary: string;
}

/** So many seeds of a finding are remembered. */
const SEEDS_KEPT = 3;

export function newTally(): Tally {
  const covered = { ...NOTHING_COVERED };
  return { runs: 0, pass: 0, unknown: 0, asExpected: 0, rules: {}, undecided: {}, unmet: {}, broken: {}, covered };
}

/** The tally of one run in simulation. */
export function tallyOf({ seed, checks, verdict, unmet, broken, asExpected, log }: RunResult): Tally {
  const tally = newTally();
  const isSound = unmet.length === 0 && broken === undefined;
  tally.runs = 1;
  if (verdict.verdict === 'pass' && isSound) tally.pass = 1;
  else tally.firstOdd = { seed, because: broken ?? unmet[0]?.summary ?? verdict.because };
  if (asExpected && broken === undefined) tally.asExpected = 1;
  const found = (summary: string): Finding => ({ runs: 1, seeds: [seed], summary });
  for (const rule of brokenRules(checks)) tally.rules[rule] = found(summaryOf(rule, checks));
  if (verdict.verdict === 'unknown' && broken === undefined) {
    tally.unknown = 1;
    tally.undecided[verdict.because] = found(verdict.because);
  }
  for (const { where, summary } of unmet) tally.unmet[where] ??= found(summary);
  if (broken !== undefined) tally.broken[broken] = found(broken);
  if (log !== undefined) tally.covered = coveredBy(log);
  return tally;
}

/** The two tallies as one, in `into`. */
export function addTally(into: Tally, from: Tally): void {
  into.runs += from.runs;
  into.pass += from.pass;
  into.unknown += from.unknown;
  into.asExpected += from.asExpected;
  for (const group of ['rules', 'undecided', 'unmet', 'broken'] as const) addFindings(into[group], from[group]);
  for (const [what, count] of Object.entries(from.counts ?? {})) {
    into.counts ??= {};
    into.counts[what] = (into.counts[what] ?? 0) + count;
  }
  for (const key of Object.keys(into.covered) as (keyof Covered)[]) into.covered[key] += from.covered[key];
  if (from.firstOdd !== undefined && from.firstOdd.seed < (into.firstOdd?.seed ?? Infinity)) {
    into.firstOdd = from.firstOdd;
  }
}

function addFindings(into: Record<string, Finding>, from: Readonly<Record<string, Finding>>): void {
  for (const [key, { runs, seeds, summary }] of Object.entries(from)) {
    const known = into[key];
    if (known === undefined) {
      into[key] = { runs, seeds: [...seeds], summary };
      continue;
    }
    if (seeds[0]! < known.seeds[0]!) known.summary = summary;
    known.runs += runs;
    known.seeds = [...known.seeds, ...seeds].sort((a, b) => a - b).slice(0, SEEDS_KEPT);
  }
}

function summaryOf(rule: string, checks: RunResult['checks']): string {
  for (const { checker, violations } of checks) {
    const violation = violations.find((one) => `${checker}/${one.rule}` === rule);
    if (violation !== undefined) return violation.summary;
  }
  return rule;
}
