import type { Transactions } from '../../../src/history/transactions.js';
import { verifyCertificate } from '../../../src/verify/verify.js';
import { createBudget } from '../budget.js';
import { cycleCertificate } from '../flat-cycle.js';
import type { Edge, Judged } from '../judged.js';
import { LEVELS, type Level } from '../levels.js';
import { randomTransactions } from '../random-transactions.fixture.js';
import { allows } from '../twin.fixture.js';
import { registers } from './history.fixture.js';
import { judgeRegisters } from './judge.js';

const ALL = Object.keys(LEVELS) as Level[];

function judge(history: Transactions, level: Level): Judged {
  return judgeRegisters(history, level, createBudget(1e8, 1 << 22));
}

test.each(ALL)('%s is what the slow and obvious twin says', (level) => {
  const verdicts = { pass: 0, fail: 0 };
  for (let seed = 0; seed < 150; seed++) {
    const history = randomTransactions(seed, {
      model: 'register',
      transactions: 1 + (seed % 5),
      sessions: 1 + (seed % 4),
      keys: 1 + (seed % 3),
      operations: 2 + (seed % 3),
      sessionsCount: seed % 3 === 0,
      isSure: seed % 2 === 0,
    });
    const { unknown, anomalies } = judge(history, level);
    const isKept = anomalies.length === 0;
    expect({ seed, isKept, unknown }).toEqual({ seed, isKept: allows(history, level), unknown: undefined });
    verdicts[isKept ? 'pass' : 'fail']++;
  }
  expect(Math.min(verdicts.pass, verdicts.fail)).toBeGreaterThan(5);
});

describe('what no level allows', () => {
  test.each([
    ['G1a', ['0 fail: w x 1', '1: r x 1'], [1, 0], 'read x = 1, a write that had no effect'],
    ['G1b', ['0: w x 1; w x 2', '1: r x 1'], [2, 0], 'read x = 1, which its writer replaced before it ended'],
    ['thin-air', ['0: r x 1'], [0], 'read x = 1, which nobody ever wrote'],
    ['future-read', ['0: r x 1; w x 1'], [0, 1], 'read x = 1 before it wrote that itself'],
    ['internal', ['0: w x 1; r x -'], [1, 0], 'read x = nothing after it had itself written x = 1'],
  ])('%s', (rule, lines, operations, says) => {
    for (const level of ALL) {
      const { anomalies, certificate } = judge(registers(lines), level);
      expect(anomalies).toEqual([{ rule, operations, says }]);
      expect(certificate).toEqual({ kind: 'pair', level, anomaly: rule, operations });
    }
  });
});

test('reads of a key that disagree are allowed at read-committed alone', () => {
  const history = registers(['0: w x 1', '1: w x 2', '2: r x 1; r x 2']);
  expect(judge(history, 'read-committed').anomalies).toEqual([]);
  expect(judge(history, 'read-atomic').anomalies).toEqual([
    { rule: 'non-repeatable-read', operations: [3, 2], says: 'read x = 2 after it had read x = 1' },
  ]);
});

test('an order of writes that a read forces comes with what forces it', () => {
  // t2 has seen t1, and still reads x from t0; t3 has seen t0, and still reads x from t1.
  const lines = ['0: w x 1; w z 1', '1: w x 2; w y 2', '2: r y 2; r x 1', '3: r z 1; r x 2'];
  expect(judge(registers(lines), 'read-committed').anomalies).toEqual([]);
  const history = registers(lines, { sessionsCount: true });
  const cycle: Edge[] = [
    { from: 0, to: 1, type: 'ww', by: [0, 2], shownBy: 7, because: [{ from: 0, to: 3, type: 'wr', by: [1, 6] }] },
    { from: 1, to: 0, type: 'ww', by: [2, 0], shownBy: 5, because: [{ from: 1, to: 2, type: 'wr', by: [3, 4] }] },
  ];
  const { anomalies, certificate } = judge(history, 'read-committed');
  expect(anomalies).toEqual([{ rule: 'G-single', cycle }]);
  expect(certificate).toEqual(cycleCertificate('read-committed', cycle));
});

test('a write skew', () => {
  const history = registers(['0 0..2: r x -; w y 1', '1 1..3: r y -; w x 1']);
  expect(judge(history, 'snapshot-isolation').anomalies).toEqual([]);
  expect(judge(history, 'serializable').anomalies).toEqual([
    {
      rule: 'write-skew',
      cycle: [
        { from: 0, to: 1, type: 'rw', by: [0, 3] },
        { from: 1, to: 0, type: 'rw', by: [2, 1] },
      ],
    },
  ]);
});

