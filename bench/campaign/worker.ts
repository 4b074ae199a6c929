import { serve } from '../../src/explore/pool.js';
import { addTally, newTally, type Tally } from '../../src/explore/tally.js';
import { trySeeds } from '../../src/explore/try-seeds.js';
import { CAMPAIGNS } from './registry.js';

/** Seeds of one case of a campaign. */
export interface Portion {
  campaign: string;
  name: string;
  first: number;
  count: number;
}

// A child process: takes one portion of seeds after another.
serve(({ campaign, name, first, count }: Portion) => {
  const { scenario, once } = CAMPAIGNS[campaign]!;
  const tally =
    once === undefined ? trySeeds(scenario!(name), first, count).tally : tallyOfAll(once(name), first, count);
  return { name, tally };
});

function tallyOfAll(once: (seed: number) => Tally, first: number, count: number): Tally {
  const tally = newTally();
  for (let seed = first; seed < first + count; seed++) addTally(tally, once(seed));
  return tally;
}
