import type { Transactions } from '../../src/history/transactions.js';
import { rulesOut } from './anomalies.js';
import { type Budget, OutOfBudget } from './budget.js';
import { type Answer, answerOf, type Case, caseOf, isOpenAt } from './case.js';
import { certifyFailure, certifyPass, none } from './certify.js';
import { certifyExhausted } from './exhausted.js';
import { cyclesOf, withoutRepeats } from './explain.js';
import type { Anomaly, Judged } from './judged.js';
import { includes, LEVELS, type Level } from './levels.js';
import { readChains } from './read-chains.js';
import { readLists } from './read-lists.js';
import { settleDoubt } from './unsure.js';

/**
 * Judges transactions whose versions have a known order (`append`, `versioned`), by the definitions of levels.ts. Linear
 * in the micro-operations where they are serializable; where they are not, what a weaker level needs beyond that is
 * looked for in the cycles alone.
 */
export function judgeOrdered(transactions: Transactions, level: Level, budget: Budget): Judged {
  const one = caseOf(transactions.model === 'append' ? readLists(transactions) : readChains(transactions), budget);
  const counts = countsOf(one);
  const direct = one.reading.anomalies.filter(({ rule }) => rulesOut(level, rule)).map((a) => renamed(a, level));
  let anomalies: Anomaly[] = direct;
  try {
    const answer = answerOf(one, level);
    if (!answer.holds) anomalies = [...direct, ...withoutRepeats(direct, cyclesOf(one, level, counts), transactions)];
    if (anomalies.length > 0) {
      const holds = levelsBeside(one, level);
      return { anomalies, certificate: certifyFailure(level, anomalies), counts, holds };
    }
    if (answer.holds) return passed(one, level, answer, counts);
    const why = 'there is no order, but neither was a cycle found';
    return { anomalies, unknown: { reason: 'budget', why }, certificate: none(level, why), counts };
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    const why = `the budget was used up while ${error.message}`;
    const certificate = anomalies.length > 0 ? certifyFailure(level, anomalies) : none(level, why);
    return { anomalies, unknown: { reason: 'budget', why }, certificate, counts };
  }
}

function countsOf({ reading, graph }: Case): Record<string, number> {
  const { transactions, committed } = reading;
  let effects = 0;
  for (const took of committed) effects += took;
  return {
    'took effect': effects,
    keys: transactions.keys,
    versions: reading.order.length,
    edges: graph.to.length,
  };
}

/** A fork in the chain of versions is a lost update; below snapshot isolation, which allows those, it is still no order. */
function renamed<A extends Anomaly>(anomaly: A, level: Level): A {
  const isAllowed = anomaly.rule === 'lost-update' && !includes(level, 'snapshot-isolation');
  return isAllowed ? { ...anomaly, rule: 'incompatible-order' } : anomaly;
}

function passed(one: Case, level: Level, answer: Answer & { holds: true }, counts: Record<string, number>): Judged {
  const { reading } = one;
  const isClear = reading.doubt === '' && !isOpenAt(one, level, answer);
  const settled = isClear ? { ...answer, reading } : settleDoubt(one, level);
  if (settled !== undefined && 'order' in settled) return certifyPass(settled.reading, level, settled, counts);
  if (settled !== undefined) {
    const anomalies: Anomaly[] = [{ rule: 'no-order', transactions: settled.transactions }];
    return { anomalies, certificate: certifyExhausted(one, level, settled.transactions), counts };
  }
  const why =
    reading.doubt ||
    'several transactions wrote a key last, nobody read what they wrote, and no order of them was found';
  return { anomalies: [], unknown: { reason: 'ambiguous', why }, certificate: none(level, why), counts };
}

/** What it may cost to say whether a failure leaves one more level, in steps for each edge. */
const ASIDE = 100;

/** Which of the levels that are not stronger hold, and which do not, as far as that is told cheaply. */
function levelsBeside(failing: Case, failed: Level): Partial<Record<Level, boolean>> {
  const holds: Partial<Record<Level, boolean>> = {};
  const { transactions, anomalies, doubt } = failing.reading;
  const steps = Math.min(failing.budget.steps, 1e6 + ASIDE * failing.graph.to.length);
  const one: Case = { ...failing, budget: { ...failing.budget, steps } };
  for (const level of Object.keys(LEVELS) as Level[]) {
    if (includes(level, failed)) holds[level] = false;
    else if (LEVELS[level].order === 'real-time' && !transactions.hasRealTime) continue;
    else if (Object.entries(holds).some(([other, held]) => !held && includes(level, other as Level)))
      holds[level] = false;
    else if (anomalies.some(({ rule }) => rulesOut(level, rule))) holds[level] = false;
    else {
      one.budget.steps = steps;
      const answer = answerAside(one, level);
      if (answer === undefined) continue;
      if (!answer.holds) holds[level] = false;
      else if (doubt === '' && !isOpenAt(one, level, answer)) holds[level] = true;
    }
  }
  return holds;
}

function answerAside(one: Case, level: Level): Answer | undefined {
  try {
    return answerOf(one, level);
  } catch (error) {
    if (error instanceof OutOfBudget) return undefined;
    throw error;
  }
}
