import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { minimalHeader } from '../history/files/from-lines.js';
import { calling } from './calling.fixture.js';

/** `touchstone check` and `show` on logs of other tools, and on what other programs printed. */
const folder = mkdtempSync(join(tmpdir(), 'check-logs-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const SKEW = file(
  'skew.edn',
  `{:process 0, :type :invoke, :f :txn, :value [[:append :x 1] [:r :y nil]]}
{:process 1, :type :invoke, :f :txn, :value [[:append :y 1] [:r :x nil]]}
{:process 0, :type :ok, :f :txn, :value [[:append :x 1] [:r :y []]]}
{:process 1, :type :ok, :f :txn, :value [[:append :y 1] [:r :x []]]}
{:process 1, :type :invoke, :f :txn, :value [[:r :y nil] [:r :x nil]]}
{:process 1, :type :ok, :f :txn, :value [[:r :y [1]] [:r :x [1]]]}
`,
);
/** Long fork: two writes that two others see in different orders. */
const FORK = file(
  'fork.json',
  [
    ['invoke', 0, [['w', 0, 1]]],
    ['ok', 0, [['w', 0, 1]]],
    ['invoke', 1, [['w', 1, 1]]],
    ['ok', 1, [['w', 1, 1]]],
    [
      'invoke',
      2,
      [
        ['r', 0, null],
        ['r', 1, null],
      ],
    ],
    [
      'invoke',
      3,
      [
        ['r', 0, null],
        ['r', 1, null],
      ],
    ],
    [
      'ok',
      2,
      [
        ['r', 0, 1],
        ['r', 1, null],
      ],
    ],
    [
      'ok',
      3,
      [
        ['r', 0, null],
        ['r', 1, 1],
      ],
    ],
  ]
    .map(([type, process, value]) => JSON.stringify({ type, process, f: 'txn', value }))
    .join('\n'),
);
const STALE = file('stale.txt', 'w(1,5,0,0)\nr(1,5,1,1)\nw(2,6,1,1)\nr(2,6,2,2)\nr(1,0,2,2)\n');
const DBCOP = file(
  'dbcop.json',
  JSON.stringify([[{ events: [['w', 0, 1]], committed: false }], [{ events: [['r', 0, 1]], committed: true }]]),
);
const BANK = file(
  'bank.edn',
  `{:type :invoke, :f :read, :process 1}
{:type :ok, :f :read, :process 1, :value {0 100, 1 0}}
{:type :invoke, :f :transfer, :process 0, :value {:from 0, :to 1, :amount 105}}
{:type :invoke, :f :read, :process 1}
{:type :ok, :f :read, :process 1, :value {0 -5, 1 105}}
`,
);

/** Exit code, and the rules that were broken. */
async function judged(...words: string[]): Promise<[number, string[]]> {
  const { code, out } = await calling(['check', ...words, '--json']);
  const checks = JSON.parse(out).runs.flatMap((run: { checks: unknown[] }) => run.checks);
  return [code, checks.flatMap((check: never) => rulesOf(check))];
}

function rulesOf({ checker, violations }: { checker: string; violations: { rule: string }[] }): string[] {
  return violations.map(({ rule }) => `${checker}/${rule}`);
}

test.each<[string, string[], number, string[]]>([
  ['write skew is not serializable', [SKEW], 1, ['serializability/write-skew']],
  ['but snapshot isolation', [SKEW, '--level', 'snapshot-isolation'], 0, []],
  ['a long fork is no snapshot isolation', [FORK, '--level', 'snapshot-isolation'], 1, ['serializability/long-fork']],
  ['but causal', [FORK, '--level', 'causal'], 0, []],
  ['a stale read is not causal', [STALE, '--level', 'causal'], 1, ['serializability/G-single']],
  ['but read atomic', [STALE, '--level', 'read-atomic', '--format', 'awdit'], 0, []],
  ['an aborted read is nothing', [DBCOP, '--level', 'read-committed'], 1, ['serializability/G1a']],
  ['a bank that lends', [BANK], 1, ['money-conservation/negative-balance']],
  ['may', [BANK, '--negative-balances'], 0, []],
  [
    'a bank with less than it should have',
    [BANK, '--negative-balances', '--total', '101'],
    1,
    ['money-conservation/read-total', 'money-conservation/read-total'],
  ],
])('%s', async (_, words, code, rules) => {
  expect(await judged(...words)).toEqual([code, rules]);
});

test('several logs of several formats, one of them packed', async () => {
  const packed = file('skew.edn.gz', gzipSync(readFileSync(SKEW)));
  expect(await judged(packed, FORK, '--level', 'read-committed')).toEqual([0, []]);
});

test('what to do next says the level and the format', async () => {
  const { out } = await calling(['check', STALE, '--level', 'causal', '--format', 'plume']);
  expect(out).toContain(`\nlook     npx touchstone show ${STALE} --violation 1 --level causal --format plume\n`);
  expect(out).toContain(`\nagain    npx touchstone check ${STALE} --level causal --format plume\n`);
  expect(out).toContain('\nplume (imported)\n\n  3 operations: 3 answered\n  6 events\n');
});

test('the certificate of a verdict, as one line', async () => {
  const path = join(folder, 'certificate.json');
  const { code, err } = await calling(['check', SKEW, '--level', 'snapshot-isolation', '--certificate', path]);
  expect({ code, err }).toEqual({ code: 0, err: `The certificate of serializability is in ${path}.\n` });
  const lines = readFileSync(path, 'utf8').split('\n');
  expect([lines.length, JSON.parse(lines[0]!).certificate.kind]).toEqual([2, 'begin-commit-order']);
});

describe('a verdict of every kind of log is proved, and the proof verified', () => {
  const logs: [format: string, name: string, text: string][] = [
    [
      'touchstone',
      'own.jsonl',
      [
        JSON.stringify({ ...minimalHeader(), clients: ['c1'] }),
        '{"v":"client","k":"invoke","node":"c1","body":{"do":"txn","ops":[["w","x",1]]}}',
        '{"v":"client","k":"ok","node":"c1","body":{"ops":[["w","x",1]]}}',
        '{"v":"client","k":"invoke","node":"c1","body":{"do":"txn","ops":[["r","x",null]]}}',
        '{"v":"client","k":"ok","node":"c1","body":{"ops":[["r","x",1]]}}',
      ].join('\n'),
    ],
    [
      'edn',
      'things.edn',
      `{:process "a" :type :invoke :f :txn :value [[:w #{1 2} {:a 1.0}]]}
{:process "a" :type :ok :f :txn :value [[:w #{2 1} {:a 1.00}]]}
{:process "a" :type :invoke :f :drain}
{:process 2 :type :invoke :f :txn :value [[:r #{1 2} nil]]}
{:process 2 :type :ok :f :txn :value [[:r #{2 1N} {:a 1e0}]]}`,
    ],
    ['json', 'fork.json', readFileSync(FORK, 'utf8')],
    [
      'plume',
      'large.txt',
      'w(18446744073709551615,9223372036854775807,0,0)\nr(18446744073709551615,9223372036854775807,1,1)',
    ],
    ['awdit', 'own.txt', 'w 1 5\n---\nr 1 5\n=====\nr 1 5'],
    ['dbcop', 'text.txt', '[x:=1 y:=2] [z:=3]!\n---\n[y==2 x==1]'],
    [
      'dbcop',
      'first.json',
      '[[{"events":[{"write":true,"variable":0,"value":1,"success":true}],"success":false}],[{"events":[{"write":false,"variable":0,"value":1,"success":true}],"success":true}]]',
    ],
  ];

  test.each(logs)('%s, in %s', async (format, name, text) => {
    const [log, proof] = [file(`proved-${name}`, text), join(folder, `proof-${name}`)];
    for (const level of ['causal', 'snapshot-isolation', 'serializable']) {
      const { code } = await calling(['check', log, '--level', level, '--certificate', proof]);
      const isFail = name.startsWith('f') && !(format === 'json' && level === 'causal');
      expect([level, code]).toEqual([level, isFail ? 1 : 0]);
      const { code: verified, out } = await calling(['verify', proof, log]);
      expect([verified, out.slice(0, 5)]).toEqual([0, 'HOLDS']);
    }
  });
});

test('what is left out is said, and stands in the verdict', async () => {
  const log = file('beside.edn', `${readFileSync(SKEW, 'utf8')}{:process 7, :type :invoke, :f :drain}\n`);
  const said = 'left out what is no transaction: 1 :drain (in line 7)';
  const { out, err } = await calling(['check', log, '--level', 'snapshot-isolation', '--json']);
  expect(err).toContain(`${log}: ${said}.\n`);
  expect(JSON.parse(out).runs[0].checks[0].coverage.warnings).toContain(said);
});

test('a verdict says at which level', async () => {
  const { out } = await calling(['check', SKEW, '--level', 'causal']);
  expect(out).toMatch(/\n {2}pass {5}serializability \(causal\) {2}3 transactions, /);
  expect(out).toContain('\nPASS  causal holds.\n');
  const { out: json } = await calling(['check', SKEW, '--json']);
  expect(JSON.parse(json).runs[0].checks[0].options).toEqual({ level: 'serializable' });
});

test('the last line says which levels are ruled out, or why nobody knows', async () => {
  const { out } = await calling(['check', SKEW]);
  expect(out).toMatch(
    /\nFAIL {2}serializability\/write-skew: .*; what was found rules out serializable and all that is stronger; .* still holds\.\n/,
  );
  const bank = await calling(['check', BANK, '--level', 'strict']);
  expect(bank.out).toContain(
    '\nUNKNOWN  serializability is undecided (unsupported); no read of a bank of transfers and balances says which transfers it has seen; without --level its money is judged.\n',
  );
  expect(bank.code).toBe(3);
});

test('no certificate, no file', async () => {
  const path = join(folder, 'none.json');
  const { err } = await calling(['check', BANK, '--certificate', path]);
  expect(err).toBe('--certificate: no check gave a certificate, so that there is no file.\n');
  expect(() => readFileSync(path)).toThrow('ENOENT');
});

test.each([
  ['a level that is none', [SKEW, '--level', 'serialisable'], 'Did you mean serializable?'],
  ['a format that is none', [SKEW, '--format', 'edm'], 'Did you mean edn?'],
  ['a model', [SKEW, '--model', 'register'], 'for the checker linearizability, which this version does not have'],
  [
    'the wrong format',
    [SKEW, '--format', 'plume'],
    'skew.edn:1:1: this is no operation: it begins with neither r( nor w(',
  ],
  ['an unclear log', [file('unclear.txt', 'hello')], 'say --format touchstone, edn, json, plume, awdit, dbcop'],
  ['a log that cannot be', [file('twice.txt', 'w(1,5,0,0)\nw(1,5,1,1)')], 'twice.txt:2:1: 5 is written to 1 again'],
  ['one certificate for two', [SKEW, FORK, '--certificate', 'c.json'], 'it goes with one history'],
  ['a folder that is not there', [SKEW, '--certificate', join(folder, 'no', 'c.json')], '--certificate cannot write'],
  ['a total of no bank', [SKEW, '--total', '5'], "--total is for Jepsen's bank, transfers and reads of all accounts"],
  ['debts at no bank', [SKEW, '--negative-balances'], '--negative-balances is for'],
  ['a total that is none', [BANK, '--total', 'all'], '--total takes a whole number from 0'],
  ['half of an output', ['--system', 'branch-bank', '--input', 'i'], '--system, --input and --output go together'],
  ['an output of no system', ['--system', 'bank', '--input', SKEW, '--output', SKEW], 'no system is called "bank"'],
  ['an output that tells nothing', ['--system', 'mutex-ledger', '--input', SKEW, '--output', SKEW], 'cannot be read'],
  ['an output and a history', [SKEW, '--system', 'x', '--input', 'i', '--output', 'o'], 'give one or the other'],
  ['an output of a format', ['--system', 'x', '--input', 'i', '--output', 'o', '--format', 'edn'], '--format is for'],
  [
    'an output that is not there',
    ['--system', 'branch-bank', '--input', 'no', '--output', 'o'],
    '--input cannot read no',
  ],
])('refuses %s: 2, in one line', async (_, words, message) => {
  const { code, out, err } = await calling(['check', ...words]);
  expect([code, out === '' || words.includes('--certificate')]).toEqual([2, true]);
  expect(err).toContain(message);
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('what a program printed: as it should be, and with other money', async () => {
  const golden = join(__dirname, '../../specs/branch-bank/golden');
  const words = ['--system', 'branch-bank', '--input', join(golden, 'phase-1.json'), '--output'];
  const right = await calling(['check', ...words, join(golden, 'phase-1.out')]);
  expect([right.code, right.out.split('\n')[0]]).toEqual([0, `output ${join(golden, 'phase-1.out')}`]);
  expect(right.out).not.toContain('\nhistory ');
  const wrong = file(
    'wrong.out',
    readFileSync(join(golden, 'phase-1.out'), 'utf8').replace('"balance":300', '"balance":7'),
  );
  expect(await judged(...words, wrong)).toEqual([1, expect.arrayContaining(['money-conservation/balance'])]);
});

describe('show', () => {
  test('what is in a log, and its violations at a level', async () => {
    const { code, out } = await calling(['show', STALE, '--level', 'causal']);
    expect(code).toBe(0);
    expect(out).toContain('clients s0, s1 and s2\n  3 operations: 3 answered\n  6 events\n\n1 violation:\n');
    expect(out).toContain(`  npx touchstone show ${STALE} --level causal --violation 1\n`);
    expect((await calling(['show', STALE, '--level', 'read-committed'])).out).toContain('\nNo violations.\n');
  });

  test('the story of a violation, in the words of the log', async () => {
    const { out } = await calling(['show', SKEW, '--violation', '1']);
    expect(out).toMatch(/^Violation 1 of 1: serializability\/write-skew\n/);
    expect(out).toContain(' p0     ok f=txn value=[["append","x",1],["r","y",[]]] ');
  });
});
