import { nameOfCycle } from '../anomalies.js';
import type { Budget } from '../budget.js';
import type { Anomaly, Judged } from '../judged.js';
import type { Level } from '../levels.js';
import { certifyFailure } from './certify.js';
import { type Explainer, explainContradiction, explainCycle } from './explain.js';
import { outgoing, shortestCycles, topologicalOrder } from './graph.js';
import type { Reading } from './reading.js';
import { forcedEdges } from './weak.js';

/** So many cycles are told at most. */
const CYCLES = 100;

/** `read-committed`, `read-atomic` and `causal`: whether what is forced has a cycle; if not, every order that it leaves will do. */
export function judgeWeak(
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
