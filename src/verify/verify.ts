import type { Certificate } from '../history/certificate.js';
import { OUTCOME, type Transactions } from '../history/transactions.js';
import { cycleBroken } from './cycle.js';
import { somethingWillDo } from './exhausted.js';
import { column, factsOf } from './facts.js';
import { CertificateError, type Meaning, meaningOf } from './meaning.js';
import { name, orderBroken } from './orders.js';
import { isAnomaly } from './pair.js';

export type Answer = { holds: true } | { holds: false; why: string } | { holds: 'nothing to verify'; why: string };

/**
 * Checks a certificate against the log that it is about, knowing nothing of who made it: shares nothing with the checkers
 * but the columns. Linear, but for `exhausted`; below `prefix` also in how many versions of a key replaced the one read,
 * and in how wide the past is. Throws CertificateError where it is no certificate or beyond all bounds.
 */
export function verifyCertificate(certificate: Certificate, log: Transactions): Answer {
  if (typeof certificate !== 'object' || certificate === null) throw new CertificateError('a certificate is an object');
  if (certificate.kind === 'none') return { holds: 'nothing to verify', why: String(certificate.why) };
  const why = whyNot(certificate, log);
  return why === undefined ? { holds: true } : { holds: false, why };
}

function whyNot(certificate: Exclude<Certificate, { kind: 'none' }>, log: Transactions): string | undefined {
  const { kind, level } = certificate;
  const meaning = meaningOf(level, log);
  const facts = factsOf(log);
  switch (kind) {
    case 'order':
      return replayBroken({ ...meaning, family: 'serializable', isWeak: false }, numbers(certificate.transactions));
    case 'commit-order':
      if (meaning.isStrong) return `an order of commits is no proof of ${level}`;
      return replayBroken(meaning, numbers(certificate.transactions));
    case 'begin-commit-order': {
      if (meaning.family === 'serializable') return `begins and commits are no proof of ${level}`;
      const begins = column(log.count, -1);
      const order: number[] = [];
      for (const point of numbers(certificate.points, log.count * 2)) {
        const t = point >> 1;
        if (point % 2 === 0 && begins[t]! >= 0) return `${name(t)} begins twice`;
        if (point % 2 === 0) begins[t] = order.length;
        else if (order.push(t) && begins[t]! < 0) return `${name(t)} commits before it begins`;
      }
      if (certificate.points.length !== order.length * 2) return 'something begins and does not commit';
      return replayBroken({ ...meaning, family: 'snapshot-isolation', isWeak: false }, order, begins);
    }
    case 'cycle':
      return cycleBroken(facts, meaning, certificate.edges);
    case 'pair': {
      const operations = numbers(certificate.operations, log.micro.length);
      if (operations.length === 0) throw new CertificateError('a certificate of the kind pair lists micro-operations');
      const { anomaly } = certificate;
      const isOne = isAnomaly(facts, meaning, anomaly, operations);
      if (isOne === undefined) throw new CertificateError(`no anomaly is called ${JSON.stringify(anomaly)}`);
      return isOne ? undefined : `micro-operations ${operations.join(' and ')} are no ${anomaly}`;
    }
    case 'exhausted':
      return somethingWillDo(facts, meaning, numbers(certificate.transactions));
    default:
      throw new CertificateError(`there is no certificate of the kind ${JSON.stringify(kind)}`);
  }

  function numbers(list: unknown, below = log.count): number[] {
    if (Array.isArray(list) && list.every((n) => Number.isInteger(n) && n >= 0 && n < below)) return list;
    throw new CertificateError(`a certificate of the kind ${kind} lists whole numbers from 0 to ${below - 1}`);
  }

  function replayBroken(asked: Meaning, order: readonly number[], begins?: Int32Array): string | undefined {
    const times = new Uint8Array(log.count);
    for (const t of order) if (times[t]++ > 0) return `${name(t)} is in it twice`;
    for (const [t, how] of log.outcome.entries()) {
      if (how === OUTCOME.ok && times[t] === 0) return `${name(t)} is ok and not in it`;
      if (how === OUTCOME.fail && times[t] === 1) return `${name(t)} failed and is in it`;
    }
    return orderBroken(facts, asked, order, begins);
  }
}
