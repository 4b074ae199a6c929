import { type Budget, createBudget } from '../budget.js';
import type { Judged } from '../judged.js';
import { includes, LEVELS, type Level } from '../levels.js';

/** Steps that each further level may cost. */
const STEPS = 200_000_000;

/**
 * Of a history that breaks a level, which of the weaker ones it keeps and which it breaks too, as far as that is found soon.
 * LEVELS has the weaker ones first: who breaks one breaks all that include it.
 */
export function standing(
  broken: Level,
  budget: Budget,
  judge: (level: Level, budget: Budget) => Judged,
): Partial<Record<Level, boolean>> {
  const holds: Partial<Record<Level, boolean>> = { [broken]: false };
  const weaker = (Object.keys(LEVELS) as Level[]).filter((level) => level !== broken && includes(broken, level));
  for (const level of weaker) {
    if (weaker.some((other) => holds[other] === false && includes(level, other))) {
      holds[level] = false;
      continue;
    }
    const own = createBudget(Math.min(STEPS, budget.steps), budget.cells);
    const before = own.steps;
    const { anomalies, unknown } = judge(level, own);
    budget.steps -= before - Math.max(0, own.steps);
    if (anomalies.length > 0) holds[level] = false;
    else if (unknown === undefined) holds[level] = true;
  }
  return holds;
}
