import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { historyFrom } from '../src/history/files/from-lines.js';
import { readHistory } from '../src/history/files/read.js';
import type { CheckRequest } from '../src/history/header.js';
import { PACKAGE_ROOT } from '../src/package-root.js';
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
