import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { PACKAGE_ROOT } from '../package-root.js';
import { parseScenario } from './parse.js';
import { ScenarioError } from './problem.js';
import { WORLD } from './world.fixture.js';

const FULL = `# yaml-language-server: $schema=../../specs/scenario.schema.json
scenario: everything at once
system: tiny-bank
seed: 7
host: nats
nodes:
  count: 2
  run: {mutant: forgetful}
  n2: {run: {command: [python3, my_node.py]}}
config: {balance: 20}
workload:
  clients: 3
  operations: 60
  mix: {transfer: 3, balance: 0.5}
  amount: [1, 6]
  think: {uniform: [1ms, 2.5ms]}
  route: any
finally: {balances: {n1: {oneOf: [1, 2]}}}
network: {delay: {exponential: 5ms}, order: any, loss: 0.1, duplicate: 1, inbox: 1ms}
faults:
  - {at: 100ms, for: 50ms, partition: [[n1], [n2]], drop: true, only: {message: ASK, from: n1}}
  - {when: {message: GRANT, from: n2, to: n1, nth: 3}, delay: 80ms, overtake: true}
checks: [order, {conservation: {slack: 2}}]
expect: {fail: [order/fifo]}
limits: {quiet: 1s, settle: 2m, timeout: 1500us, start: 1ns}
`;

const STEPS = `scenario: steps
system: tiny-bank
steps:
  - {client: c1, at: n1, do: {transfer: {to: n2, amount: 4}}, as: t1, expect: ok}
  - together:
      - {client: c1, at: n1, do: {transfer: {to: n3, amount: 9}}, expect: {anyOf: [ok, refused, {balance: 3}]}}
      - {client: c2, at: n2, do: balance}
      - {client: c1, after: 5ms, at: n1, do: balance}
  - {until: settled}
  - {wait: 2s}
  - {client: c1, at: n3, do: balance, expect: {balance: {between: [10, 19]}, mode: quick}}
finally:
  anyOf:
    - {balances: {n1: 11, n2: 9}}
    - {balances: {n3: {between: [0, 3]}}}
`;

test('a scenario that says everything', () => {
  const { source, ...scenario } = parseScenario(FULL, 'full.yaml', WORLD);
  expect(scenario).toEqual({
    name: 'everything at once',
    file: 'full.yaml',
    system: 'tiny-bank',
    seed: 7,
    host: 'nats',
    nodes: [
      { id: 'n1', run: { mutant: 'forgetful' } },
      { id: 'n2', run: { command: ['python3', 'my_node.py'] } },
    ],
    config: { balance: 20, mode: 'careful' },
    workload: {
      clients: 3,
      operations: 60,
      mix: { transfer: 3, balance: 0.5 },
      amount: [1, 6],
      think: { uniform: [1e6, 2.5e6] },
      route: 'any',
    },
    finally: [{ balances: { n1: { oneOf: [1, 2] } }, where: '18:10' }],
    network: { delay: { exponential: 5e6 }, order: 'any', loss: 0.1, duplicate: 1, inbox: 1e6 },
    faults: [
      {
        number: 1,
        fault: 'partition',
        options: { form: { groups: [['n1'], ['n2']], oneWay: false }, drop: true },
        trigger: { at: 100e6 },
        lasts: 50e6,
        only: { message: 'ASK', from: 'n1' },
      },
      {
        number: 2,
        fault: 'delay',
        options: { span: { constant: 80e6 }, overtake: true },
        trigger: { when: { message: 'GRANT', from: 'n2', to: 'n1', nth: 3 } },
      },
    ],
    checks: [
      { name: 'order', options: {}, named: true },
      { name: 'conservation', options: { slack: 2 }, named: true },
    ],
    expect: { fail: ['order/fifo'] },
    limits: { quiet: 1e9, settle: 120e9, timeout: 1.5e6, start: 1 },
  });
  expect(Object.keys(source as object)).toEqual([
    ...['scenario', 'system', 'seed', 'host', 'nodes', 'config', 'workload', 'finally', 'network', 'faults'],
    ...['checks', 'expect', 'limits'],
  ]);
});

