import { newTally, type Tally } from '../../../src/explore/tally.js';
import type { Outcome, Problem } from './judged.js';

/** What one seed of a case came to. */
export interface SeedReport {
  /** Of every judgement: its problems and its counts go into the tally. */
  outcomes: readonly Outcome[];
  /** What else is not as it should be. */
  problems?: readonly Problem[];
  /** What it showed, as it should now and then. */
  shown?: Iterable<string>;
  undecided?: Iterable<string>;
}

export const ANOMALY = 'anomaly: ';

/** The tally of one seed. */
export function tallyOfSeed(seed: number, { outcomes, problems = [], shown = [], undecided = [] }: SeedReport): Tally {
  const tally = newTally();
  const note = (group: Tally['rules'], what: string, summary: string) => {
    group[what] ??= { runs: 1, seeds: [seed], summary };
  };
  const all = [...problems, ...outcomes.flatMap((outcome) => outcome.problems)];
  const open = [...undecided];
  const counts: Record<string, number> = {};
  for (const outcome of outcomes)
    for (const [what, count] of Object.entries(outcome.counts)) counts[what] = (counts[what] ?? 0) + count;
  // Of an anomaly it is the seeds that count.
  for (const { judged } of outcomes) for (const { rule } of judged.anomalies) counts[`${ANOMALY}${rule}`] = 1;
  tally.runs = 1;
  tally.pass = all.length === 0 ? 1 : 0;
  tally.counts = counts;
  for (const what of shown) note(tally.rules, what, what);
  for (const what of open) note(tally.undecided, what, what);
  for (const { what, summary } of all) note(tally.broken, what, summary);
  tally.unknown = open.length > 0 ? 1 : 0;
  if (all.length > 0) tally.firstOdd = { seed, because: all[0]!.summary };
  return tally;
}
