import { LEVELS, type Level } from '../../../checkers/transactions/levels.js';
import { randomTransactions, type Shape } from '../../../checkers/transactions/random-transactions.fixture.js';
import { allows } from '../../../checkers/transactions/twin.fixture.js';
import type { Tally } from '../../../src/explore/tally.js';
import type { Transactions } from '../../../src/history/transactions.js';
import { generateColumns } from '../../generate/columns.js';
import { type Plan, USUAL } from '../../generate/generate.js';
import type { Model } from '../../generate/log.js';
import { STRENGTHS, type StrengthName } from '../../generate/strengths.js';
import { judgedAndVerified, type Outcome, type Problem } from './judged.js';
import { tallyOfSeed } from './tally.js';

const NAMES = Object.keys(STRENGTHS) as StrengthName[];
/** Tiny histories a seed and model: over a thousand seeds 102,000 for each level. */
export const TINY = 34;

/** Judges tiny histories at every level, which the slow twin judges too. */
export function compareWithTwin(seed: number, model: Model): Tally {
  const outcomes: Outcome[] = [];
  const problems: Problem[] = [];
  const shown = new Set<string>();
  const undecided = new Set<string>();
  for (let n = 0; n < TINY; n++) {
    const log = tinyLog(seed * TINY + n, model);
    for (const level of Object.keys(LEVELS) as Level[]) {
      const outcome = judgedAndVerified(log, level, seed * TINY + n);
      const { verdict, problems: own } = outcome;
      outcomes.push({ ...outcome, problems: own.map((problem) => at(n, problem)) });
      const expected = allows(log, level) ? 'pass' : 'fail';
      if (verdict === 'unknown') undecided.add(level);
      else if (verdict !== expected) {
        const summary = `${level}: the checker says ${verdict}, the twin ${expected}`;
        problems.push(at(n, { what: 'not as the twin', summary }));
      }
      if (verdict === 'fail') shown.add(`fails ${level}`);
    }
  }
  return tallyOfSeed(seed, { outcomes, problems, shown, undecided });
}

function at(n: number, { what, summary }: Problem): Problem {
  return { what, summary: `history ${n}: ${summary}` };
}

/** Every other one by luck, every other one of a database. At most 7 transactions. */
export function tinyLog(seed: number, model: Model): Transactions {
  // Seeds may have more than 32 bits.
  const dice = (share: number, sides: number) => Math.floor(seed / share) % sides;
  const strength = NAMES[dice(2, NAMES.length)]!;
  const shape: Shape = {
    model,
    transactions: 1 + dice(2, 6),
    sessions: 1 + dice(8, 4),
    keys: 1 + dice(4, 3),
    operations: 1 + dice(16, 4),
    sessionsCount: seed % 5 === 0,
  };
  const plan: Plan = { ...USUAL, ...TINY_PLAN, strength, model, seed, transactions: 2 + dice(2, 4) };
  return seed % 2 === 0 ? randomTransactions(seed, shape) : generateColumns(plan);
}

const TINY_PLAN = { clients: 3, keys: 2, operations: 3, infos: 0.06, fails: 0.05 };
