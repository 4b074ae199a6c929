import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/package-root.js';
import { openScenario } from '../../src/run/open-scenario.js';
import { withSeed } from '../../src/scenario/overrides.js';
import { allPass } from './all-pass.js';
import type { Campaign } from './campaign.js';

/** Scenarios in which the reference must be right whatever the schedule. */
const SCENARIOS = [
  'branch-bank/reference-rough-links.yaml',
  'mutex-ledger/reference-rough-links.yaml',
  'snapshot-bank/reference-rough-links.yaml',
];

/** The reference passes under heavy delay and holding partitions, whatever the seed. */
export const reference: Campaign = {
  says: 'the reference systems pass under heavy delay and holding partitions',
  seeds: 10_000,
  cases: () => SCENARIOS,
  scenario(name) {
    const scenario = openScenario(join(PACKAGE_ROOT, 'scenarios', name));
    return (seed) => withSeed(scenario, seed);
  },
  judge: allPass,
};
