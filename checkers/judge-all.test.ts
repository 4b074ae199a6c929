import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { historyFrom } from '../src/history/files/from-lines.js';
import { readHistory } from '../src/history/files/read.js';
import type { CheckRequest, Header } from '../src/history/header.js';
import { PACKAGE_ROOT } from '../src/package-root.js';
import { openScenario } from '../src/run/open-scenario.js';
import { runInSimulation } from '../src/run/simulate.js';
import { CheckRequestError, judgeAll, requestProblem } from './judge-all.js';
import { CHECKERS } from './registry.js';

const request = (name: string, options: Record<string, unknown> = {}): CheckRequest => ({ name, options, named: true });

test('verdicts come in the order of the requests, each with its options', () => {
  const verdicts = judgeAll(historyFrom({}, []), [
    request('progress'),
    request('hash-chain', { profile: 'netstring' }),
  ]);
  expect(verdicts.map(({ checker, options, verdict, reason }) => ({ checker, options, verdict, reason }))).toEqual([
    { checker: 'progress', options: {}, verdict: 'unknown', reason: 'vacuous' },
    { checker: 'hash-chain', options: { profile: 'netstring' }, verdict: 'unknown', reason: 'unsupported' },
  ]);
});

test.each([
  [request('mutual-exclsion'), 'there is no checker "mutual-exclsion"; did you mean "mutual-exclusion"?'],
  [request('lamport'), 'there is no checker "lamport"; did you mean "lamport-clock"?'],
  [request('zzz'), `there is no checker "zzz"; there are ${Object.keys(CHECKERS).join(', ')}`],
  [request('toString'), `there is no checker "toString"; there are ${Object.keys(CHECKERS).join(', ')}`],
  [request('progress', { fast: true }), 'the checker progress takes no options, but was given "fast"'],
  [request('hash-chain', { profil: 'x' }), 'the checker hash-chain has no option "profil"; did you mean "profile"?'],
  [
    request('hash-chain', { profile: 'md5' }),
    'the checker hash-chain: option "profile" must be equal to one of the allowed values: netstring, concatenation',
  ],
])('%j cannot be made', (wrong, message) => {
  expect(requestProblem(wrong)).toBe(message);
  expect(() => judgeAll(historyFrom({}, []), [request('progress'), wrong])).toThrow(
    new CheckRequestError(message, wrong),
  );
});

test('every verdict about every fixture is one by specs/verdict.schema.json', () => {
  const schema = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'specs/verdict.schema.json'), 'utf8'));
  const validate = new Ajv({ strict: true, strictRequired: false, strictTypes: false }).compile(schema);
  const outcomes = new Set<string>();
  for (const name of Object.keys(CHECKERS)) {
    const folder = join(PACKAGE_ROOT, 'checkers', `${name}.histories`);
    for (const file of readdirSync(folder)) {
      const history = readHistory(readFileSync(join(folder, file)), file);
      for (const verdict of judgeAll(
        history,
        Object.keys(CHECKERS).map((checker) => request(checker)),
      )) {
        expect(validate(JSON.parse(JSON.stringify(verdict))) ? [] : validate.errors).toEqual([]);
        outcomes.add(verdict.reason ?? verdict.verdict);
      }
    }
  }
  expect([...outcomes].sort()).toEqual(
    ['ambiguous', 'fail', 'incomplete-history', 'pass', 'precondition', 'unsupported', 'vacuous'].sort(),
  );
});

test('the schema knows a verdict that contradicts itself', () => {
  const schema = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'specs/verdict.schema.json'), 'utf8'));
  const validate = new Ajv({ strict: false }).compile(schema);
  const coverage = { counts: {}, warnings: [], unjudged: [] };
  const base = { checker: 'progress', options: {}, violations: [], coverage };
  expect(validate({ ...base, verdict: 'pass' })).toBe(true);
  expect(validate({ ...base, verdict: 'unknown' })).toBe(false);
  expect(validate({ ...base, verdict: 'pass', reason: 'vacuous' })).toBe(false);
  expect(validate({ ...base, verdict: 'fail' })).toBe(false);
});

/** Ways of saying less than our own nodes say: all of them are ways in which somebody's correct node may be. */
const LESS: Record<string, (line: Line) => Line | undefined> = {
  'no order evidence': ({ seen: _, ...line }) => line,
  'no order evidence of n2': ({ seen, ...line }) => (line.node === 'n2' ? line : { seen, ...line }),
  'order evidence with messages only': ({ seen, ...line }) => (line.v === 'node' ? line : { seen, ...line }),
  'order evidence with events only': ({ seen, ...line }) => (line.v === 'node' ? { seen, ...line } : line),
  'no events': (line) => (line.v === 'node' ? undefined : line),
  'no events of n1': (line) => (line.v === 'node' && line.node === 'n1' ? undefined : line),
  'no events, no order evidence': ({ seen: _, ...line }) => (line.v === 'node' ? undefined : line),
  'no blocks': (line) => (line.v === 'node' && line.k === 'block' ? undefined : line),
  'blocks only': (line) => (line.v === 'node' && line.k !== 'block' ? undefined : line),
};

type Line = Record<string, unknown> & { v: string; k: string; node?: string };

test.each(Object.entries(LESS))('a correct run is not failed for want of evidence: %s', (_, less) => {
  /** With how many checks must still be able to pass. */
  const names = {
    'mutex-ledger/reference-contention.yaml': 3,
    'mutex-ledger/reference-duplicates.yaml': 3,
    'branch-bank/reference-lost-and-repeated.yaml': 3,
    'snapshot-bank/reference-duplicates.yaml': 2,
  };
  for (const [name, least] of Object.entries(names)) {
    const { header, events } = correctRun(name);
    const text = [{ ...header, sealed: false }, ...renumbered(events, less)].map((line) => JSON.stringify(line));
    const verdicts = judgeAll(readHistory(Buffer.from(text.join('\n')), name), header.checks);
    expect(verdicts.flatMap(({ checker, violations }) => violations.map((v) => ({ checker, ...v })))).toEqual([]);
    expect(verdicts.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThanOrEqual(least);
  }
});

const runs = new Map<string, { header: Header; events: Line[] }>();

/** What a reference does in a scenario; run once. */
function correctRun(name: string): { header: Header; events: Line[] } {
  const known = runs.get(name);
  if (known !== undefined) return known;
  const { bytes } = runInSimulation(openScenario(join(PACKAGE_ROOT, 'scenarios', name)));
  const [header, ...lines] = Buffer.from(bytes!)
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const run = { header, events: lines.filter((line) => line.checkpoint === undefined) };
  runs.set(name, run);
  return run;
}

/** Takes away what `less` takes away, and numbers the publications anew. */
function renumbered(lines: Line[], less: (line: Line) => Line | undefined): Line[] {
  const counts = new Map<string, number>();
  const numbers = new Map<string, number>();
  return lines.flatMap((before) => {
    const line = less(before);
    if (line === undefined) return [];
    const { i: _, ...rest } = line;
    const life = `${line.node}/${line.life}`;
    if (line.seq !== undefined) {
      counts.set(life, (counts.get(life) ?? 0) + 1);
      numbers.set(`${life}/${line.seq}`, counts.get(life)!);
      return [{ ...rest, seq: counts.get(life)! } as unknown as Line];
    }
    if (line.fromSeq === undefined) return [rest as Line];
    return [{ ...rest, fromSeq: numbers.get(`${line.from}/${line.fromLife}/${line.fromSeq}`) } as unknown as Line];
  });
}
