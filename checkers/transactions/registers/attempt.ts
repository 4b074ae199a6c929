import { type Budget, createBudget, OutOfBudget } from '../budget.js';
import type { Problem } from './problem.js';
import { saturate } from './saturate.js';
import { type Searched, searchOrder } from './search.js';

/** Steps, for each point, that a look for an order may cost. */
const STEPS = 300;
/** Of what is left of the budget, what may be spent to see what is forced before. */
const SHARE = 0.3;

/** A look for an order that is given up soon. */
export function attempt(problem: Problem, budget: Budget): Searched {
  return within(budget, Math.min(problem.graph.nodes * STEPS, budget.steps), (own) => searchOrder(problem, own));
}

/** The same, again and again, as more and more is seen that is forced: mostly little of it is needed. */
export function attemptForced(problem: Problem, budget: Budget): Int32Array | undefined {
  const { graph } = problem;
  return within(budget, budget.steps * SHARE, (own) => {
    try {
      for (let before = -1; before < graph.edges; ) {
        before = graph.edges;
        if (!saturate(problem, own, 1)) return undefined;
        const { points } = attempt(problem, own);
        if (points !== undefined) return points;
      }
    } catch (error) {
      if (!(error instanceof OutOfBudget)) throw error;
    }
    return undefined;
  });
}

function within<T>(budget: Budget, steps: number, work: (own: Budget) => T): T {
  const own = createBudget(steps, budget.cells);
  const result = work(own);
  budget.steps -= steps - Math.max(0, own.steps);
  return result;
}
