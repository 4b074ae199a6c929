import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../package-root.js';
import { calling } from './calling.fixture.js';

/** `touchstone run`, in simulation: what a user sees, and what the exit code says. */
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'run-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const REFERENCE = join(PACKAGE_ROOT, 'scenarios/mutex-ledger/reference-contention.yaml');

/** A small scenario in a file. */
function written(changes: Record<string, unknown> = {}, name = 'small.yaml'): string {
  const scenario = {
    scenario: 'a small one',
    system: 'mutex-ledger',
    workload: { clients: 2, operations: 8 },
    network: { delay: '2ms' },
    ...changes,
  };
  writeFileSync(join(folder, name), JSON.stringify(scenario));
  return join(folder, name);
}

const run = (...words: string[]) => calling(['run', ...words, '--sim', '--out', folder]);
const MUTANT = { nodes: { count: 3, run: { mutant: 'funds-unchecked' } }, workload: { clients: 3, operations: 40 } };

test('a run tells its story and leaves its history and verdict in a folder of its own', async () => {
  const { code, out, err } = await run(REFERENCE);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('60 operations: ');
  expect(out).toMatch(/\n {2}pass {5}mutual-exclusion {4}\d+ requested, \d+ entered/);
  expect(out).toMatch(/\nPASS {2}8 checks passed\.\nhistory .*\nagain {4}npx touchstone run \S+ --seed 7 --sim\n$/);
  const [name] = readdirSync(folder);
  expect(name).toBe('three-clients-contend-for-the-ledger-seed-7');
  expect(readdirSync(join(folder, name!)).sort()).toEqual(['history.jsonl', 'verdict.json']);
  expect(JSON.parse(readFileSync(join(folder, name!, 'verdict.json'), 'utf8'))).toMatchObject({
    history: join(folder, name!, 'history.jsonl'),
    seed: 7,
    expected: 'pass',
    verdict: 'pass',
  });
});

test('a violation: 1, its reason, its events, and a line to paste', async () => {
  const file = written(MUTANT);
  const { code, out } = await run(file);
  expect(code).toBe(1);
  expect(out).toMatch(/\n {2}fail {5}/);
  expect(out).toMatch(/\n {2}1\. [a-z-]+\/[a-z-]+.*\n {5}\S.*\n +#\d+ +[\d.]+ ms /);
  expect(out).toMatch(/\nFAIL {2}\S.*\n/);
  expect(out).toMatch(
    /\nlook {5}npx touchstone show \S+ --violation 1\nagain {4}npx touchstone run \S+ --seed 1 --sim\n$/,
  );
});

test('a violation that was expected: 0; another one, or none: 1', async () => {
  const { out } = await run(written(MUTANT), '--json');
  const checks: { checker: string; violations: { rule: string }[] }[] = JSON.parse(out).runs[0].checks;
  const fail = [...new Set(checks.flatMap((c) => c.violations.map((v) => `${c.checker}/${v.rule}`)))];
  expect(await run(written({ ...MUTANT, expect: { fail } }))).toMatchObject({ code: 0 });
  const missing = await run(written({ expect: { fail } }));
  expect(missing.code).toBe(1);
  expect(missing.out).toContain(`PASS  8 checks passed.\n      The scenario expects fail: ${fail.join(', ')}.`);
});

test('a step that goes another way: 1', async () => {
  const steps = [{ client: 'c1', at: 'n1', do: 'balance', expect: { balance: 11 } }];
  const { code, out } = await run(written({ workload: undefined, steps }));
  expect(code).toBe(1);
  expect(out).toMatch(/not as the scenario says {2}\S+: .*11.*10/);
});

test('undecided: 3', async () => {
  const idle = { workload: { clients: 1, operations: 4, mix: { balance: 1 } }, checks: ['mutual-exclusion'] };
  const { code, out } = await run(written(idle));
  expect(code).toBe(3);
  expect(out).toContain('UNKNOWN  mutual-exclusion is undecided (vacuous)');
});

test('--json: one document on stdout, the rest on stderr', async () => {
  const { code, out, err } = await run(written(), written({ scenario: 'another' }, 'b.yaml'), '--json', '--seed', '5');
  expect(code).toBe(0);
  const { version, runs } = JSON.parse(out);
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(runs.map((r: { scenario: string; seed: number }) => [r.scenario, r.seed])).toEqual([
    ['a small one', 5],
    ['another', 5],
  ]);
  expect(err).toContain('2 runs, all as expected.');
});

test('--junit: a file that a build server reads', async () => {
  const file = join(folder, 'verdicts.xml');
  expect((await run(written(), '--junit', file)).code).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain(
    '<testsuite name="a small one" tests="9" failures="0" errors="0" skipped="0">',
  );
  const { code, err } = await run(written(), '--junit', join(folder, 'no', 'such', 'folder.xml'));
  expect(code).toBe(2);
  expect(err).toContain('--junit cannot write');
});

test('of several runs, those as expected take a line, the others a story, and the worst decides', async () => {
  const { code, out } = await run(written(), written({ ...MUTANT, scenario: 'a mutant' }, 'b.yaml'));
  expect(code).toBe(1);
  expect(out).toMatch(/^pass {5}a small one {2}\(seed 1, in simulation\)\n/);
  expect(out).toContain('\nFAIL  ');
  expect(out).toMatch(/\n2 runs, 1 not as expected\.\n$/);
});

test('a mistake in any scenario: 2, with its place, and nothing runs', async () => {
  const { code, out, err } = await run(
    written(),
    written({ system: 'mutex-ledgr' }, 'b.yaml'),
    join(folder, 'none.yaml'),
  );
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/b\.yaml:1:\d+: .*"mutex-ledgr"[\s\S]*did you mean mutex-ledger\?[\s\S]*none\.yaml/);
  expect(readdirSync(folder).sort()).toEqual(['b.yaml', 'small.yaml']);
});

