import type { Level } from '../../../checkers/transactions/levels.js';
import type { Tally } from '../../../src/explore/tally.js';
import { createTransactionsBuilder } from '../../../src/history/transactions/builder.js';
import { OUTCOME, type Transactions } from '../../../src/history/transactions.js';
import { chanceOf, integerIn, sequence } from '../../../src/node/chance.js';
import { judgedAndVerified, type Problem } from './judged.js';
import { tallyOfSeed } from './tally.js';

/**
 * Of x's writers either may come first, and of y's: nothing forces an order, but whichever it is, there is a cycle. So it takes
 * a search to find that there is no order. With any one of the reads less, there is one.
 */
const KNOT = [
  ['w x 1', 'w a 1'],
  ['w x 2', 'w b 1'],
  ['w y 1', 'w c 1'],
  ['w y 2', 'w d 1'],
  ['r x 1', 'r c 1', 'r d 1'],
  ['r x 2', 'r c 1', 'r d 1'],
  ['r y 1', 'r a 1', 'r b 1'],
  ['r y 2', 'r a 1', 'r b 1'],
];
const READS = 12;
const MOST_KNOTS = 3;
const LEVELS: readonly Level[] = ['serializable', 'strict-serializable'];

/** Several knots, all at the same time and in any order, of which all, or all but one, lack a read. */
export function judgeKnots(seed: number): Tally {
  const dice = sequence(chanceOf(seed, 'knots', ''));
  const knots = integerIn(dice(), 1, MOST_KNOTS);
  const whole = seed % 2 === 0 ? integerIn(dice(), 0, knots - 1) : -1;
  const plans = Array.from({ length: knots }, (_, n) => {
    let left = n === whole ? -1 : integerIn(dice(), 0, READS - 1);
    return KNOT.map((operations) => {
      const kept = operations.filter((operation) => operation.startsWith('w') || left-- !== 0);
      return { place: dice(), operations: kept.map((operation) => `${operation} ${n}`) };
    });
  });
  const inOrder = plans.flat().sort((a, b) => a.place - b.place);
  const log = columnsOf(inOrder.map(({ operations }) => operations));
  const expected = whole >= 0 ? 'fail' : 'pass';
  const outcomes = LEVELS.map((level) => judgedAndVerified(log, level, seed));
  const problems: Problem[] = outcomes.flatMap(({ verdict, judged: { certificate } }) => {
    const summary = `${knots} knots, ${certificate.level}: ${verdict} instead of ${expected}`;
    return verdict === expected ? [] : [{ what: 'not as it is', summary }];
  });
  return tallyOfSeed(seed, { outcomes, problems, shown: outcomes.map(({ verdict }) => verdict) });
}

function columnsOf(plans: readonly (readonly string[])[]): Transactions {
  const builder = createTransactionsBuilder('register', { hasRealTime: true, sessionsCount: false });
  for (const [session, operations] of plans.entries()) {
    builder.begin(session, OUTCOME.ok, session, plans.length + session);
    for (const operation of operations) {
      const [kind, key, value, knot] = operation.split(' ') as [string, string, string, string];
      if (kind === 'w') builder.write(key + knot, Number(value));
      else builder.read(key + knot, Number(value));
    }
    builder.end();
  }
  return builder.done();
}
