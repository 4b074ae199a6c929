import { createTransactionsBuilder } from '../../src/history/transactions/builder.js';
import { OUTCOME, type Transactions } from '../../src/history/transactions.js';
import { verifyCertificate } from '../../src/verify/verify.js';
import { createBudget } from './budget.js';
import { judgeOrdered } from './judge-ordered.js';
import { includes, LEVELS, type Level } from './levels.js';
import { randomTransactions } from './random-transactions.fixture.js';
import { allows } from './twin.fixture.js';

const ALL = Object.keys(LEVELS) as Level[];
const HISTORIES = 100;

describe.each(['append', 'versioned'] as const)('%s', (model) => {
  const histories = Array.from({ length: HISTORIES }, (_, seed) =>
    randomTransactions(seed, {
      model,
      transactions: 2 + (seed % 4),
      sessions: 1 + (seed % 3),
      keys: 1 + (seed % 2) + (seed % 3 === 0 ? 1 : 0),
      operations: 1 + (seed % 4),
      sessionsCount: seed % 5 === 0,
    }),
  );

  test.each(ALL)('%s holds exactly where some order of all shows it, and the certificate says why', (level) => {
    const verdicts = { pass: 0, fail: 0, unknown: 0 };
    let unproved = 0;
    for (const [seed, transactions] of histories.entries()) {
      const { anomalies, unknown, certificate } = judgeOrdered(transactions, level, createBudget());
      const verdict = anomalies.length > 0 ? 'fail' : unknown === undefined ? 'pass' : 'unknown';
      verdicts[verdict]++;
      if (verdict === 'unknown') continue;
      expect({ seed, passes: verdict === 'pass' }).toEqual({ seed, passes: allows(transactions, level) });
      if (certificate.kind === 'none') unproved++;
      else expect({ seed, ...verifyCertificate(certificate, transactions) }).toEqual({ seed, holds: true });
    }
    expect(Math.min(verdicts.pass, verdicts.fail)).toBeGreaterThan(10);
    expect({ unknown: verdicts.unknown, unproved }).toEqual({ unknown: 0, unproved: 0 });
  });

  test('what is said of the levels beside a broken one is what judging them says', () => {
    let said = 0;
    for (const transactions of histories) {
      const { holds = {} } = judgeOrdered(transactions, 'strict-serializable', createBudget());
      for (const [level, held] of Object.entries(holds) as [Level, boolean][]) {
        const { anomalies, unknown } = judgeOrdered(transactions, level, createBudget());
        if (unknown === undefined) expect({ level, held: anomalies.length === 0 }).toEqual({ level, held });
        said++;
      }
    }
    expect(said).toBeGreaterThan(150);
  });
});

test('no level keeps what a level below it does not', () => {
  for (let seed = 0; seed < 60; seed++) {
    const transactions = randomTransactions(seed, {
      model: 'append',
      transactions: 12,
      sessions: 4,
      keys: 3,
      operations: 4,
    });
    const passes = ALL.filter((level) => judgeOrdered(transactions, level, createBudget()).anomalies.length === 0);
    const below = ALL.filter((level) => passes.some((kept) => includes(kept, level)));
    expect({ seed, passes }).toEqual({ seed, passes: below });
  }
});

/** Transactions that are all at work at the same time, each in a session of its own. */
function allAtOnce(
  count: number,
  body: (t: number, builder: ReturnType<typeof createTransactionsBuilder>) => void,
): Transactions {
  const builder = createTransactionsBuilder('append', { hasRealTime: true, sessionsCount: false });
  for (let t = 0; t < count; t++) {
    builder.begin(t, OUTCOME.ok, t, count + t);
    body(t, builder);
    builder.end();
  }
  return builder.done();
}

test('one cycle through everything is found whole', () => {
  const ring = allAtOnce(20_000, (t, builder) => {
    builder.readList(t, []);
    builder.write((t + 1) % 20_000, t);
  });
  const { anomalies, holds } = judgeOrdered(ring, 'serializable', createBudget());
  expect(anomalies.map((a) => 'cycle' in a && [a.rule, a.cycle.length])).toEqual([['G2-item', 20_000]]);
  expect(holds!['strict-snapshot-isolation']).toBe(true);
});

test('many that append to one list which nobody reads again have an order, unless two of them had read it', () => {
  const blind = allAtOnce(5000, (t, builder) => {
    if (t === 0) builder.readList('x', []);
    builder.write('x', t);
  });
  expect(judgeOrdered(blind, 'strict-serializable', createBudget()).certificate.kind).toBe('order');
  const two = allAtOnce(5000, (t, builder) => {
    if (t === 0 || t === 3000) builder.readList('x', []);
    builder.write('x', t);
  });
  expect(judgeOrdered(two, 'snapshot-isolation', createBudget()).anomalies.map(({ rule }) => rule)).toEqual([
    'lost-update',
  ]);
  expect(judgeOrdered(two, 'prefix', createBudget()).certificate.kind).toBe('commit-order');
});

test('a budget that is used up is no verdict', () => {
  const ring = allAtOnce(100, (t, builder) => {
    builder.readList(t, []);
    builder.write((t + 1) % 100, t);
  });
  expect(judgeOrdered(ring, 'serializable', createBudget(150))).toMatchObject({
    anomalies: [],
    unknown: { reason: 'budget', why: 'the budget was used up while putting the transactions in order' },
  });
});
