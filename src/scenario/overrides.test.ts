import { withNodeCommand, withSeed } from './overrides.js';
import { parseScenario } from './parse.js';
import { WORLD } from './world.fixture.js';

const TEXT = 'scenario: x\nsystem: tiny-bank\nworkload: {}\nnodes: {count: 2, n2: {run: {mutant: forgetful}}}\n';
const scenario = Object.freeze(parseScenario(TEXT, 'a.yaml', WORLD));

test('another seed is the same as one written in the file', () => {
  expect(withSeed(scenario, 42)).toEqual(parseScenario(`${TEXT}seed: 42\n`, 'a.yaml', WORLD));
});

test('a program as every node is the same as one written in the file', () => {
  const written = TEXT.replace('n2: {run: {mutant: forgetful}}', 'run: {command: [python3, a.py]}');
  expect(withNodeCommand(scenario, ['python3', 'a.py'])).toEqual(parseScenario(written, 'a.yaml', WORLD));
});

test('a program cannot be a node of a scenario for the simulator', () => {
  expect(() => withNodeCommand({ ...scenario, host: 'sim' }, ['a'])).toThrow(
    'a.yaml: says "host: sim", and a program of yours cannot run in the simulator\n' +
      '  expected a scenario with host: any or host: nats',
  );
});
