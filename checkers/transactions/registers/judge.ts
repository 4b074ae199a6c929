import type { Transactions } from '../../../src/history/transactions.js';
import { nameOfCycle } from '../anomalies.js';
import { type Budget, OutOfBudget } from '../budget.js';
import type { Anomaly, Judged } from '../judged.js';
import { LEVELS, type Level, orderOf } from '../levels.js';
import { certifyFailure, none } from './certify.js';
import { type Explainer, explainContradiction, explainCycle } from './explain.js';
import { outgoing, shortestCycles, topologicalOrder } from './graph.js';
import { type Reading, readReading } from './reading.js';
import { judgeStrong } from './strong.js';
import { forcedEdges } from './weak.js';

/**
 * Judges registers with unique written values, of which nobody tells in which order a key's versions stand. Linear up to
 * `causal` but for what AWDIT proves necessary; above it NP-complete: what is forced, then a search within the budget.
 */
export function judgeRegisters(transactions: Transactions, level: Level, budget: Budget): Judged {
  const reading = readReading(transactions);
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

/** So many cycles are told at most. */
const CYCLES = 100;

function judgeWeak(
  reading: Reading,
  level: Level,
  family: 'read-committed' | 'read-atomic' | 'causal',
  sessionsCount: boolean,
  budget: Budget,
  counts: Record<string, number>,
): Judged {
  const { graph, contradictions, direct } = forcedEdges(reading, family, sessionsCount, budget);
  counts.edges = graph.edges;
  const out = outgoing(graph);
  const order = topologicalOrder(graph, out);
  const anomalies: Anomaly[] = [...reading.direct, ...direct];
  const explainer: Explainer = { graph, out, reading, family };
  for (const { read, writer } of contradictions) {
    const cycle = explainContradiction(explainer, read, writer);
    anomalies.push({ rule: nameOfCycle(cycle, reading.all), cycle });
  }
  if (order.length < graph.nodes) {
    for (const edges of shortestCycles(graph, out, budget, CYCLES)) {
      const cycle = explainCycle(explainer, edges);
      anomalies.push({ rule: nameOfCycle(cycle, reading.all), cycle });
    }
  }
  if (anomalies.length > 0) return { anomalies, certificate: certifyFailure(reading, level, anomalies), counts };
  const commits: number[] = [];
  for (let i = 0; i < order.length; i++) if (reading.included[order[i]!] === 1) commits.push(order[i]!);
  return { anomalies, certificate: { kind: 'commit-order', level, transactions: commits }, counts };
}
