import { FAULTS } from '../faults/registry.js';
import type { Scenario } from '../scenario/scenario.js';
import { choosePlace, flagsFor, wordsFor } from './place.js';

type Given = Pick<Scenario, 'file' | 'host' | 'nodes' | 'faults'>;
const any: Given = { file: 'x.yaml', host: 'any', nodes: [{ id: 'n1', run: { reference: true } }], faults: [] };
const scenario = (change: object): Given => ({ ...any, ...change });
const planned = (fault: string, value: unknown) => {
  const world = { nodes: ['n1'], clients: [] };
  return scenario({
    faults: [{ number: 1, fault, options: FAULTS[fault]!.resolve(value, {}, world), trigger: { at: 0 } }],
  });
};
const foreign = scenario({ nodes: [{ id: 'n1', run: { command: ['./node'] } }] });

test.each([
  ['the embedded broker unless told otherwise', any, {}, {}, { kind: 'nats', broker: 'embedded' }],
  ['the environment', any, {}, { TOUCHSTONE_NATS_URL: 'nats://h:1' }, { kind: 'nats', broker: 'nats://h:1' }],
  ['an empty environment', any, {}, { TOUCHSTONE_NATS_URL: '' }, { kind: 'nats', broker: 'embedded' }],
  [
    'a flag before the environment',
    any,
    { nats: 'server' },
    { TOUCHSTONE_NATS_URL: 'nats://h:1' },
    { kind: 'nats', broker: 'server' },
  ],
  ['--sim before the environment', any, { sim: true }, { TOUCHSTONE_NATS_URL: 'nonsense' }, { kind: 'sim' }],
  ['a scenario for the simulator', scenario({ host: 'sim' }), {}, {}, { kind: 'sim' }],
  ['a foreign node', foreign, { nats: 'embedded' }, {}, { kind: 'nats', broker: 'embedded' }],
] as const)('%s', (_, given, options, env, place) => expect(choosePlace(given, options, env)).toEqual(place));

test.each([
  ['both', any, { sim: true, nats: 'server' }, {}, '--sim runs without a broker, so it goes without --nats.'],
  [
    'a misspelt broker',
    any,
    { nats: 'embeded' },
    {},
    '--nats is "embeded", which is no broker. Did you mean embedded?',
  ],
  ['a URL of something else', any, { nats: 'http://h' }, {}, 'a URL such as nats://127.0.0.1:4222'],
  ['a bad environment', any, {}, { TOUCHSTONE_NATS_URL: 'h:1' }, 'TOUCHSTONE_NATS_URL is "h:1"'],
  ['a broker for the simulator', scenario({ host: 'sim' }), { nats: 'server' }, {}, 'x.yaml says host: sim'],
  ['a simulation of processes', scenario({ host: 'nats' }), { sim: true }, {}, 'x.yaml says host: nats'],
  [
    'a foreign node in simulation',
    foreign,
    { sim: true },
    {},
    'node n1 is a program of its own, which cannot run in simulation: leave out --sim',
  ],
  [
    'a fault that no broker can do',
    planned('skew', { node: 'n1', by: '5ms' }),
    {},
    {},
    "x.yaml: fault 1, skew, cannot be done on a broker: all processes of a machine share one clock, so that a node's cannot be set by itself; run it in simulation, with --sim.",
  ],
  [
    'a restart of a broker that there is not',
    planned('broker', 'restart'),
    { sim: true },
    {},
    'x.yaml: fault 1, broker, cannot be done in simulation: there is no broker there; run it on a broker.',
  ],
  [
    "a restart of somebody else's broker",
    planned('broker', 'restart'),
    {},
    { TOUCHSTONE_NATS_URL: 'nats://h:1' },
    'x.yaml: fault 1, broker, cannot be done on this broker: it needs the embedded broker',
  ],
  [
    'such a fault at random',
    planned('random', { every: '5ms', of: { delay: 1, skew: 1 }, for: '5ms' }),
    { nats: 'server' },
    {},
    'x.yaml: fault 1, random, cannot be done on a broker',
  ],
] as const)('refuses %s', (_, given, options, env, message) =>
  expect(() => choosePlace(given, options, env)).toThrow(message),
);

test('in words and flags, without passwords', () => {
  const places = [
    { kind: 'sim' },
    ...['embedded', 'server', 'nats://u:secret@h:1'].map((broker) => ({ kind: 'nats', broker })),
  ];
  expect(places.map((place) => wordsFor(place as { kind: 'sim' }))).toEqual([
    'in simulation',
    'on the embedded broker',
    'on nats-server',
    'on nats://h:1',
  ]);
  expect(places.map((place) => flagsFor(place as { kind: 'sim' }))).toEqual([
    ['--sim'],
    [],
    ['--nats', 'server'],
    ['--nats', 'nats://h:1'],
  ]);
});
