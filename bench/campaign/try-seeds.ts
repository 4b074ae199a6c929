import { brokenRules } from '../../src/run/judge-run.js';
import { runInSimulation } from '../../src/run/simulate.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { newTally, type Tally } from './campaign.js';

/** Runs what a case runs on `count` seeds from `first` on. */
export function trySeeds(scenario: (seed: number) => Scenario, first: number, count: number): Tally {
  const tally = newTally();
  for (let seed = first; seed < first + count; seed++) {
    const { checks, verdict, unmet, broken } = runInSimulation(scenario(seed));
    tally.runs++;
    if (verdict.verdict === 'pass' && unmet.length === 0 && broken === undefined) {
      tally.pass++;
      continue;
    }
    tally.firstOdd ??= { seed, because: broken ?? unmet[0]?.summary ?? verdict.because };
    if (verdict.verdict === 'unknown') tally.unknown++;
    for (const rule of brokenRules(checks)) {
      tally.firstFail ??= seed;
      tally.firstSeed[rule] ??= seed;
      tally.violations[rule] = (tally.violations[rule] ?? 0) + 1;
    }
  }
  return tally;
}
