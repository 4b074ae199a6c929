import type { Level } from '../../../checkers/transactions/levels.js';
import type { Tally } from '../../../src/explore/tally.js';
import { createTransactionsBuilder } from '../../../src/history/transactions/builder.js';
import { OUTCOME, type Transactions } from '../../../src/history/transactions.js';
import { chanceOf, integerIn, sequence } from '../../../src/node/chance.js';
import { judgedAndVerified, type Problem } from './judged.js';
import { tallyOfSeed } from './tally.js';

/** Transactions that have no order, though nothing forces any two of them; with any one of the reads less, they have one. */
interface Knot {
  levels: readonly Level[];
  /** `w x 1`: writes x = 1; `r x 1`: reads that, of a list `[1]`; `r x -`: reads the start. */
  transactions: readonly (readonly string[])[];
}

export const KNOTS = {
  /** Of x's writers either may come first, and of y's, but whichever do, there is a cycle. */
  register: {
    levels: ['serializable', 'strict-serializable'],
    transactions: [
      ['w x 1', 'w a 1'],
      ['w x 2', 'w b 1'],
      ['w y 1', 'w c 1'],
      ['w y 2', 'w d 1'],
      ['r x 1', 'r c 1', 'r d 1'],
      ['r x 2', 'r c 1', 'r d 1'],
      ['r y 1', 'r a 1', 'r b 1'],
      ['r y 2', 'r a 1', 'r b 1'],
    ],
  },
  /** Nobody read what the first and the last wrote to y: neither can have been first. */
  append: {
    levels: ['snapshot-isolation', 'strict-snapshot-isolation'],
    transactions: [['w x 1', 'r z -', 'w y 1'], ['w z 1'], ['r x -', 'r z 1', 'w y 2']],
  },
} as const satisfies Record<string, Knot>;

const MOST_KNOTS = 3;

/** Several knots, all at the same time and in any order, of which all, or all but one, lack a read. */
export function judgeKnots(seed: number, model: keyof typeof KNOTS): Tally {
  const { levels, transactions }: Knot = KNOTS[model];
  const dice = sequence(chanceOf(seed, 'knots', model));
  const reads = transactions.flat().filter((operation) => operation.startsWith('r')).length;
  const knots = integerIn(dice(), 1, MOST_KNOTS);
  const whole = seed % 2 === 0 ? integerIn(dice(), 0, knots - 1) : -1;
  const plans = Array.from({ length: knots }, (_, n) => {
    let left = n === whole ? -1 : integerIn(dice(), 0, reads - 1);
    return transactions.map((operations) => {
      const kept = operations.filter((operation) => operation.startsWith('w') || left-- !== 0);
      return { place: dice(), operations: kept.map((operation) => `${operation} ${n}`) };
    });
  });
  const inOrder = plans.flat().sort((a, b) => a.place - b.place);
  const log = columnsOf(
    inOrder.map(({ operations }) => operations),
    model,
  );
  const expected = whole >= 0 ? 'fail' : 'pass';
  const outcomes = levels.map((level) => judgedAndVerified(log, level, seed));
  const problems: Problem[] = outcomes.flatMap(({ verdict, judged: { certificate } }) => {
    const summary = `${knots} knots, ${certificate.level}: ${verdict} instead of ${expected}`;
    return verdict === expected ? [] : [{ what: 'not as it is', summary }];
  });
  return tallyOfSeed(seed, { outcomes, problems, shown: outcomes.map(({ verdict }) => verdict) });
}

function columnsOf(plans: readonly (readonly string[])[], model: keyof typeof KNOTS): Transactions {
  const builder = createTransactionsBuilder(model, { hasRealTime: true, sessionsCount: false });
  for (const [session, operations] of plans.entries()) {
    builder.begin(session, OUTCOME.ok, session, plans.length + session);
    for (const operation of operations) {
      const [kind, key, value, knot] = operation.split(' ') as [string, string, string, string];
      if (kind === 'w') builder.write(key + knot, Number(value));
      else if (model === 'append') builder.readList(key + knot, value === '-' ? [] : [Number(value)]);
      else builder.read(key + knot, Number(value));
    }
    builder.end();
  }
  return builder.done();
}
