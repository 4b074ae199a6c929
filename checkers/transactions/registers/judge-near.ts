import { type Budget, createBudget, OutOfBudget } from '../budget.js';
import type { Anomaly } from '../judged.js';
import { judgeProblem } from './judge-problem.js';
import { createPart, inWhole } from './part.js';
import { createProblem, type Problem } from './problem.js';
import { readReading } from './reading.js';

/** Steps that a look at a part may cost, for each of its transactions. */
const STEPS = 100_000;
const MOST = 20_000;

/**
 * What is wrong with the transactions that stand near some of a problem, seen by themselves: where a log of a million is wrong in
 * one place, it is found there, and a proof with few others in it. Nothing found says nothing of the whole.
 */
export function judgeNear(
  { reading, family, order }: Problem,
  places: readonly number[],
  near: number,
  budget: Budget,
): Anomaly[] {
  const { all, included } = reading;
  const isNear = new Set<number>();
  for (const place of places) {
    for (let t = Math.max(0, place - near); t < Math.min(all.count, place + near + 1); t++) {
      if (included[t] === 1) isNear.add(t);
    }
    if (isNear.size > MOST) break;
  }
  const part = createPart(
    all,
    [...isNear].sort((a, b) => a - b),
  );
  const steps = Math.min(STEPS * isNear.size, budget.steps);
  const own = createBudget(steps, budget.cells);
  try {
    const found = judgeProblem(createProblem(readReading(part.all), family, order, own), own);
    return found instanceof Int32Array ? [] : found.map((anomaly) => inWhole(part, anomaly));
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    return [];
  } finally {
    budget.steps -= steps - Math.max(0, own.steps);
  }
}
