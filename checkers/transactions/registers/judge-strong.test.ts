import { createTransactionsBuilder } from '../../../src/history/transactions/builder.js';
import { OUTCOME, type Transactions } from '../../../src/history/transactions.js';
import { verifyCertificate } from '../../../src/verify/verify.js';
import { createBudget } from '../budget.js';
import type { Level, Order } from '../levels.js';
import { dice, randomTransactions } from '../random-transactions.fixture.js';
import { agreeingReads } from './agreeing-reads.js';
import { decideOrder } from './decide.js';
import { judgeRegisters } from './judge.js';
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

interface Planned {
  client: number;
  invoked: number;
  completed: number;
  /** When it happens, by its client's clock. */
  time: number;
  operations: { key: number; isWrite: boolean; value: number | null }[];
}

/** Of clients one transaction after the other each, all at once, serializable in the order of clocks that are wrong by up to `skew` rows. */
function byClocks(seed: number, transactions: number, clients: number, keys: number, skew: number): Transactions {
  const roll = dice(seed);
  const open = new Array<Planned | undefined>(clients).fill(undefined);
  const last = new Array<number>(clients).fill(-Infinity);
  const done: Planned[] = [];
  let value = 0;
  for (let row = 0; done.length < transactions; row++) {
    const client = roll(clients);
    const running = open[client];
    if (running === undefined) {
      const isReader = roll(3) === 0;
      const operations = Array.from({ length: 1 + roll(3) }, () => ({
        key: roll(keys),
        isWrite: !isReader && roll(2) === 0,
        value: null,
      }));
      const distinct = operations.filter(({ key }, i) => operations.findIndex((other) => other.key === key) === i);
      open[client] = { client, invoked: row, completed: -1, time: 0, operations: distinct };
      continue;
    }
    const wrong = roll(2 * skew + 1) - skew;
    running.completed = row;
    running.time = Math.max(last[client]! + 0.001, running.invoked + roll(row - running.invoked + 1) + wrong);
    last[client] = running.time;
    done.push(running);
    open[client] = undefined;
  }
  const state = new Map<number, number>();
  for (const { operations } of [...done].sort((a, b) => a.time - b.time)) {
    for (const operation of operations) {
      if (operation.isWrite) state.set(operation.key, ++value);
      operation.value = state.get(operation.key) ?? null;
    }
  }
  const builder = createTransactionsBuilder('register', { hasRealTime: true, sessionsCount: false });
  for (const { client, invoked, completed, operations } of done) {
    builder.begin(client, OUTCOME.ok, invoked, completed);
    for (const { key, isWrite, value } of operations) {
      if (isWrite) builder.write(key, value!);
      else builder.read(key, value);
    }
    builder.end();
  }
  return builder.done();
}

test.each([
  ['serializable', 0],
  ['serializable', 40],
  ['strong-session-serializable', 40],
  ['snapshot-isolation', 40],
  ['strong-session-snapshot-isolation', 40],
  ['prefix', 40],
] as [Level, number][])('%s is proved of clocks that are wrong by %d rows', (level, skew) => {
  for (let seed = 0; seed < 6; seed++) {
    const history = byClocks(seed, 300, 4 + 4 * (seed % 3), 4, skew);
    const { anomalies, unknown, certificate } = judgeRegisters(history, level, createBudget());
    expect({ seed, anomalies, unknown }).toEqual({ seed, anomalies: [], unknown: undefined });
    expect({ seed, ...verifyCertificate(certificate, history) }).toEqual({ seed, holds: true });
  }
});
