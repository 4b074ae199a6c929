import { createBudget } from './budget.js';
import { judgeOrdered } from './judge-ordered.js';
import { LEVELS, type Level } from './levels.js';
import { randomTransactions } from './random-transactions.fixture.js';
import { allows } from './twin.fixture.js';

const HISTORIES = 200;

describe.each(['append', 'versioned'] as const)('%s', (model) => {
  test.each(Object.keys(LEVELS) as Level[])('%s holds exactly where some order of all shows it', (level) => {
    const verdicts = { pass: 0, fail: 0, unknown: 0 };
    for (let seed = 0; seed < HISTORIES; seed++) {
      const transactions = randomTransactions(seed, {
        model,
        transactions: 2 + (seed % 4),
        sessions: 1 + (seed % 3),
        keys: 1 + (seed % 2) + (seed % 3 === 0 ? 1 : 0),
        operations: 1 + (seed % 4),
        sessionsCount: seed % 5 === 0,
      });
      const { anomalies, unknown } = judgeOrdered(transactions, level, createBudget());
      const verdict = anomalies.length > 0 ? 'fail' : unknown === undefined ? 'pass' : 'unknown';
      verdicts[verdict]++;
      if (verdict === 'unknown') continue;
      expect({ seed, passes: verdict === 'pass' }).toEqual({ seed, passes: allows(transactions, level) });
    }
    expect(Math.min(verdicts.pass, verdicts.fail)).toBeGreaterThan(15);
    expect(verdicts.unknown).toBeLessThan(3);
  });
});
