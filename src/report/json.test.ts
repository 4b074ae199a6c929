import { HOSTILE_STRINGS } from './hostile-strings.fixture.js';
import { json } from './json.js';
import { sampleReport } from './sample-report.fixture.js';

test('one document with the fixed keys', () => {
  const report = sampleReport();
  expect(JSON.parse(json('1.2.3', [report, { ...report, broken: 'the broker died' }]))).toEqual({
    version: '1.2.3',
    runs: [
      {
        history: 'runs/contention/history.jsonl',
        scenario: 'contention',
        seed: 7,
        expected: 'pass',
        verdict: 'fail',
        asExpected: false,
        because: 'mutual-exclusion is violated: contention',
        checks: report.checks,
        notExercised: [],
        unmet: [{ where: '12:3', summary: 'contention', events: [] }],
        again: 'npx touchstone run contention.yaml --seed 7 --sim',
      },
      expect.objectContaining({ broken: 'the broker died' }),
    ],
  });
});

test('what is not there is null', () => {
  const { history: _history, scenario: _scenario, ...report } = sampleReport();
  const [run] = JSON.parse(json('1.2.3', [report])).runs;
  expect([run.history, run.scenario]).toEqual([null, null]);
});

test.each(Object.entries(HOSTILE_STRINGS))('comes back whole: %s', (_, text) => {
  const report = sampleReport(text);
  const [run] = JSON.parse(json('1.2.3', [report])).runs;
  expect(run).toMatchObject({ scenario: text, checks: report.checks, unmet: report.unmet });
});
