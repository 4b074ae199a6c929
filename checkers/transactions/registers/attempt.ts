import { type Budget, createBudget } from '../budget.js';
import type { Problem } from './problem.js';
import { type Searched, searchOrder } from './search.js';

/** Steps, for each point, that a look for an order may cost. */
const STEPS = 300;

/** A look for an order that is given up soon. Who is stuck is told where that is known. */
export function attempt(problem: Problem, budget: Budget): Searched {
  const steps = Math.min(problem.graph.nodes * STEPS, budget.steps);
  const own = createBudget(steps, budget.cells);
  const found = searchOrder(problem, own);
  budget.steps -= steps - Math.max(0, own.steps);
  return found;
}
