import { createBudget } from '../budget.js';
import type { Order } from '../levels.js';
import { randomTransactions } from '../random-transactions.fixture.js';
import { agreeingReads } from './agreeing-reads.js';
import { decideOrder } from './decide.js';
import { createProblem, type Problem } from './problem.js';
import { readReading } from './reading.js';
import { findFlaw } from './replay.js';
import { saturate } from './saturate.js';
import { searchOrder } from './search.js';

const CASES: [Problem['family'], Order][] = [
  ['prefix', 'session'],
  ['snapshot-isolation', 'none'],
  ['snapshot-isolation', 'real-time'],
  ['serializable', 'none'],
  ['serializable', 'session'],
  ['serializable', 'real-time'],
];

test.each(CASES)('%s, %s: what is forced takes no order away, and all are found with little room', (family, order) => {
  const kept = [0, 0];
  for (let seed = 0; seed < 60; seed++) {
    const history = randomTransactions(2000 + seed, {
      model: 'register',
      transactions: 8 + (seed % 12),
      sessions: 2 + (seed % 6),
      keys: 2 + (seed % 5),
      operations: 1 + (seed % 4),
    });
    const reading = readReading(history);
    if (reading.direct.length > 0 || agreeingReads(reading).length > 0) continue;
    const problem = createProblem(reading, family, order, createBudget());
    if (problem.direct.length > 0) continue;
    const found = searchOrder(problem, createBudget()).points;
    // Every third one has no room for all chains.
    const isAcyclic = saturate(problem, createBudget(1e8, seed % 3 === 0 ? 400 : 1 << 20));
    const again = isAcyclic ? searchOrder(problem, createBudget()).points : undefined;
    const decided = isAcyclic ? decideOrder(problem, createBudget()) : undefined;
    const isKept = [found, again, decided].map((points) => points !== undefined);
    expect({ seed, isKept }).toEqual({ seed, isKept: [isKept[0], isKept[0], isKept[0]] });
    for (const points of [found, again, decided])
      if (points !== undefined) expect(findFlaw(problem, points)).toBeUndefined();
    kept[Number(found !== undefined)]!++;
  }
  expect(Math.min(...kept)).toBeGreaterThan(2);
});
