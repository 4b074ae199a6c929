import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeProgram } from '../node/program.js';
import { PACKAGE_ROOT } from '../package-root.js';
import { openScenario } from '../run/open-scenario.js';
import { mutexLedger } from '../systems/mutex-ledger/system.js';
import { calling } from './calling.fixture.js';
import { EXIT } from './exit-code.js';

// Real processes or thousands of runs: on a busy machine they take their time.
jest.setTimeout(60_000);

const scenario = (name: string): string => join(PACKAGE_ROOT, 'scenarios/mutex-ledger', `${name}.yaml`);
const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-explore-'));
  folders.push(folder);
  return folder;
};
const exploring = (name: string, ...flags: string[]) => {
  const fixed = ['--first-seed', '3', '--jobs', '2', '--out', newFolder()];
  return calling(['explore', name, ...fixed, ...flags]);
};

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

test('what holds on every seed', async () => {
  const { code, out } = await exploring(scenario('reference-original-example'), '--seeds', '12');
  expect(
    out.replace(/; \d+\.\d s, [\d,]+ a second/, '; TIME'),
  ).toBe(`the original's example: 12 seeds from 3 on, in simulation
covered  48 operations, 168 messages, 4 delivery orders, 1,248 events; 12 of 12 runs passed; TIME

as expected: pass on all of 12 seeds
`);
  expect(code).toBe(EXIT.asExpected);
});

test('what fails is grouped by rule, its first histories are kept, and it is shrunk to a file that runs by itself', async () => {
  const file = scenario('mutant-stale-replies');
  const { code, out } = await exploring(file, '--seeds', '8', '--shrink', '--json');
  const found = JSON.parse(out);
  expect(found).toMatchObject({
    scenario: 'replies of an older request count',
    firstSeed: 3,
    seeds: 8,
    runs: 8,
    outcome: 'as expected',
    interrupted: false,
    violated: [{ rule: 'mutual-exclusion/stale-reply', runs: 8, seeds: [3, 4, 5] }],
    shrunk: [{ rule: 'mutual-exclusion/stale-reply', faults: 0 }],
  });
  expect(code).toBe(EXIT.asExpected);
  expect(found.violated[0].histories.map(existsSync)).toEqual([true, true, true]);
  expect(found.violated[0].again).toBe(`npx touchstone run ${file} --sim --seed 3`);
  const { path } = found.shrunk[0];
  expect(openScenario(path).expect).toEqual({ fail: ['mutual-exclusion/stale-reply'] });
  expect(readFileSync(path, 'utf8')).toMatch(/^# mutual-exclusion\/stale-reply: n\d entered its critical section/);
  const run = await calling(['run', path, '--out', newFolder()]);
  expect(run.code).toBe(EXIT.asExpected);
});

test('a failure that the scenario does not expect', async () => {
  const file = join(newFolder(), 'unexpected.yaml');
  writeFileSync(file, readFileSync(scenario('mutant-stale-replies'), 'utf8').replace(/^expect:.*$/m, ''));
  const { code, out } = await exploring(file, '--seeds', '2');
  expect(code).toBe(EXIT.notAsExpected);
  expect(out).toContain(`
mutual-exclusion/stale-reply  on 2 seeds, first 3
  n1 entered its critical section before it had heard from n2 and n3 about this request
  again    npx touchstone run ${file} --sim --seed 3
`);
  expect(out).toContain('\nnot as expected: violated: mutual-exclusion/stale-reply\n');
});

test('flags that make no sense', async () => {
  const file = scenario('mutant-stale-replies');
  const complaints = [];
  for (const flags of [
    ['--seeds', 'many'],
    ['--seeds', '0'],
    ['--jobs', '0'],
    ['--jobs', '1000'],
    ['--rule', 'progress/silent'],
    ['--shrink', '--rule', 'mutual-exclusion/stale'],
  ]) {
    const { code, err } = await calling(['explore', file, ...flags]);
    complaints.push(`${code} ${err.split('. ')[0]!.trim()}`);
  }
  expect(complaints).toEqual([
    '2 --seeds takes a whole number from 1 to 9007199254740991; it was given "many".',
    '2 --seeds takes a whole number from 1 to 9007199254740991; it was given "0".',
    '2 --jobs takes a whole number from 1 to 9007199254740991; it was given "0".',
    '2 --jobs takes at most 256 processes; it was given 1000.',
    '2 --rule says what to shrink, so it goes with --shrink.',
    '2 no rule is called "mutual-exclusion/stale"',
  ]);
});

test('what only real processes can run', async () => {
  const file = join(newFolder(), 'foreign.yaml');
  const text = 'scenario: foreign\nsystem: mutex-ledger\nworkload: {}\n';
  const complaints = [];
  for (const more of ['nodes: {n2: {run: {command: [python3, node.py]}}}', 'host: nats']) {
    writeFileSync(file, `${text}${more}\n`);
    const { code, err } = await calling(['explore', file]);
    complaints.push(`${code} ${err.replace(file, 'FILE')}`);
  }
  const rest = 'explore takes a scenario whose nodes are built in, with host: any or host: sim.\n';
  expect(complaints).toEqual([
    `2 FILE runs a program of its own as n2, which cannot be simulated; ${rest}`,
    `2 FILE says host: nats; ${rest}`,
  ]);
});

test('a node that is not deterministic is named before any seed is believed', async () => {
  let calls = 0;
  const reference = mutexLedger.program as NodeProgram<never>;
  const toy: NodeProgram<never> = (node, config) =>
    reference(
      { ...node, send: (to, body) => node.send(to, node.id === 'n3' ? { ...body, calls: ++calls } : body) },
      config,
    );
  const program = mutexLedger.program;
  mutexLedger.program = toy as never;
  try {
    const { code, out } = await exploring(scenario('reference-contention'), '--seeds', '10');
    expect(out).toMatch(/: n3 is not deterministic: two runs of seed 3 differ at event #\d+\.\n/);
    expect(code).toBe(EXIT.notAsExpected);
  } finally {
    mutexLedger.program = program;
  }
});

test('interrupted, it tells what it covered', async () => {
  const words = ['explore', scenario('reference-contention'), '--seeds', '1000000', '--first-seed', '1'];
  const { code, out } = await calling([...words, '--out', newFolder()], {
    interruptible: (work) => work(AbortSignal.abort()),
  });
  expect(code).toBe(EXIT.interrupted);
  expect(out).toContain(': 0 of 1,000,000 seeds from 1 on');
  expect(out).toContain('\ninterrupted: nothing failed so far\n');
  expect(out).toContain('reference-contention.yaml --first-seed 1 --seeds 1000000\n');
});
