import { COLOURS } from './colour.js';
import { HOSTILE_STRINGS } from './hostile-strings.fixture.js';
import { sampleHistory } from './sample-history.fixture.js';
import { sampleReport, sampleVerdict } from './sample-report.fixture.js';
import { oneLine, terminal } from './terminal.js';

const history = sampleHistory();

test('the story of a run that failed', () => {
  const report = { ...sampleReport(), scenario: 'who comes first', broken: 'the broker died' };
  expect(terminal(report, history)).toBe(`who comes first
mutex-ledger with n1, n2 and n3 in simulation, seed 7

  1 operation: 1 applied
  4 messages (1 held back), 1 local event
  1 fault, 17 events in 16 ms

  pass     hash-chain        12 blocks appended, contention
  fail     mutual-exclusion  2 violations of safety
  unknown  progress          precondition: contention, 12 blocks appended

  1. mutual-exclusion/safety  and 1 more like it
     contention
      #1      1.000 ms  n2     start
      #3      3.000 ms  c1     → n1  transfer to=n2 amount=4 tx=c1-1

  not as the scenario says  12:3: contention

FAIL  mutual-exclusion is violated: contention.
      But 1 thing did not come out as the scenario says.
BROKEN  the broker died
history  runs/contention/history.jsonl
         What the nodes wrote on stdout and stderr is in the same folder.
look     npx touchstone show runs/contention/history.jsonl --violation 1
again    npx touchstone run contention.yaml --seed 7 --sim
`);
});

test('the story of a run that passed', () => {
  const report = {
    ...sampleReport(),
    asExpected: true,
    verdict: 'pass' as const,
    because: 'hash-chain passed',
    checks: [sampleVerdict('pass', 'no contention'), sampleVerdict('unknown')],
    notExercised: ['progress'],
    unmet: [],
  };
  expect(terminal(report, undefined)).toBe(`contention
mutex-ledger with n1, n2 and n3 in simulation, seed 7

  pass     hash-chain  12 blocks appended, no contention
  not exercised: progress (the faults go beyond what the system tolerates)

PASS  1 check passed.
history  runs/contention/history.jsonl
again    npx touchstone run contention.yaml --seed 7 --sim
`);
});

test('of a run that broke before there was a verdict, only that is said', () => {
  const broken = {
    ...sampleReport(),
    verdict: 'unknown' as const,
    because: 'n1 never answered',
    checks: [],
    unmet: [],
  };
  expect(terminal({ ...broken, broken: 'n1 never answered' }, undefined).split('\n\n')[1]).toBe(
    `BROKEN  n1 never answered
history  runs/contention/history.jsonl
         What the nodes wrote on stdout and stderr is in the same folder.
again    npx touchstone run contention.yaml --seed 7 --sim
`,
  );
});

test('says what was expected instead', () => {
  const expected = { fail: ['mutual-exclusion/safety'] };
  const met = { ...sampleReport(), expected, asExpected: true };
  const missed = { ...met, asExpected: false, verdict: 'pass' as const, because: 'all passed.' };
  expect(terminal(met, history)).toContain('violated: contention.\n      That is what the scenario expects.\n');
  expect(terminal(missed, history)).toContain(
    'PASS  1 check passed.\n      The scenario expects fail: mutual-exclusion/safety.\n',
  );
  expect(oneLine(met)).toBe('fail     contention  (seed 7, in simulation)  as expected: mutual-exclusion/safety\n');
});

test("on somebody's own broker, identities are taken on trust, and that is said", () => {
  const trusted = { ...history, header: { ...history.header, host: 'nats' as const, identities: 'trusted' as const } };
  expect(terminal(sampleReport(), trusted)).toContain('\n  the broker is your own: who said what was taken on trust\n');
});

test('colours only when asked for', () => {
  expect(terminal(sampleReport(), history)).not.toContain('\u001b');
  expect(terminal(sampleReport(), history, COLOURS)).toContain('\u001b[31mfail   \u001b[0m');
});

test.each(Object.entries(HOSTILE_STRINGS))('text from outside starts no line and moves no cursor: %s', (_, text) => {
  const lines = terminal(sampleReport(text), history).split('\n');
  const shape = terminal(sampleReport(), history).split('\n');
  expect(lines).toHaveLength(shape.length);
  for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}]|^\s*::|##\w*\[/u);
});
