import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calling } from './calling.fixture.js';

/** `touchstone verify`, on what `touchstone check --certificate` writes about logs of Jepsen's. */
const folder = mkdtempSync(join(tmpdir(), 'verify-'));
afterAll(() => rmSync(folder, { recursive: true }));

const line = (type: string, process: number, value: string) =>
  `{:type :${type}, :f :txn, :value [${value}], :process ${process}}\n`;
const both = (process: number, value: string) => line('invoke', process, value) + line('ok', process, value);

const HISTORY = at(
  'history.edn',
  both(0, '[:append :x 1]') + both(1, '[:r :x [1]]') + both(0, '[:append :x 2]') + both(1, '[:r :x [1 2]]'),
);
const SKEWED = at(
  'skewed.edn',
  line('invoke', 0, '[:r :x nil] [:append :y 1]') +
    line('invoke', 1, '[:r :y nil] [:append :x 1]') +
    line('ok', 0, '[:r :x []] [:append :y 1]') +
    line('ok', 1, '[:r :y []] [:append :x 1]') +
    both(0, '[:r :x [1]] [:r :y [1]]'),
);

function at(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function certificateOf(history: string, level: string): Promise<string> {
  const path = join(folder, `${level}.json`);
  await calling(['check', history, '--level', level, '--certificate', path]);
  return path;
}

test('what proves a pass holds: 0', async () => {
  const proof = await certificateOf(HISTORY, 'strict-serializable');
  const { code, out, err } = await calling(['verify', proof, HISTORY]);
  expect({ code, out, err }).toEqual({
    code: 0,
    out: `HOLDS  the certificate (order) that strict-serializable holds: 4 transactions in ${HISTORY}.\n`,
    err: '',
  });
});

test('what proves a violation holds: 0', async () => {
  const { code, out } = await calling(['verify', await certificateOf(SKEWED, 'serializable'), SKEWED]);
  expect([code, out]).toEqual([
    0,
    `HOLDS  the certificate (cycle) that serializable is violated: 3 transactions in ${SKEWED}.\n`,
  ]);
});

interface Document {
  verdict: string;
  certificate: { kind?: string; transactions?: unknown };
}

/** The certificate's file with something changed. */
async function changed(history: string, level: string, change: (document: Document) => void): Promise<string> {
  const document = JSON.parse(readFileSync(await certificateOf(history, level), 'utf8'));
  change(document);
  return at('changed.json', JSON.stringify(document));
}

test('one that was tampered with does not: 1', async () => {
  const proof = await changed(HISTORY, 'strict-serializable', ({ certificate }) =>
    (certificate.transactions as number[]).reverse(),
  );
  const { code, out } = await calling(['verify', proof, HISTORY]);
  expect(code).toBe(1);
  expect(out).toBe(
    'DOES NOT HOLD  the certificate (order) that strict-serializable holds: transaction 2 begins before transaction 0 commits: it is the later one of a session.\n',
  );
});

test('a verdict that its proof does not bear out: 1', async () => {
  const proof = await changed(SKEWED, 'serializable', (document) => (document.verdict = 'pass'));
  const { code, out } = await calling(['verify', proof, SKEWED]);
  expect([code, out]).toEqual([
    1,
    'DOES NOT HOLD  the certificate (cycle) that serializable is violated is right, but the verdict that it comes with is pass.\n',
  ]);
});

test('where the check had none to give: 3', async () => {
  const none = { kind: 'none', level: 'serializable', why: 'too many orders' };
  const proof = await changed(HISTORY, 'serializable', (document) => (document.certificate = none));
  const { code, out } = await calling(['verify', proof, HISTORY]);
  expect([code, out]).toEqual([
    3,
    'NOTHING TO VERIFY  the check gave no certificate for serializable: too many orders\n',
  ]);
});

test('a certificate of a level that does not imply the one asked for: 1', async () => {
  const weaker = await changed(HISTORY, 'causal', (document) => {
    Object.assign(document, { options: { level: 'strict' } });
  });
  const { code, out } = await calling(['verify', weaker, HISTORY]);
  expect([code, out]).toEqual([
    1,
    'DOES NOT HOLD  the certificate (commit-order) that causal holds is right, but the verdict that it comes with, pass, is about strict-serializable.\n',
  ]);
});

test.each<[string, () => Promise<string[]>, string]>([
  ['no file', async () => ['nowhere.json', HISTORY], 'cannot read the certificate nowhere.json: '],
  ['no JSON', async () => [HISTORY, HISTORY], 'is no certificate: it is not one JSON document. '],
  [
    'no certificate',
    async () => [at('other.json', '{"kind":"order"}'), HISTORY],
    'is no certificate: it has no "touchstone": "certificate"',
  ],
  [
    'another history',
    async () => [await certificateOf(HISTORY, 'causal'), SKEWED],
    'is about another history: that had 8 events, and ',
  ],
  [
    'nonsense',
    async () => [await changed(HISTORY, 'causal', ({ certificate }) => (certificate.transactions = 'all')), HISTORY],
    'is no certificate: certificate.transactions must be array (specs/certificate.schema.json).',
  ],
  ['no such format', async () => [HISTORY, HISTORY, '--format', 'edm'], 'no format is called "edm". Did you mean edn?'],
])('bad input: %s: 2', async (_, words, message) => {
  const { code, out, err } = await calling(['verify', ...(await words())]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
});
