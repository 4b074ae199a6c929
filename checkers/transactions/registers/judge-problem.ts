import { nameOfCycle } from '../anomalies.js';
import { type Budget, createBudget } from '../budget.js';
import type { Anomaly } from '../judged.js';
import { attempt } from './attempt.js';
import { decideOrder } from './decide.js';
import { explainPoints } from './explain-points.js';
import { outgoing } from './graph.js';
import { naturalCycles } from './natural-cycles.js';
import type { Problem } from './problem.js';
import { saturate } from './saturate.js';
import { smallestCore } from './smallest-core.js';

/** So many cycles are told at most. */
const CYCLES = 100;

/**
 * An order of the points of a problem, or what shows that there is none: what is forced, until it has a cycle or stands
 * still; then the search, as long as the budget lasts. Throws OutOfBudget.
 */
export function judgeProblem(problem: Problem, budget: Budget): Int32Array | Anomaly[] {
  for (const rounds of [1, 1, Infinity]) {
    if (!saturate(problem, budget, rounds)) return cyclesOf(problem);
    const { points } = attempt(problem, budget);
    if (points !== undefined) return points;
  }
  return decideOrder(problem, budget) ?? [{ rule: 'no-order', transactions: smallestCore(problem, budget) }];
}

function cyclesOf(problem: Problem): Anomaly[] {
  const { graph, reading } = problem;
  const out = outgoing(graph);
  // That there is a cycle is known; which one to tell must not depend on what is left of the budget.
  const cycles = naturalCycles(graph, out, createBudget(), CYCLES).map((edges) => explainPoints(problem, out, edges));
  return cycles.map((cycle) => ({ rule: nameOfCycle(cycle, reading.all), cycle }));
}
