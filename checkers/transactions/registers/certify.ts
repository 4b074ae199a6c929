import type { Certificate } from '../../../src/history/certificate.js';
import { cycleCertificate } from '../flat-cycle.js';
import type { Anomaly, Edge } from '../judged.js';
import type { Level } from '../levels.js';
import type { Reading } from './reading.js';

/** Micro-operations of which somebody else can try every order. */
const TRIED = 10;

/** The proof of a failure: the most elementary of the anomalies. */
export function certifyFailure({ all }: Reading, level: Level, anomalies: readonly Anomaly[]): Certificate {
  const first = anomalies[0]!;
  if ('operations' in first) return { kind: 'pair', level, anomaly: first.rule, operations: first.operations };
  const whole = anomalies.find((anomaly) => 'cycle' in anomaly && isWhole(anomaly.cycle));
  if (whole !== undefined && 'cycle' in whole) return cycleCertificate(level, whole.cycle);
  if ('cycle' in first) return none(level, 'what forces the edges of the cycle is too long to be told');
  const size = first.transactions.reduce((sum, t) => sum + all.first[t + 1]! - all.first[t]!, 0);
  if (size <= TRIED) return { kind: 'exhausted', level, transactions: first.transactions };
  return none(
    level,
    `every order was tried and none will do, but no part of at most ${TRIED} micro-operations shows it`,
  );
}

export function none(level: Level, why: string): Certificate {
  return { kind: 'none', level, why };
}

/** Whether all that forces an edge is told with it. Only a read of the start needs no reason. */
function isWhole(edges: readonly Edge[]): boolean {
  const all = new Set(edges);
  for (const { because } of all) {
    if (because?.length === 0) return false;
    for (const reason of because ?? []) all.add(reason);
  }
  return true;
}
