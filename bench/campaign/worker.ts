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
process.on('message', ({ campaign, name, first, count }: Portion) => {
  const { tally } = trySeeds(CAMPAIGNS[campaign]!.scenario(name), first, count);
  process.send!({ name, tally });
});
