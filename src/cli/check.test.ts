import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FAULTS } from '../faults/registry.js';
import { PACKAGE_ROOT } from '../package-root.js';
import { SYSTEMS } from '../systems/registry.js';
import { calling } from './calling.fixture.js';

/** `touchstone check`, `show` and `list`, on histories of two simulated runs: one that passes and one that fails. */
const folder = mkdtempSync(join(tmpdir(), 'check-'));
let good: string;
let bad: string;

beforeAll(async () => {
  good = await historyOf('good', { count: 3, run: 'reference' });
  bad = await historyOf('bad', { count: 3, run: { mutant: 'queue-ignored' } });
});
afterAll(() => rmSync(folder, { recursive: true }));

async function historyOf(name: string, nodes: unknown): Promise<string> {
  const file = join(folder, `${name}.yaml`);
  const workload = { clients: 3, operations: 60 };
  const network = { delay: { exponential: '3ms' } };
  writeFileSync(file, JSON.stringify({ scenario: name, system: 'mutex-ledger', seed: 3, nodes, workload, network }));
  await calling(['run', file, '--sim', '--out', folder]);
  return join(folder, readdirSync(folder).find((entry) => entry.startsWith(`${name}-`))!, 'history.jsonl');
}

/** A copy of a history with its bytes changed. */
function changed(history: string, name: string, change: (bytes: Buffer) => Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, change(readFileSync(history)));
  return path;
}

