import type { Certificate } from '../history/certificate.js';
import { OUTCOME, type Transactions } from '../history/transactions.js';
import { checkCycle } from './cycle.js';
import { checkExhausted } from './exhausted.js';
import { column, factsOf } from './facts.js';
import { CertificateError, meaningOf, Refusal, refuse } from './meaning.js';
import { checkOrder, name } from './orders.js';
import { isAnomaly } from './pair.js';

export type Answer = { holds: true } | { holds: false; why: string } | { holds: 'nothing to verify'; why: string };

/**
 * Checks a certificate (specs/certificate.schema.json) against the log that it is about, sharing nothing with the checkers
 * but the reader. Linear, but for `exhausted`; at `causal`, for each session. Throws CertificateError on what can be none.
 */
export function verifyCertificate(certificate: Certificate, log: Transactions): Answer {
  if (certificate.kind === 'none') return { holds: 'nothing to verify', why: certificate.why };
  try {
    check(certificate, log);
    return { holds: true };
  } catch (error) {
    if (error instanceof Refusal) return { holds: false, why: error.message };
    throw error;
  }
}

function check(certificate: Exclude<Certificate, { kind: 'none' }>, log: Transactions): void {
  const { kind, level } = certificate;
  const meaning = meaningOf(level, log);
  const { family } = meaning;
  const facts = factsOf(log, 'made' in certificate ? certificate.made : []);
  if (kind === 'cycle') checkCycle(facts, meaning, certificate);
  else if (kind === 'exhausted') checkExhausted(facts, meaning, certificate.transactions);
  else if (kind === 'pair') {
    const { anomaly, operations } = certificate;
    const isOne = isAnomaly(facts, meaning, anomaly, operations);
    if (isOne === undefined) throw new CertificateError(`no anomaly is called ${JSON.stringify(anomaly)}`);
    if (!isOne) refuse(`micro-operations ${operations.join(' and ')} are no ${anomaly}`);
  } else {
    const isPoints = kind === 'begin-commit-order';
    const isProof = { order: true, 'begin-commit-order': family !== 'serializable', 'commit-order': !meaning.isStrong };
    if (!isProof[kind]) refuse(`a certificate of the kind ${kind} is no proof of ${level}`);
    const points = isPoints ? certificate.points : [];
    const order = isPoints ? points.filter((p) => p % 2 === 1).map((p) => p >> 1) : certificate.transactions;
    if (isPoints && points.length !== 2 * order.length) refuse('something begins twice, or does not commit');
    const begins = isPoints ? column(log.count, -1) : undefined;
    let commits = 0;
    for (const point of points)
      if (point % 2 === 1) commits++;
      else begins![point >> 1] = commits;
    const times = column(log.count, 0);
    for (const t of order) if (times[t]++ !== 0) refuse(`${name(t)} is in it twice, or not in the log`);
    const wrong = log.outcome.findIndex(
      (how, t) => times[t] === (how === OUTCOME.ok ? 0 : how === OUTCOME.fail ? 1 : 2),
    );
    const what = times[wrong] === 0 ? 'is ok and not' : 'failed and is';
    if (wrong >= 0) refuse(`${name(wrong)} ${what} in it`);
    const asked = {
      order: 'serializable',
      'begin-commit-order': 'snapshot-isolation',
      'commit-order': family,
    } as const;
    checkOrder(
      facts,
      { ...meaning, family: asked[kind], isWeak: meaning.isWeak && kind === 'commit-order' },
      order,
      begins,
    );
  }
}
