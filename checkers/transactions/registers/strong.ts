import { type Budget, createBudget, OutOfBudget } from '../budget.js';
import type { Anomaly, Judged } from '../judged.js';
import type { Level, Order } from '../levels.js';
import { agreeingReads } from './agreeing-reads.js';
import { certifyFailure } from './certify.js';
import { explainPoints } from './explain-points.js';
import { outgoing, shortestCycles } from './graph.js';
import { nameCycle } from './name-cycle.js';
import { commitOf, createProblem, type Problem, transactionOf } from './problem.js';
import type { Reading } from './reading.js';
import { findFlaw } from './replay.js';
import { saturate } from './saturate.js';
import { searchOrder } from './search.js';
import { smallestCore } from './smallest-core.js';

/** Steps, for each point, that a look for an order may cost before what is forced is worked out. */
const FIRST_LOOK = 40;
/** So many cycles are told at most. */
const CYCLES = 100;

/**
 * `prefix`, `snapshot-isolation`, `serializable` and their stronger forms: a first look for an order, by real time where that will
 * do; then what is forced, until it has a cycle or stands still; then the search, within the budget.
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

  const quick = firstLook(problem, budget);
  if (quick !== undefined) return kept(quick);
  const isAcyclic = saturateAsFarAsPossible(problem, budget);
  counts.edges = problem.graph.edges;
  if (!isAcyclic) {
    const out = outgoing(problem.graph);
    const cycles = shortestCycles(problem.graph, out, budget, CYCLES).map((edges) =>
      explainPoints(problem, out, edges),
    );
    return failed(cycles.map((cycle) => ({ rule: nameCycle(cycle), cycle })));
  }
  const points = searchOrder(problem, budget);
  if (points !== undefined) return kept(points);
  const core = smallestCore(problem, budget);
  const anomaly: Anomaly = { rule: 'no-order', transactions: core };
  return failed([anomaly]);

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

/** A short look for an order: one that keeps real time, if that is known, then one as the level wants it. */
function firstLook(problem: Problem, budget: Budget): Int32Array | undefined {
  const { reading, family, order } = problem;
  const steps = problem.graph.nodes * FIRST_LOOK;
  for (const tried of new Set<Order>([reading.all.hasRealTime ? 'real-time' : order, order])) {
    const own = createBudget(Math.min(steps, budget.steps), budget.cells);
    try {
      const attempt = tried === order ? problem : createProblem(reading, family, tried, own);
      const found = searchOrder(attempt, own);
      if (found !== undefined) return found;
    } catch (error) {
      if (!(error instanceof OutOfBudget)) throw error;
    } finally {
      budget.steps -= steps - Math.max(0, own.steps);
    }
  }
  return undefined;
}

/** Where there is no room to see all that is forced, the search does without. */
function saturateAsFarAsPossible(problem: Problem, budget: Budget): boolean {
  try {
    return saturate(problem, budget);
  } catch (error) {
    if (error instanceof OutOfBudget && budget.steps > 0) return true;
    throw error;
  }
}
