import type { Campaign } from './campaign.js';
import { disk } from './disk.js';
import { explore } from './explore.js';
import { hunt } from './hunt.js';
import { mutants } from './mutants.js';
import { outputs } from './outputs.js';
import { reference } from './reference.js';
import { replay } from './replay.js';
import { transactions } from './transactions.js';

/** Every campaign, by the name that `npm run campaign -- NAME` takes. */
export const CAMPAIGNS: Readonly<Record<string, Campaign>> = {
  disk,
  explore,
  hunt,
  mutants,
  outputs,
  reference,
  replay,
  transactions,
};
