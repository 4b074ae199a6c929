import type { CheckRequest } from '../src/history/header.js';
import type { Verdict } from './contract/verdict.js';
import { overallVerdict } from './run-verdict.js';

const COVERAGE = { counts: { violations: 0 }, warnings: [], unjudged: [] };

function verdict(checker: string, outcome: 'pass' | 'fail' | 'vacuous'): Verdict {
  const base = { checker, options: {}, violations: [], coverage: COVERAGE };
  if (outcome === 'pass') return { ...base, verdict: 'pass' };
  if (outcome === 'vacuous') return { ...base, verdict: 'unknown', reason: 'vacuous' };
  const violation = { rule: 'overlap', summary: 'both were inside', vantage: 'node', events: [1], steps: [] } as const;
  return { ...base, verdict: 'fail', violations: [{ ...violation, events: [1], steps: [] }] };
}

const request = (name: string, named: boolean): CheckRequest => ({ name, options: {}, named });

test('a failed check fails the run, whatever is unknown', () => {
  const verdicts = [verdict('mutual-exclusion', 'fail'), verdict('hash-chain', 'vacuous'), verdict('protocol', 'fail')];
  const requests = [request('mutual-exclusion', true), request('hash-chain', false), request('protocol', true)];
  expect(overallVerdict(verdicts, requests)).toEqual({
    verdict: 'fail',
    because: 'mutual-exclusion/overlap: both were inside (2 checks failed: mutual-exclusion, protocol)',
    notExercised: ['hash-chain'],
  });
});

test('a check that was asked for by name and is unknown leaves the run undecided', () => {
  const verdicts = [verdict('mutual-exclusion', 'pass'), verdict('hash-chain', 'vacuous')];
  expect(overallVerdict(verdicts, [request('mutual-exclusion', true), request('hash-chain', true)])).toEqual({
    verdict: 'unknown',
    because: 'hash-chain is undecided (vacuous)',
    notExercised: [],
  });
});

test('a check that ran by default and is unknown is listed, and hides nothing', () => {
  const verdicts = [verdict('mutual-exclusion', 'pass'), verdict('hash-chain', 'vacuous')];
  expect(overallVerdict(verdicts, [request('mutual-exclusion', false), request('hash-chain', false)])).toEqual({
    verdict: 'pass',
    because: 'mutual-exclusion passed; not exercised: hash-chain',
    notExercised: ['hash-chain'],
  });
});

test('progress alone shows nothing to be safe: that is no pass', () => {
  const shown = 'no safety check passed: nothing was shown to be right';
  expect(overallVerdict([verdict('progress', 'pass')], [request('progress', true)])).toEqual({
    verdict: 'unknown',
    because: shown,
    notExercised: [],
  });
  expect(overallVerdict([], [])).toEqual({ verdict: 'unknown', because: shown, notExercised: [] });
});
