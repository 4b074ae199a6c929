import { join } from 'node:path';
import { PACKAGE_ROOT } from '../package-root.js';
import { openScenario } from '../run/open-scenario.js';
import { withSeed } from '../scenario/overrides.js';
import { explore } from './explore.js';
import { addTally } from './tally.js';
import { trySeeds } from './try-seeds.js';
import { isConfirmed } from './write-shrunk.js';

// Real processes or thousands of runs: on a busy machine they take their time.
jest.setTimeout(60_000);

const file = (name: string) => join(PACKAGE_ROOT, 'scenarios/mutex-ledger', `${name}.yaml`);

test('many processes come to the same as one', async () => {
  const scenario = openScenario(file('mutant-false-failure'));
  const { tally, orders } = trySeeds((seed) => withSeed(scenario, seed), 40, 21);
  const spread = await explore(scenario, { firstSeed: 40, seeds: 21, jobs: 2 });
  expect(spread.tally).toEqual(tally);
  expect(spread.orders).toBe(new Set(orders).size);
  expect({ first: spread.firstSeed, seeds: spread.seeds, interrupted: spread.interrupted }).toEqual({
    first: 40,
    seeds: 21,
    interrupted: false,
  });
  const apart = trySeeds((seed) => withSeed(scenario, seed), 50, 11).tally;
  addTally(apart, trySeeds((seed) => withSeed(scenario, seed), 40, 10).tally);
  expect(apart).toEqual(tally);
});

test('interrupted, it keeps what was covered by then', async () => {
  const controller = new AbortController();
  const scenario = openScenario(file('reference-original-example'));
  const { tally, interrupted } = await explore(scenario, {
    firstSeed: 1,
    seeds: 1_000_000,
    jobs: 2,
    signal: controller.signal,
    onProgress: ({ tally: { runs } }) => runs >= 20 && controller.abort(),
  });
  expect({ interrupted, runs: tally.runs, pass: tally.pass }).toEqual({ interrupted: true, runs: 20, pass: 20 });
});

test('a file is confirmed if it comes out as it expects, twice', async () => {
  expect(await isConfirmed(file('mutant-false-failure'))).toBe(true);
  expect(await isConfirmed(join(PACKAGE_ROOT, 'scenarios/harness/example-planted-bug.yaml')).catch(String)).toContain(
    'NotSimulable: ',
  );
});
