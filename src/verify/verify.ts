import type { Certificate } from '../history/certificate.js';
import { OUTCOME, type Transactions } from '../history/transactions.js';
import { checkCycle } from './cycle.js';
import { checkExhausted } from './exhausted.js';
import { column, factsOf } from './facts.js';
import { meaningOf, refusalOf, refuse } from './meaning.js';
import { checkOrder } from './orders.js';
import { checkPair } from './pair.js';

export type Answer = { holds: true } | { holds: false; why: string } | { holds: 'nothing to verify'; why: string };

/**
 * Checks a certificate (specs/certificate.schema.json) against the log that it is about, sharing nothing with the checkers
 * but the reader. Linear, but for `exhausted`; at `causal`, for each session. Throws CertificateError on what can be none.
 */
export function verifyCertificate(certificate: Certificate, log: Transactions): Answer {
  const { kind, level } = certificate;
  if (kind === 'none') return { holds: 'nothing to verify', why: certificate.why };
  const meaning = meaningOf(level, log);
  const facts = factsOf(log, 'made' in certificate ? certificate.made : []);
  const why = refusalOf(() => {
    if (kind === 'cycle') checkCycle(facts, meaning, certificate);
    else if (kind === 'pair') checkPair(facts, meaning, certificate);
    else if (kind === 'exhausted') checkExhausted(facts, meaning, certificate.transactions);
    else if (kind === 'begin-commit-order') checkPoints(certificate.points);
    else checkWhole(certificate.transactions);
  });
  return why === undefined ? { holds: true } : { holds: false, why };

  function checkPoints(points: readonly number[]): void {
    const [begins, order] = [column(log.count, -1), [] as number[]];
    for (const point of points) {
      if (point % 2 === 0) begins[point >> 1] = order.length;
      else if (order.push(point >> 1) && begins[point >> 1] === -1)
        refuse(`transaction ${point >> 1} commits before it begins`);
    }
    if (points.length !== 2 * order.length) refuse('something begins twice, or does not commit');
    checkWhole(order, begins);
  }

  function checkWhole(order: readonly number[], begins?: Int32Array): void {
    const shown = { order: 'serializable', 'begin-commit-order': 'snapshot-isolation' } as const;
    const family = kind === 'order' || kind === 'begin-commit-order' ? shown[kind] : meaning.family;
    const isProof = kind === 'order' || (begins ? meaning.family !== 'serializable' : !meaning.isStrong);
    if (!isProof) refuse(`a certificate of the kind ${kind} is no proof of ${level}`);
    const times = column(log.count, 0);
    for (const t of order) if (times[t]++ !== 0) refuse(`transaction ${t} is in it twice, or not in the log`);
    for (const [t, how] of log.outcome.entries()) {
      if (how === OUTCOME.ok && times[t] === 0) refuse(`transaction ${t} is ok and not in it`);
      if (how === OUTCOME.fail && times[t] === 1) refuse(`transaction ${t} failed and is in it`);
    }
    checkOrder(facts, { ...meaning, family, isWeak: meaning.isWeak && kind === 'commit-order' }, order, begins);
  }
}
