import { shrink } from '../../src/explore/shrink.js';
import type { Tally } from '../../src/explore/tally.js';
import { isConfirmed, writeShrunk } from '../../src/explore/write-shrunk.js';
import { inFolder } from '../in-folder.js';
import type { Campaign, Study } from './campaign.js';
import { hunt } from './hunt.js';
import { killsOf } from './zoo.js';

const MOST_OPERATIONS = 10;
const MOST_FAULTS = 3;

/**
 * Each mutant is found in the reference's own scenarios, as in the hunt, and the run that found it is shrunk to a
 * scenario that fails for the same rule when it is run by itself, twice, in processes of its own.
 */
export const explore: Campaign = {
  ...hunt,
  says: `every mutant is found within 1,000 seeds and shrunk to at most ${MOST_OPERATIONS} operations and ${MOST_FAULTS} faults or delays`,
  study,
};

async function study(name: string, tally: Tally): Promise<Study> {
  const [rule, seed] = firstFound(name, tally);
  if (rule === undefined) return { problems: [], figures: {} };
  const begun = performance.now();
  const scenario = explore.scenario!(name)(seed);
  const shrunk = shrink(scenario, rule);
  if (shrunk === undefined) return { problems: [`${name}: seed ${seed} could not be shrunk for ${rule}`], figures: {} };
  const seconds = (performance.now() - begun) / 1000;
  return inFolder(async (folder) => {
    const confirmed = await isConfirmed(writeShrunk(shrunk, scenario, folder));
    const { operations, faults, from, runs } = shrunk;
    return {
      problems: [
        ...(operations > MOST_OPERATIONS ? [`${name}: shrunk to ${operations} operations only`] : []),
        ...(faults > MOST_FAULTS ? [`${name}: shrunk to ${faults} faults and delays only`] : []),
        ...(confirmed ? [] : [`${name}: the shrunk scenario does not fail for ${rule} when it is run by itself`]),
      ],
      figures: { scenario: scenario.name, seed, rule, from, operations, faults, runs, seconds, confirmed },
    };
  });
}

/** The rule of the mutant that was violated first, and on which seed. */
function firstFound(name: string, { rules }: Tally): [rule: string | undefined, seed: number] {
  let first: [string | undefined, number] = [undefined, Infinity];
  for (const rule of killsOf(name)) {
    const seed = rules[rule]?.seeds[0] ?? Infinity;
    if (seed < first[1]) first = [rule, seed];
  }
  return first;
}
