import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replay as replayHistory } from '../../src/explore/replay.js';
import type { Tally } from '../../src/explore/tally.js';
import { readHistory } from '../../src/history/files/read.js';
import { PACKAGE_ROOT } from '../../src/package-root.js';
import { brokenRules } from '../../src/run/judge-run.js';
import { openScenario } from '../../src/run/open-scenario.js';
import { runScenario } from '../../src/run/run.js';
import { withSeed } from '../../src/scenario/overrides.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { inFolder } from '../in-folder.js';
import type { Campaign, Study } from './campaign.js';
import { withMutant } from './zoo.js';

const SCENARIO = 'mutex-ledger/reference-slow-replies.yaml';
/** Bugs that show under random delay, each tried with other seeds. */
const MUTANTS = ['own-clock-queued', 'stale-replies', 'tie-by-arrival', 'queue-ignored', 'early-block-fatal'];
const HISTORIES = 20;
/** Runs on a broker until one fails. */
const MOST_TRIES = 8;

/**
 * Failing runs are recorded on the embedded broker under random delay, and replayed by enforcing what each node was
 * given: every message and event must come out again, and so the same violations.
 */
export const replay: Campaign = {
  says: `${HISTORIES} failing histories, recorded on the embedded broker, replay to the same violations`,
  isLive: true,
  seeds: 1,
  cases: () => Array.from({ length: HISTORIES }, (_, n) => `${MUTANTS[n % MUTANTS.length]} ${n + 1}`),
  scenario: (name) => (seed) => scenarioOf(name, seed),
  judge: () => [],
  study,
};

function scenarioOf(name: string, seed: number): Scenario {
  const [mutant, number] = name.split(' ') as [string, string];
  const scenario = withMutant(openScenario(join(PACKAGE_ROOT, 'scenarios', SCENARIO)), `mutex-ledger/${mutant}`);
  const limits = { ...scenario.limits, timeout: 1e9, settle: 3e9 };
  return withSeed({ ...scenario, limits }, seed * 1000 + Number(number) * 10);
}

/** The simulated run of the case only says which seeds to begin with. */
async function study(name: string, tally: Tally): Promise<Study> {
  const first = tally.firstOdd?.seed ?? scenarioOf(name, 0).seed;
  return inFolder(async (out) => {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const scenario = withSeed(scenarioOf(name, 0), first + tries);
      const { checks, history: file } = await runScenario(scenario, {
        host: { kind: 'nats', broker: 'embedded' },
        out,
      });
      const rules = brokenRules(checks);
      if (rules.length === 0 || file === undefined) continue;
      const bytes = readFileSync(file);
      const { compared, difference } = replayHistory(readHistory(bytes, file), bytes, file);
      const problems =
        difference === undefined ? [] : [`${name}, seed ${scenario.seed}: diverged at event ${difference.row}`];
      return {
        problems,
        figures: { seed: scenario.seed, rules: rules.join(' '), compared, exact: difference === undefined },
      };
    }
    return { problems: [`${name}: no run of ${MOST_TRIES} failed`], figures: {} };
  });
}
