import { createBudget } from '../budget.js';
import { LEVELS, type Level } from '../levels.js';
import { randomTransactions } from '../random-transactions.fixture.js';
import { allows } from '../twin.fixture.js';
import { judgeRegisters } from './judge.js';

test.each(Object.keys(LEVELS) as Level[])('%s is what the slow and obvious twin says', (level) => {
  const verdicts = { pass: 0, fail: 0 };
  for (let seed = 0; seed < 300; seed++) {
    const history = randomTransactions(seed, {
      model: 'register',
      transactions: 1 + (seed % 5),
      sessions: 1 + (seed % 4),
      keys: 1 + (seed % 3),
      operations: 2 + (seed % 3),
      sessionsCount: seed % 5 === 0,
    });
    const judged = judgeRegisters(history, level, createBudget());
    const isKept = judged.unknown === undefined && judged.anomalies.length === 0;
    expect({ seed, isKept, unknown: judged.unknown }).toEqual({
      seed,
      isKept: allows(history, level),
      unknown: undefined,
    });
    verdicts[isKept ? 'pass' : 'fail']++;
  }
  expect(Math.min(verdicts.pass, verdicts.fail)).toBeGreaterThan(30);
});