test('a scenario that says little: the defaults', () => {
  expect(parseScenario('scenario: little\nsystem: tiny-bank\nworkload: {}\n', 'little.yaml', WORLD)).toEqual({
    name: 'little',
    file: 'little.yaml',
    system: 'tiny-bank',
    seed: 1,
    host: 'any',
    nodes: ['n1', 'n2', 'n3'].map((id) => ({ id, run: { reference: true } })),
    config: { balance: 10, mode: 'careful' },
    workload: {
      clients: 3,
      operations: 100,
      mix: { transfer: 1, balance: 1 },
      amount: [1, 10],
      think: { constant: 0 },
      route: 'own',
    },
    network: { delay: { constant: 0 }, order: 'fifo', loss: 0, duplicate: 0, inbox: 2e6 },
    faults: [],
    checks: [
      { name: 'order', options: {}, named: false },
      { name: 'conservation', options: {}, named: false },
    ],
    expect: { verdict: 'pass' },
    limits: { quiet: 500e6, settle: 30e9, timeout: 5e9, start: 10e9 },
    source: { scenario: 'little', system: 'tiny-bank', workload: {} },
  });
});

test('steps and final states', () => {
  const { steps, finally: states, workload } = parseScenario(STEPS, 'steps.yaml', WORLD);
  expect({ steps, states, workload }).toEqual({
    steps: [
      {
        client: 'c1',
        at: 'n1',
        operation: 'transfer',
        arguments: { to: 'n2', amount: 4 },
        as: 't1',
        expect: [{ outcome: 'ok' }],
        where: '4:5',
      },
      {
        together: [
          {
            client: 'c1',
            at: 'n1',
            operation: 'transfer',
            arguments: { to: 'n3', amount: 9 },
            expect: [{ outcome: 'ok' }, { outcome: 'refused' }, { values: { balance: { equals: 3 } } }],
            where: '6:9',
          },
          { client: 'c2', at: 'n2', operation: 'balance', arguments: {}, where: '7:9' },
          { client: 'c1', at: 'n1', operation: 'balance', arguments: {}, after: 5e6, where: '8:9' },
        ],
      },
      { until: 'settled' },
      { wait: 2e9 },
      {
        client: 'c1',
        at: 'n3',
        operation: 'balance',
        arguments: {},
        expect: [{ values: { balance: { between: [10, 19] }, mode: { equals: 'quick' } } }],
        where: '11:5',
      },
    ],
    states: [
      { balances: { n1: { equals: 11 }, n2: { equals: 9 } }, where: '14:7' },
      { balances: { n3: { between: [0, 3] } }, where: '15:7' },
    ],
    workload: undefined,
  });
});

test('anchors, aliases and merge keys save writing', () => {
  const text = `scenario: short
system: tiny-bank
steps:
  - &ask {client: c1, at: n1, do: balance}
  - {<<: *ask, at: n2}
  - *ask
`;
  expect(parseScenario(text, 'short.yaml', WORLD).steps).toEqual([
    { client: 'c1', at: 'n1', operation: 'balance', arguments: {}, where: '4:10' },
    { client: 'c1', at: 'n2', operation: 'balance', arguments: {}, where: '5:5' },
    { client: 'c1', at: 'n1', operation: 'balance', arguments: {}, where: '4:10' },
  ]);
});

test('a scenario is a JSON document too', () => {
  const { source, ...scenario } = parseScenario(FULL, 'full.yaml', WORLD);
  const { source: again, ...same } = parseScenario(JSON.stringify(source), 'full.yaml', WORLD);
  const places = { finally: [{ balances: { n1: { oneOf: [1, 2] } }, where: expect.any(String) }] };
  expect({ ...same, again }).toEqual({ ...scenario, ...places, again: source });
});

