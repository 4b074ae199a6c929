import { newTally, type Tally } from '../../../src/explore/tally.js';
import type { Problem } from './judged.js';

/** The tally of one seed: `shown` is what it showed, as it should now and then, `problems` what is not as it should be. */
export function tallyOfSeed(
  seed: number,
  problems: readonly Problem[],
  shown: readonly string[],
  undecided: readonly string[],
): Tally {
  const tally = newTally();
  const note = (group: Tally['rules'], what: string, summary: string) => {
    group[what] ??= { runs: 1, seeds: [seed], summary };
  };
  tally.runs = 1;
  tally.pass = problems.length === 0 ? 1 : 0;
  for (const what of shown) note(tally.rules, what, what);
  for (const what of undecided) note(tally.undecided, what, what);
  for (const { what, summary } of problems) note(tally.broken, what, summary);
  tally.unknown = undecided.length > 0 ? 1 : 0;
  if (problems.length > 0) tally.firstOdd = { seed, because: problems[0]!.summary };
  return tally;
}
