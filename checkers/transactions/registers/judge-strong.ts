import { nameOfCycle } from '../anomalies.js';
import { type Budget, createBudget, OutOfBudget } from '../budget.js';
import type { Anomaly, Judged } from '../judged.js';
import type { Level, Order } from '../levels.js';
import { agreeingReads } from './agreeing-reads.js';
import { certifyFailure } from './certify.js';
import { decideOrder } from './decide.js';
import { explainPoints } from './explain-points.js';
import { outgoing } from './graph.js';
import { naturalCycles } from './natural-cycles.js';
import { commitOf, createProblem, type Problem, transactionOf } from './problem.js';
import type { Reading } from './reading.js';
import { findFlaw } from './replay.js';
import { saturate } from './saturate.js';
import { searchOrder } from './search.js';
import { smallestCore } from './smallest-core.js';

/** Steps, for each point, that a look for an order that keeps more than it must may cost. */
const SHORT_LOOK = 300;
/** So many cycles are told at most. */
const CYCLES = 100;

/**
 * `prefix`, `snapshot-isolation`, `serializable` and their stronger forms: a short look for an order that keeps even real
 * time, or sessions; then what is forced, until it has a cycle or stands still; then the search, within the budget.
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

  for (const timed of ['all', 'writers'] as const) {
    if (order === 'real-time' || !reading.all.hasRealTime) break;
    const found = shortLook(createProblem(reading, family, order, budget, timed), budget);
    if (found !== undefined) return kept(found);
  }
  const early = shortLook(problem, budget);
  if (early !== undefined) return kept(early);
  const isAcyclic = saturate(problem, budget);
  counts.edges = problem.graph.edges;
  if (!isAcyclic) {
    const out = outgoing(problem.graph);
    const cycles = naturalCycles(problem.graph, out, budget, CYCLES).map((edges) => explainPoints(problem, out, edges));
    return failed(cycles.map((cycle) => ({ rule: nameOfCycle(cycle, reading.all), cycle })));
  }
  const points = shortLook(problem, budget) ?? decideOrder(problem, budget);
  if (points !== undefined) return kept(points);
  const core = smallestCore(problem, budget);
  return failed([{ rule: 'no-order', transactions: core }]);

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

/** A short look for an order. */
function shortLook(problem: Problem, budget: Budget): Int32Array | undefined {
  const steps = Math.min(problem.graph.nodes * SHORT_LOOK, budget.steps);
  const own = createBudget(steps, budget.cells);
  try {
    const found = searchOrder(problem, own);
    return found.points;
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    return undefined;
  } finally {
    budget.steps -= steps - Math.max(0, own.steps);
  }
}
