import type { Transactions } from '../../../src/history/transactions.js';
import { type Budget, OutOfBudget } from '../budget.js';
import { none } from '../certify.js';
import type { Judged } from '../judged.js';
import { LEVELS, type Level, orderOf } from '../levels.js';
import { judgeStrong } from './judge-strong.js';
import { judgeWeak } from './judge-weak.js';
import { type Reading, readReading } from './reading.js';
import { standing } from './standing.js';

/**
 * Judges registers with unique written values, of which nobody tells in which order a key's versions stand. Linear up to
 * `causal` but for what AWDIT proves necessary; above it NP-complete: what is forced, then a search within the budget.
 */
export function judgeRegisters(transactions: Transactions, level: Level, budget: Budget): Judged {
  const reading = readReading(transactions);
  const judged = judgeLevel(reading, level, budget);
  if (judged.anomalies.length === 0) return judged;
  return { ...judged, holds: standing(level, budget, (other, own) => judgeLevel(reading, other, own)) };
}

function judgeLevel(reading: Reading, level: Level, budget: Budget): Judged {
  const transactions = reading.all;
  const counts: Record<string, number> = {
    reads: reading.readOp.length,
    writes: reading.writeOp.length,
    transactions: reading.inOrder.length,
  };
  if (reading.twice !== undefined) {
    const [, again] = reading.twice;
    const name = `${transactions.keyName(transactions.key[again]!)} = ${transactions.valueName(transactions.version[again]!)}`;
    const why = `${name} was written twice, and nothing tells which of the writes a read of it found`;
    return { anomalies: [], unknown: { reason: 'precondition', why }, certificate: none(level, why), counts };
  }
  const { family } = LEVELS[level];
  const order = orderOf(level, transactions.sessionsCount);
  if (order === 'real-time' && !transactions.hasRealTime) {
    const why = `the log does not tell when operations began and ended, and ${level} is about that`;
    return {
      anomalies: reading.direct,
      unknown: { reason: 'unsupported', why },
      certificate: none(level, why),
      counts,
    };
  }
  try {
    switch (family) {
      case 'read-committed':
      case 'read-atomic':
      case 'causal':
        return judgeWeak(reading, level, family, order !== 'none', budget, counts);
      default:
        return judgeStrong(reading, level, family, order, budget, counts);
    }
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    const why = `the budget was used up while ${error.message}`;
    return {
      anomalies: reading.direct,
      unknown: { reason: 'budget', why },
      certificate: none(level, why),
      counts,
    };
  }
}