test('the same seed, the same bytes', async () => {
  const file = written();
  await run(file);
  await run(file);
  const bytes = readdirSync(folder)
    .filter((name) => name.startsWith('a-small-one'))
    .map((name) => readFileSync(join(folder, name, 'history.jsonl')));
  expect(bytes).toHaveLength(2);
  expect(bytes[0]!.equals(bytes[1]!)).toBe(true);
});

test.each([
  ['nothing to run', ['run'], 'run takes the path of at least one scenario'],
  ['contradicting places', ['run', REFERENCE, '--sim', '--nats', 'server'], '--sim runs without a broker'],
  ['a bad seed', ['run', REFERENCE, '--seed', 'x'], '--seed takes a whole number'],
  ['an unknown flag', ['run', REFERENCE, '--sed', '1'], '(Did you mean --seed?)'],
  ['a flag without its value', ['run', REFERENCE, '--seed'], "option '--seed <N>' argument missing"],
  ['a foreign node in simulation', ['run', REFERENCE, '--sim', '--node', './node'], 'cannot run in simulation'],
  ['half an input', ['run', '--system', 'mutex-ledger'], '--system and --input go together'],
  ['an input of no system', ['run', '--system', 'mutex-ledgr', '--input', 'x'], 'Did you mean mutex-ledger?'],
  ['an input that is not there', ['run', '--system', 'mutex-ledger', '--input', '/none'], '--input cannot read /none'],
  ['an input and a scenario', ['run', REFERENCE, '--system', 'mutex-ledger', '--input', 'x'], 'give one or the other'],
  ['an input as JSON', ['run', '--system', 'mutex-ledger', '--input', 'x', '--json'], 'goes without --json'],
])('refuses %s: 2', async (_, words, message) => {
  const { code, out, err } = await calling(words);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(message);
  expect(err).not.toMatch(/\n {4}at /);
});

const GOLDEN = join(PACKAGE_ROOT, 'specs/mutex-ledger/golden');

test.each(['original-example', 'several-clients'])('stdout is what the original prints for %s', async (name) => {
  const input = join(GOLDEN, `${name}.txt`);
  const { code, out, err } = await run('--system', 'mutex-ledger', '--input', input);
  expect({ code, out }).toEqual({ code: 0, out: readFileSync(join(GOLDEN, `${name}.out`), 'utf8') });
  expect(err).toContain('\nPASS  ');
  expect(err).toContain(`again    npx touchstone run --system mutex-ledger --input ${input} --seed 1 --sim\n`);
});

test('a mistake in an original input: 2, with its line', async () => {
  const input = join(folder, 'script.txt');
  writeFileSync(input, 'transfer 1 2 4\ntransfr 1 2 4\n');
  const { code, out, err } = await run('--system', 'mutex-ledger', '--input', input);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(`${input}:2: `);
});
