import { withSeed } from '../scenario/overrides.js';
import type { Scenario } from '../scenario/scenario.js';
import { trySeeds } from './try-seeds.js';

/** Seeds of one scenario. */
export interface Portion {
  scenario: Scenario;
  first: number;
  count: number;
}

// A child process: takes one portion of seeds after another.
process.on('message', ({ scenario, first, count }: Portion) => {
  process.send!(trySeeds((seed) => withSeed(scenario, seed), first, count));
});
