import { join } from 'node:path';
import { replayLives } from '../../src/explore/replay-lives.js';
import { PACKAGE_ROOT } from '../../src/package-root.js';
import { openScenario } from '../../src/run/open-scenario.js';
import { programOf, runInSimulation } from '../../src/run/simulate.js';
import { SYSTEMS } from '../../src/systems/registry.js';
import { snapshotBank } from '../../src/systems/snapshot-bank/system.js';
import { testSystem } from '../system-contract.fixture.js';

testSystem(snapshotBank);

test('a run of nodes that consume out of order replays word for word', () => {
  const scenario = openScenario(join(PACKAGE_ROOT, 'scenarios/snapshot-bank/reference-random-receives.yaml'));
  const { log } = runInSimulation(scenario);
  const program = programOf(SYSTEMS['snapshot-bank']!, 'n1', { reference: true });
  const programs = Object.fromEntries(scenario.nodes.map(({ id }) => [id, program]));
  const { outputs, difference } = replayLives(log!, programs);
  expect(difference).toBeUndefined();
  expect(outputs).toBeGreaterThan(500);
});