describe('check', () => {
  test('all hold: 0', async () => {
    const { code, out, err } = await calling(['check', good]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('\nPASS  8 checks passed.\n');
  });

  test('one is violated: 1, whatever the scenario expected', async () => {
    const { code, out } = await calling(['check', bad]);
    expect(code).toBe(1);
    expect(out).toContain(`\nagain    npx touchstone check ${bad}\n`);
  });

  test('only the checks that are named', async () => {
    const { code, out } = await calling(['check', bad, '--checker', 'lamport-clock', 'hash-chain', '--json']);
    const [run] = JSON.parse(out).runs;
    expect([code, run.verdict]).toEqual([0, 'pass']);
    expect(run.checks.map((check: { checker: string }) => check.checker)).toEqual(['lamport-clock', 'hash-chain']);
  });

  test.each([
    ['pass', 0],
    ['fail', 1],
    ['unknown', 3],
  ])('histories written by hand: %s is %d', async (verdict, code) => {
    const fixtures = join(PACKAGE_ROOT, 'checkers/lamport-clock.histories');
    const files = readdirSync(fixtures).filter((name) => name.startsWith(verdict));
    for (const file of files) {
      const named = await calling(['check', join(fixtures, file), '--checker', 'lamport-clock']);
      expect({ file, code: named.code, err: named.err }).toEqual({ file, code, err: '' });
    }
    expect(files.length).toBeGreaterThan(0);
  });

  test('torn, without a violation before the tear: 3', async () => {
    const torn = changed(good, 'torn.jsonl', (bytes) => bytes.subarray(0, bytes.length / 2 - 7));
    const { code, out } = await calling(['check', torn]);
    expect(code).toBe(3);
    expect(out).toContain('the history is torn');
    expect(out).toContain('(the history stops short)');
  });

  test('torn, with a violation before the tear: 1', async () => {
    const torn = changed(bad, 'torn.jsonl', (bytes) => bytes.subarray(0, bytes.length / 2 - 7));
    expect((await calling(['check', torn])).code).toBe(1);
  });

  test('damaged: 2, with the lines of the bad block', async () => {
    const damaged = changed(good, 'damaged.jsonl', (bytes) => {
      bytes[bytes.length >> 1]! ^= 1;
      return bytes;
    });
    const { code, out, err } = await calling(['check', damaged]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/damaged\.jsonl:\d+-\d+: /);
    expect(err).not.toMatch(/\n {4}at /);
  });

  test.each([
    ['no file', 'none.jsonl', undefined],
    ['a folder', '.', undefined],
    ['an empty file', 'empty.jsonl', ''],
    ['no history', 'text.jsonl', 'hello\n'],
    ['another JSON', 'other.jsonl', '{"a":1}\n'],
    ['half a header', 'half.jsonl', '{"touchstone":"history","for'],
  ])('%s: 2', async (_, name, text) => {
    if (text !== undefined) writeFileSync(join(folder, name), text);
    const { code, out, err } = await calling(['check', join(folder, name)]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(join(folder, name));
    expect(err.trim().split('\n')).toHaveLength(1);
  });

  test('of several, the others are judged all the same and the worst decides', async () => {
    const { code, out, err } = await calling(['check', good, join(folder, 'none.jsonl'), bad, '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(out).runs.map((run: { verdict: string }) => run.verdict)).toEqual(['pass', 'fail']);
    expect(err).toContain('there is no such file');
  });

  test.each([
    ['nothing', ['check'], 'check takes the path of at least one history'],
    ['a misspelt checker', ['check', 'h.jsonl', '--checker', 'lamport-clok'], 'Did you mean lamport-clock?'],
    ['a history behind --checker', ['check', '--checker', 'progress', 'h.jsonl'], 'Histories go before --checker.'],
  ])('refuses %s: 2', async (_, words, message) => {
    const { code, out, err } = await calling(words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('show', () => {
  const show = (...words: string[]) => calling(['show', ...words]);

  test('what is in a history, and how to see more', async () => {
    const { code, out } = await show(bad);
    expect(code).toBe(0);
    expect(out).toMatch(/^Run sim-3 of mutex-ledger, seed 3\nnodes n1, n2 and n3; clients c1, c2 and c3\n/);
    expect(out).toMatch(/\n\d+ violations:\n {2}1\. mutual-exclusion\//);
    expect(out).toContain(`  npx touchstone show ${bad} --violation 1\n`);
    expect((await show(good)).out).toContain('\nNo violations.\n');
  });

  test('the story of a violation', async () => {
    const { code, out } = await show(bad, '--violation', '1');
    expect(code).toBe(0);
    expect(out).toMatch(/^Violation 1 of \d+: mutual-exclusion\/\S+\n\S.*\n/);
    expect(out).toMatch(/\n1\. \S.*\n +#\d+ /);
    expect(out).toMatch(/\nAround it, for n\d.*:\n/);
    expect(out).toMatch(/\n ▶ +#\d+ /);
  });

  test('ranges, nodes and transactions', async () => {
    const lines = async (...words: string[]) => (await show(good, ...words)).out.trimEnd().split('\n');
    expect(await lines('--events', '5..9')).toHaveLength(5);
    expect(await lines('--events', '100')).toHaveLength(21);
    expect((await lines('--node', 'n2')).every((line) => / ms {2}n2 /.test(line))).toBe(true);
    const tx = / tx=(c1-\d+)/.exec((await lines('--node', 'c1')).join(' '))![1]!;
    const transfer = await lines('--txn', tx);
    expect(transfer[0]).toMatch(/ c1 +invoke do=transfer /);
    expect(transfer.at(-1)).toMatch(/ (c1|n\d) /);
  });

  test('a torn history is shown up to the tear', async () => {
    const torn = changed(good, 'torn.jsonl', (bytes) => bytes.subarray(0, bytes.length / 2 - 7));
    const { code, out, err } = await show(torn, '--events', '0..3');
    expect([code, out.split('\n').length]).toEqual([0, 5]);
    expect(err).toBe('This history is torn: it stops before its seal.\n');
  });

  test.each([
    [
      'a node that is not there',
      ['--node', 'n9'],
      'no node or client is called "n9". There are: n1, n2, n3, c1, c2, c3',
    ],
    ['a transaction that is not there', ['--txn', 'zz'], 'no events of a transaction "zz"'],
    ['a violation that is not there', ['--violation', '1'], 'this history has no violations'],
    ['a violation by name', ['--violation', 'overlap'], '--violation takes a whole number'],
    ['a violation and a node', ['--violation', '1', '--node', 'n1'], 'goes without --events, --node and --txn'],
    ['events beyond the end', ['--events', '99999..'], 'the last event is'],
    ['events backwards', ['--events', '9..5'], 'runs backwards'],
  ])('refuses %s: 2', async (_, words, message) => {
    const { code, out, err } = await show(good, ...words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('list', () => {
  const list = async (what: string) => (await calling(['list', what])).out.trimEnd().split('\n');

  test('one line an item, name first', async () => {
    expect((await list('systems')).map((line) => line.split(' ')[0])).toEqual(Object.keys(SYSTEMS));
    expect((await list('checkers')).map((line) => line.split(' ')[0])).toContain('mutual-exclusion');
    expect((await list('faults')).map((line) => line.split(' ')[0])).toEqual(Object.keys(FAULTS));
    expect(await list('scenarios')).toContainEqual(
      expect.stringMatching(/reference-contention\.yaml {2,}three clients contend/),
    );
    const known = Object.values(SYSTEMS).flatMap((system) =>
      Object.entries(system.mutants).map(([name, { kills, bug }]) => [
        name,
        system.name,
        `${kills.join(', ')}: ${bug}`,
      ]),
    );
    const split = (line: string) => /^(\S+) +(\S+) +(.*)$/.exec(line)?.slice(1);
    expect((await list('mutants')).map(split)).toEqual(known);
  });

  test('refuses what there is not: 2', async () => {
    const { code, err } = await calling(['list', 'sytems']);
    expect(code).toBe(2);
    expect(err).toContain('systems, checkers, faults, scenarios, mutants');
  });
});
