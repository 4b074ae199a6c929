import { serve } from '../../src/explore/pool.js';
import type { Tally } from '../../src/explore/tally.js';
import { CAMPAIGNS } from './registry.js';

/** A case whose seeds are done. */
export interface Finished {
  campaign: string;
  name: string;
  tally: Tally;
}

// A child process: looks closer at one case after another.
serve(async ({ campaign, name, tally }: Finished) => ({ name, study: await CAMPAIGNS[campaign]!.study!(name, tally) }));