test('passes come with an order, which the transactions without effect are not in', () => {
  const history = registers(['0: w x 1', '1 fail: w x 2', '2 info: w x 3', '3 info: w x 4', '4: r x 4', '5: r x 1']);
  expect(judge(history, 'serializable').certificate).toEqual({
    kind: 'order',
    level: 'serializable',
    transactions: [0, 5, 3, 4],
  });
  expect(judge(history, 'causal').certificate).toMatchObject({ kind: 'commit-order' });
  expect(judge(history, 'snapshot-isolation').certificate).toMatchObject({ kind: 'begin-commit-order' });
});

test('a lost update, and which levels a history with one still keeps', () => {
  const history = registers(['0: w x 1', '1 2..4: r x 1; w x 2', '2 3..5: r x 1; w x 3']);
  const { anomalies, holds } = judge(history, 'serializable');
  expect(anomalies).toEqual([
    {
      rule: 'lost-update',
      operations: [3, 4, 1, 2],
      says: 'read x = 1 and replaced it, as another had done that had read the same',
    },
  ]);
  expect(holds).toEqual({
    'read-committed': true,
    'read-atomic': true,
    'snapshot-isolation': false,
    serializable: false,
  });
});

test('a value that was written twice, real time that nobody told, a budget that is used up', () => {
  expect(judge(registers(['0: w x 1', '1: w x 1']), 'serializable').unknown).toEqual({
    reason: 'precondition',
    why: 'x = 1 was written twice, and nothing tells which of the writes a read of it found',
  });
  const untimed = registers(['0: w x 1'], { hasRealTime: false });
  expect(judge(untimed, 'strict-serializable').unknown).toEqual({
    reason: 'unsupported',
    why: 'the log does not tell when operations began and ended, and strict-serializable is about that',
  });
  expect(judgeRegisters(registers(['0: w x 1', '1: r x 1']), 'serializable', createBudget(5)).unknown).toEqual({
    reason: 'budget',
    why: expect.stringMatching(/^the budget was used up while /),
  });
});

/** Of x and y two versions each, and readers who found each of the one with each of the other: nothing is forced, and no order will do. */
const KNOT = [
  '0: w x 1',
  '1: w x 2',
  '2: w y 1',
  '3: w y 2',
  '4: r x 1; r y 1',
  '5: r x 1; r y 2',
  '6: r x 2; r y 1',
  '7: r x 2; r y 2',
];

test.each(['serializable', 'snapshot-isolation'] as const)(
  'where nothing is forced, every order is tried: %s',
  (level) => {
    const history = registers(KNOT);
    const { anomalies, certificate } = judge(history, level);
    expect(anomalies).toEqual([{ rule: 'no-order', transactions: [0, 1, 2, 3, 4, 5, 6, 7] }]);
    expect(certificate).toEqual({ kind: 'exhausted', level, transactions: [0, 1, 2, 3, 4, 5, 6, 7] });
    expect(verifyCertificate(certificate, history)).toEqual({ holds: true });
    expect(judge(registers(KNOT.slice(0, 7)), level).anomalies).toEqual([]);
  },
);

test('of many transactions, those are named that have no order', () => {
  const others = (first: number) =>
    Array.from(
      { length: 30 },
      (_, i) => `${8 + (i % 3)}: r z ${first + i === 0 ? '-' : first + i}; w z ${first + i + 1}`,
    );
  const history = registers([...others(0), ...KNOT, ...others(30)]);
  const { anomalies, certificate } = judge(history, 'serializable');
  const transactions = [30, 31, 32, 33, 34, 35, 36, 37];
  expect(anomalies).toEqual([{ rule: 'no-order', transactions }]);
  expect(certificate).toEqual({ kind: 'exhausted', level: 'serializable', transactions });
  expect(verifyCertificate(certificate, history)).toEqual({ holds: true });
});

test('a wrong read among many is told with the numbers of the whole', () => {
  const moves = Array.from({ length: 400 }, (_, i) => [`0: w x ${i}; w y ${i}`, `1: r x ${i}; r y ${i}`]).flat();
  const history = registers(moves.with(501, '1: r x 250; r y 240'));
  const { anomalies, certificate } = judge(history, 'serializable');
  expect(anomalies).toEqual([
    {
      rule: 'G-single',
      cycle: [
        {
          from: 480,
          to: 500,
          type: 'ww',
          by: [960, 1000],
          shownBy: 1002,
          because: [{ from: 480, to: 501, type: 'wr', by: [961, 1003] }],
        },
        {
          from: 500,
          to: 480,
          type: 'ww',
          by: [1001, 961],
          shownBy: 1003,
          because: [{ from: 500, to: 501, type: 'wr', by: [1000, 1002] }],
        },
      ],
    },
  ]);
  expect(verifyCertificate(certificate, history)).toEqual({ holds: true });
});
