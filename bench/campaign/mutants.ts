import { withSeed } from '../../src/scenario/overrides.js';
import { allPass } from './all-pass.js';
import type { Campaign } from './campaign.js';
import { killsOf, mutantScenario, mutantsOfAll, withReference } from './zoo.js';

/** A case in which the mutant's decision is put back. */
const PUT_BACK = ' put right';

/**
 * Each mutant's own scenario violates exactly the rules that its table names, whatever the seed; with the decision put
 * back it passes on every seed.
 */
export const mutants: Campaign = {
  says: 'every mutant breaks exactly its rules, and its scenario passes with the decision put back',
  seeds: 100,
  cases: () => mutantsOfAll().flatMap((mutant) => [mutant, mutant + PUT_BACK]),
  scenario(name) {
    const planted = mutantScenario(name.replace(PUT_BACK, ''));
    const scenario = name.endsWith(PUT_BACK) ? withReference(planted) : planted;
    return (seed) => withSeed(scenario, seed);
  },
  judge(name, tally) {
    if (name.endsWith(PUT_BACK)) return allPass(name, tally);
    const { runs, rules } = tally;
    const expected = killsOf(name);
    const missed = expected.filter((rule) => rules[rule]?.runs !== runs);
    const surplus = Object.keys(rules).filter((rule) => !expected.includes(rule));
    return [
      ...missed.map((rule) => `${name}: ${rule} was violated in ${rules[rule]?.runs ?? 0} of ${runs} runs only`),
      ...surplus.map(
        (rule) => `${name}: seed ${rules[rule]!.seeds[0]} violated ${rule}, which its table does not name`,
      ),
    ];
  },
};
