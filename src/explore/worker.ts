import { withSeed } from '../scenario/overrides.js';
import type { Scenario } from '../scenario/scenario.js';
import { serve } from './pool.js';
import { trySeeds } from './try-seeds.js';

/** Seeds of one scenario. */
export interface Portion {
  scenario: Scenario;
  first: number;
  count: number;
}

// A child process: takes one portion of seeds after another.
serve(({ scenario, first, count }: Portion) => trySeeds((seed) => withSeed(scenario, seed), first, count));
