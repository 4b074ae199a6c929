import { type Budget, createBudget } from '../budget.js';
import { createProblem, type Problem } from './problem.js';
import { readReading } from './reading.js';
import { searchOrder } from './search.js';

/** Of longer histories no core is looked for. */
const LONGEST = 200;
const STEPS = 1_000_000;

/**
 * As few of the transactions of a problem that has no order as will do: taken out one by one, those from which nobody else reads,
 * while what is left has none either. All of them where that would take too long.
 */
export function smallestCore({ reading, family, order }: Problem, budget: Budget): number[] {
  const { all, inOrder } = reading;
  const kept = reading.included.slice();
  const transactions = () => [...inOrder].filter((t) => kept[t] === 1).sort((a, b) => a - b);
  if (inOrder.length > LONGEST || all.count > LONGEST * 10) return transactions();
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const t of transactions().reverse()) {
      if (isReadFrom(t)) continue;
      kept[t] = 0;
      if (hasNoOrder()) isSmaller = true;
      else kept[t] = 1;
    }
  }
  return transactions();

  function isReadFrom(t: number): boolean {
    const { readFirst, readFrom } = reading;
    return transactions().some((other) => readFrom.subarray(readFirst[other]!, readFirst[other + 1]!).includes(t));
  }

  function hasNoOrder(): boolean {
    const own = createBudget(Math.min(STEPS, budget.steps), budget.cells);
    const found = searchOrder(createProblem(readReading(all, kept), family, order, own), own);
    return found.points === undefined && !found.isCutShort;
  }
}
