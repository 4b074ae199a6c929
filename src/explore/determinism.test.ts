import { join } from 'node:path';
import type { NodeProgram } from '../node/program.js';
import { PACKAGE_ROOT } from '../package-root.js';
import { openScenario } from '../run/open-scenario.js';
import type { Scenario } from '../scenario/scenario.js';
import { mutexLedger } from '../systems/mutex-ledger/system.js';
import { firstDivergence, runTwice } from './determinism.js';

// Real processes or thousands of runs: on a busy machine they take their time.
jest.setTimeout(60_000);

type Program = NodeProgram<never>;
const reference = mutexLedger.program as Program;

/** The reference, but n2 runs a toy around it. */
function withToy(toy: Program): Scenario {
  mutexLedger.mutants.toy = { program: toy as never, bug: 'a toy', kills: [] };
  const scenario = openScenario(join(PACKAGE_ROOT, 'scenarios/mutex-ledger/reference-contention.yaml'));
  return {
    ...scenario,
    nodes: scenario.nodes.map(({ id, run }) => ({ id, run: id === 'n2' ? { mutant: 'toy' } : run })),
  };
}

afterEach(() => {
  delete mutexLedger.mutants.toy;
});

/** The reference, which adds what `extra` gives to all messages from the third on. */
const talkative =
  (extra: () => unknown): Program =>
  (node, config) => {
    let sent = 0;
    return reference(
      { ...node, send: (dest, body) => node.send(dest, ++sent < 3 ? body : { ...body, extra: extra() }) },
      config,
    );
  };

let ticks = 0;
const order = new Set(['n1', 'n3', 'n5', 'n7', 'n9']);

const CHEATS: [string, Program][] = [
  ['looks at the real clock', talkative(() => process.hrtime.bigint().toString())],
  ['throws dice of its own', talkative(() => Math.random())],
  ['keeps a count from run to run', talkative(() => ++ticks)],
  [
    'goes through a set whose order the last run has changed',
    talkative(() => {
      const [first] = order;
      order.delete(first!);
      return [...order.add(first!)];
    }),
  ],
  [
    'waits for a while that the real clock decides',
    (node, config) =>
      reference(
        { ...node, after: (ms, action) => node.after(ms + Number(process.hrtime.bigint() % 997n) / 1000, action) },
        config,
      ),
  ],
];

test.each(CHEATS)('a node that %s is caught and named', (what, toy) => {
  const scenario = withToy(toy);
  const held = what.startsWith('waits') ? { ...scenario, config: { ...scenario.config, holdMs: 2 } } : scenario;
  const { divergence } = runTwice(held);
  expect(divergence).toMatchObject({ seed: 7, node: 'n2' });
  expect(divergence!.first).not.toBe(divergence!.second);
  expect(JSON.parse(divergence!.first!).i).toBe(divergence!.row);
});

test('a node that draws on nothing but its context is not', () => {
  expect(runTwice(withToy(talkative(() => 1))).divergence).toBeUndefined();
  const honest: Program = (node, config) => talkative(() => [node.random(), node.now()])(node, config);
  expect(runTwice(withToy(honest)).divergence).toBeUndefined();
});

test('one history that ends earlier than the other', () => {
  const [header, event] = ['{"touchstone":"history"}', '{"i":0,"t":5,"v":"run","k":"start","node":"n1"}'];
  const bytes = (...lines: string[]) => Buffer.from(lines.map((line) => `${line}\n`).join(''));
  expect(firstDivergence(bytes(header), bytes(header, event))).toEqual({ row: 0, node: 'n1', second: event });
  expect(firstDivergence(bytes(header), bytes(event))).toEqual({ row: 0, node: 'n1', first: header, second: event });
  expect(firstDivergence(bytes(header), bytes(header))).toBeUndefined();
});
