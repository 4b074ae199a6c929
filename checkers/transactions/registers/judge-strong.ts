import { OUTCOME } from '../../../src/history/transactions.js';
import { type Budget, createBudget, OutOfBudget } from '../budget.js';
import type { Anomaly, Judged } from '../judged.js';
import type { Level, Order } from '../levels.js';
import { pointsOf } from '../points.js';
import { agreeingReads } from './agreeing-reads.js';
import { attempt, attemptForced } from './attempt.js';
import { certifyFailure } from './certify.js';
import { judgeNear } from './judge-near.js';
import { judgeProblem } from './judge-problem.js';
import { commitOf, createProblem, type Problem, transactionOf } from './problem.js';
import type { Reading } from './reading.js';
import { findFlaw } from './replay.js';

/** How many transactions before and after each that is in the way of an order are looked at first. */
const NEAR = [30, 300, 3000];

/** Of writers whose commits go by clocks that differ: by how many rows more than it lasted each may have come earlier or later. */
const SLACK = [10, 50, 250];
/** The same, once more, with what is forced. Whoever is serializable keeps the other levels too, and that is cheaper to see. */
const FORCED = [
  { slack: 0, isSerial: false },
  { slack: 250, isSerial: true },
  { slack: 250, isSerial: false },
];

/** Of what is left of the budget then, what may be spent to see whether a log is serializable, where that is more than it must be. */
const SERIAL = 0.7;

/**
 * `prefix`, `snapshot-isolation`, `serializable` and their stronger forms: a look for an order that keeps even more of real
 * time than it must; what is near where that got stuck, judged by itself; then all of it, within the budget.
 */
export function judgeStrong(
  reading: Reading,
  level: Level,
  family: Problem['family'],
  order: Order,
  budget: Budget,
  counts: Record<string, number>,
): Judged {
  const direct = [...reading.direct, ...agreeingReads(reading)];
  if (direct.length > 0) return failed(direct);
  const problem = createProblem(reading, family, order, budget);
  if (problem.direct.length > 0) return failed(problem.direct);

  const isTimed = order !== 'real-time' && tellsTime(reading);
  let stuck: readonly number[] = [];
  for (const timed of isTimed ? (['all', 'writers'] as const) : [problem.timed]) {
    const points = look(timed);
    if (points !== undefined) return kept(points);
  }
  for (const near of NEAR) {
    const anomalies = judgeNear(problem, stuck, near, budget);
    if (anomalies.length > 0) return failed(anomalies);
  }
  for (const slack of isTimed ? SLACK : []) {
    const points = look('writers', slack);
    if (points !== undefined) return kept(points);
  }
  for (const { slack, isSerial } of isTimed ? FORCED : []) {
    if (isSerial && family === 'serializable') continue;
    const tried = createProblem(reading, isSerial ? 'serializable' : family, order, budget, 'writers', slack);
    const points = tried.direct.length > 0 ? undefined : attemptForced(tried, budget);
    if (points !== undefined) return kept(tried.points === problem.points ? points : pointsOf(points));
  }
  const serial = family === 'serializable' ? undefined : decideSerial();
  if (serial !== undefined) return kept(pointsOf(serial));
  const found = judgeProblem(problem, budget);
  counts.edges = problem.graph.edges;
  return found instanceof Int32Array ? kept(found) : failed(found);

  function look(timed: Problem['timed'], slack = 0): Int32Array | undefined {
    const found = attempt(createProblem(reading, family, order, budget, timed, slack), budget);
    stuck = found.stuck;
    return found.points;
  }

  /** An order of whole transactions. */
  function decideSerial(): Int32Array | undefined {
    const own = createBudget(budget.steps * SERIAL, budget.cells);
    budget.steps -= own.steps;
    try {
      const tried = createProblem(reading, 'serializable', order, own);
      const points = tried.direct.length > 0 ? [] : judgeProblem(tried, own);
      return points instanceof Int32Array ? points : undefined;
    } catch (error) {
      if (!(error instanceof OutOfBudget)) throw error;
      return undefined;
    } finally {
      budget.steps += Math.max(0, own.steps);
    }
  }

  function failed(anomalies: Anomaly[]): Judged {
    return { anomalies, certificate: certifyFailure(reading, level, anomalies), counts };
  }

  function kept(order: Int32Array): Judged {
    const flaw = findFlaw(problem, order);
    if (flaw !== undefined) throw new Error(`an order that was found for ${level} is none: ${flaw}`);
    return { anomalies: [], certificate: certify(order), counts };
  }

  function certify(order: Int32Array): Judged['certificate'] {
    if (family === 'snapshot-isolation') return { kind: 'begin-commit-order', level, points: [...order] };
    const transactions: number[] = [];
    for (const node of order) {
      const t = transactionOf(problem, node);
      if (node === commitOf(problem, t)) transactions.push(t);
    }
    return { kind: family === 'prefix' ? 'commit-order' : 'order', level, transactions };
  }
}

/** Whether of any two transactions the one is known to have ended before the other began. */
function tellsTime({ all, inOrder }: Reading): boolean {
  let ended = Infinity;
  let begun = -1;
  for (const t of inOrder) {
    if (all.outcome[t] === OUTCOME.ok && all.completed[t]! >= 0) ended = Math.min(ended, all.completed[t]!);
    begun = Math.max(begun, all.invoked[t]!);
  }
  return all.hasRealTime && ended < begun;
}
