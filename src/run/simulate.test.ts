import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { memorySink } from '../history/files/sinks.js';
import { PACKAGE_ROOT } from '../package-root.js';
import { withNodeCommand, withSeed } from '../scenario/overrides.js';
import { SYSTEMS } from '../systems/registry.js';
import { openScenario } from './open-scenario.js';
import { runInSimulation, simulate } from './simulate.js';

const files = Object.keys(SYSTEMS).flatMap((system) => {
  const folder = join(PACKAGE_ROOT, 'scenarios', system);
  return readdirSync(folder).map((file) => join(folder, file));
});
const bytesOf = (file: string, seed: number): Buffer => {
  const sink = memorySink();
  simulate(withSeed(openScenario(file), seed), sink);
  return Buffer.from(sink.bytes());
};

test.each(files)('%s: the same seed gives the same bytes', (file) => {
  expect(bytesOf(file, 5).equals(bytesOf(file, 5))).toBe(true);
});

test('another seed gives another run', () => {
  const contention = files.find((file) => file.endsWith('reference-contention.yaml'))!;
  expect(bytesOf(contention, 5).equals(bytesOf(contention, 6))).toBe(false);
});

test('a program of its own cannot be simulated, and neither can a scenario that asks for a broker', () => {
  const scenario = openScenario(files.find((file) => file.endsWith('reference-contention.yaml'))!);
  expect(() => runInSimulation(withNodeCommand(scenario, ['python3', 'node.py']))).toThrow(
    'n1 is a program of its own (python3 node.py); it can only run on a broker',
  );
  expect(() => runInSimulation({ ...scenario, host: 'nats' })).toThrow('asks for host: nats; leave --sim out');
});
