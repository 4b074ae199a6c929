import type { Verdict } from '../../checkers/contract/verdict.js';
import type { Report } from './report.js';

/** Fixtures: a report with one check of each verdict, in which every text that comes from outside is `text`. */
export function sampleReport(text = 'contention'): Report {
  return {
    scenario: text,
    system: 'mutex-ledger',
    nodes: ['n1', 'n2', 'n3'],
    seed: 7,
    where: 'in simulation',
    history: `runs/${text}/history.jsonl`,
    expected: 'pass',
    asExpected: false,
    verdict: 'fail',
    because: `mutual-exclusion is violated: ${text}`,
    checks: [sampleVerdict('pass', text), sampleVerdict('fail', text), sampleVerdict('unknown', text)],
    notExercised: [],
    unmet: [{ where: '12:3', summary: text, events: [] }],
    program: ['npx', 'touchstone'],
    again: ['run', `${text}.yaml`, '--seed', '7', '--sim'],
  };
}

export function sampleVerdict(verdict: Verdict['verdict'], text = 'n3 entered before n1 had left.'): Verdict {
  const checker = { pass: 'hash-chain', fail: 'mutual-exclusion', unknown: 'progress' }[verdict];
  const coverage = {
    counts: { blocksAppended: 12 },
    warnings: verdict === 'pass' ? [text] : [],
    unjudged: verdict === 'unknown' ? [{ rule: 'answered', reason: 'precondition' as const, why: text }] : [],
  };
  return {
    checker,
    options: {},
    verdict,
    ...(verdict === 'unknown' && { reason: 'precondition' as const }),
    violations:
      verdict === 'fail'
        ? [
            { rule: 'safety', summary: text, vantage: 'node', events: [1, 3], steps: [{ why: text, events: [1, 3] }] },
            { rule: 'safety', summary: text, vantage: 'node', events: [2], steps: [] },
          ]
        : [],
    coverage,
  };
}