/** Every mistake with all that is printed about it. UPDATE_GOLDEN=1 writes it anew: read the difference. */
const GOLDEN = join(PACKAGE_ROOT, 'src/scenario/parse.golden.txt');
const golden = readFileSync(GOLDEN, 'utf8')
  .split(/^=== /m)
  .slice(1)
  .map((block) => {
    const [, name, text, printed] = /^([^\n]*)\n([\s\S]*?)>>>\n([\s\S]*)$/.exec(block) as unknown as string[];
    return { name: name!, text: text!, printed: printed!.trimEnd() };
  });

/** Tabs and escapes are visible in the golden file. */
function printedFor(text: string): string {
  return whatIsWrong(text.replaceAll('⇥', '\t').replaceAll('␛', '\x1b')) ?? 'nothing';
}

if (process.env.UPDATE_GOLDEN === '1') {
  for (const one of golden) one.printed = printedFor(one.text);
  writeFileSync(GOLDEN, golden.map(({ name, text, printed }) => `=== ${name}\n${text}>>>\n${printed}\n`).join('\n'));
}

test.each(golden)('what is said about $name', ({ text, printed }) => {
  expect(printedFor(text)).toBe(printed);
  expect(printed).not.toBe('nothing');
});

function whatIsWrong(text: string): string | undefined {
  try {
    parseScenario(text, 'a.yaml', WORLD);
    return undefined;
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.message;
  }
}

test('whatever is done to a scenario, it either parses or is refused with a place', () => {
  const bits = fc.constantFrom(
    ...['', ' ', '\n', '\t', ':', ': ', '- ', '[', ']', '{', '}', ',', '"', "'", '#', '&a ', '*a', '<<: ', '!', '? '],
    ...['|', '>', '%', '@', '---\n', '0', '1e3', '-', '.', 'null', '~', '__proto__', 'constructor', '\u0000', 'ä', '𝔸'],
    ...['n1', 'c1', '5ms', 'anyOf', 'expect', 'together', 'steps', 'workload', 'for', 'when', '\r', '\ufeff', '\u2028'],
  );
  const change = fc.record({ at: fc.nat(), cut: fc.integer({ min: 0, max: 12 }), put: bits });
  fc.assert(
    fc.property(fc.constantFrom(FULL, STEPS), fc.array(change, { minLength: 1, maxLength: 4 }), (text, changes) => {
      const changed = changes.reduce<string>((now, { at, cut, put }) => {
        const place = at % (now.length + 1);
        return now.slice(0, place) + put + now.slice(place + cut);
      }, text);
      expect(whatIsWrong(changed) ?? 'a.yaml:1:1: fine').toMatch(/^a\.yaml:\d+:\d+: /);
    }),
    { seed: 1, numRuns: 1500 },
  );
});

test('whatever stands in the place of any value, the scenario parses or is refused with a place', () => {
  const words = [
    'n1',
    'n9',
    'c1',
    'ok',
    '5ms',
    'ASK',
    'transfer',
    'order',
    'client',
    'anyOf',
    'between',
    'constructor',
  ];
  const value = fc.oneof(
    fc.constantFrom(null, true, -1, 0, 1.5, 2 ** 53, '', [], {}, ...words),
    fc.array(fc.constantFrom(1, null, ...words), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...words), fc.constantFrom(1, null, 'ok', [1, 2], {}), { maxKeys: 3 }),
  );
  const document = fc.constantFrom(...[FULL, STEPS].map((text) => parseScenario(text, 'a.yaml', WORLD).source));
  fc.assert(
    fc.property(document, fc.nat(), value, (good, place, put) => {
      expect(whatIsWrong(JSON.stringify(replaced(good, place, put))) ?? 'a.yaml:1:1: fine').toMatch(/^a\.yaml:1:\d+: /);
    }),
    { seed: 1, numRuns: 600 },
  );
});

/** A copy of a document with one of its values, counted in the order of the text, replaced. */
function replaced(document: unknown, place: number, put: unknown): unknown {
  let count = 0;
  JSON.stringify(document, (_key, value) => {
    count++;
    return value;
  });
  const chosen = place % count;
  let at = 0;
  return JSON.parse(JSON.stringify(document, (_key, value) => (at++ === chosen ? put : value)));
}
