import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHistoryFile } from '../history/files/read.js';
import { parseScenario } from '../scenario/parse.js';
import { SCENARIO_WORLD } from './open-scenario.js';
import { runScenario } from './run.js';

// Processes and sockets on a busy machine: no test waits that long unless something is broken.
jest.setTimeout(60_000);

const out = mkdtempSync(join(tmpdir(), 'touchstone-faults-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** Runs a scenario on the embedded broker; answers the run's own rows and those of faults, as `kind node.life`. */
async function play(faults: string): Promise<string[]> {
  const text = `scenario: faults on a broker
system: mutex-ledger
steps:
  - {client: c1, at: n1, do: balance, expect: ok}
  - {wait: 400ms}
  - {until: settled}
  - {client: c2, at: n2, do: balance, expect: ok}
faults: [${faults}]
limits: {quiet: 50ms}
`;
  const scenario = parseScenario(text, 'faults.yaml', SCENARIO_WORLD);
  const result = await runScenario(scenario, { host: { kind: 'nats', broker: 'embedded' }, out });
  expect({ broken: result.broken, unmet: result.unmet }).toEqual({ broken: undefined, unmet: [] });
  const history = readHistoryFile(result.history!);
  const lines: string[] = [];
  for (let row = 0; row < history.length; row++) {
    const { v, k } = history.kinds[history.kind[row]!]!;
    const process = history.processes[history.process[row]!];
    if (v === 'fault' || v === 'run') lines.push(process ? `${k} ${process.participant}.${process.life}` : k);
  }
  return lines.slice(0, lines.indexOf('healed'));
}

/** The rows of one node. */
const of = (node: string, lines: string[]) => lines.filter((line) => line.includes(`${node}.`));

test('a crashed node is started again, as its next life', async () => {
  const lines = await play('{at: 20ms, for: 100ms, crash: n2}');
  expect(of('n2', lines)).toEqual(['start n2.1', 'ready n2.1', 'crash n2.1', 'start n2.2', 'ready n2.2']);
  expect(lines.indexOf('begin')).toBeLessThan(lines.indexOf('crash n2.1'));
  expect(lines.indexOf('end')).toBeLessThan(lines.indexOf('start n2.2'));
});

test('a paused node goes on in the same life', async () => {
  const lines = await play('{at: 20ms, for: 100ms, pause: n2}');
  expect(of('n2', lines)).toEqual(['start n2.1', 'ready n2.1']);
  expect(lines.filter((line) => line === 'begin' || line === 'end')).toEqual(['begin', 'end']);
});

test('a broker that is started anew ends every life, and each begins again', async () => {
  const lines = await play('{at: 20ms, broker: restart}');
  for (const node of ['n1', 'n2', 'n3']) {
    const lives = ['start 1', 'ready 1', 'crash 1', 'start 2', 'ready 2'];
    expect(of(node, lines)).toEqual(lives.map((line) => line.replace(' ', ` ${node}.`)));
  }
});

test('a fault that no broker can do is refused before anything runs', async () => {
  const text =
    'scenario: x\nsystem: mutex-ledger\nworkload: {}\nfaults: [{at: 1ms, loss: 1}, {at: 5ms, skew: {node: n1, by: 5ms}}]\n';
  const scenario = parseScenario(text, 'x.yaml', SCENARIO_WORLD);
  const run = runScenario(scenario, { host: { kind: 'nats', broker: 'embedded' }, out: join(out, 'never') });
  await expect(run).rejects.toThrow('x.yaml: fault 2, skew, cannot be done on a broker: all processes of a machine');
  expect(existsSync(join(out, 'never'))).toBe(false);
});
