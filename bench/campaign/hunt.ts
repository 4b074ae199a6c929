import type { Tally } from '../../src/explore/tally.js';
import { withSeed } from '../../src/scenario/overrides.js';
import type { Campaign } from './campaign.js';
import { huntingGrounds, killsOf, mutantsOfAll, withMutant } from './zoo.js';

/**
 * Each mutant is found by at least one of its rules in the reference's own scenarios, which aim at nothing: the seeds
 * go through them in turn. How many seeds it took is the first seed found less the first of all.
 */
export const hunt: Campaign = {
  says: 'every mutant is found in the scenarios of the reference, within 1,000 seeds',
  seeds: 1_000,
  // Each of a system's scenarios gets its turn.
  least: 30,
  cases: mutantsOfAll,
  scenario(name) {
    const grounds = huntingGrounds(name).map((scenario) => withMutant(scenario, name));
    return (seed) => withSeed(grounds[seed % grounds.length]!, seed);
  },
  isOver: isFound,
  judge: (name, tally) => (isFound(name, tally) ? [] : [`${name}: not found in ${tally.runs} seeds`]),
};

function isFound(name: string, { rules }: Tally): boolean {
  return killsOf(name).some((rule) => rules[rule] !== undefined);
}
