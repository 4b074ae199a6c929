import { CAMPAIGNS } from './registry.js';
import { trySeeds } from './try-seeds.js';

/** A child process: takes one portion of seeds after another. */
export interface Portion {
  campaign: string;
  name: string;
  first: number;
  count: number;
}

process.on('message', ({ campaign, name, first, count }: Portion) => {
  const tally = trySeeds(CAMPAIGNS[campaign]!.scenario(name), first, count);
  process.send!({ name, tally });
});
