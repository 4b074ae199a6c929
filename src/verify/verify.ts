import type { Certificate } from '../history/certificate.js';
import { OUTCOME, type Transactions } from '../history/transactions.js';
import { cycleBroken } from './cycle.js';
import { somethingWillDo } from './exhausted.js';
import { factsOf } from './facts.js';
import { CertificateError, meaningOf } from './meaning.js';
import { name, orderBroken } from './orders.js';
import { isAnomaly } from './pair.js';

export type Answer = { holds: true } | { holds: false; why: string } | { holds: 'nothing to verify'; why: string };

/**
 * Checks a certificate against the log that it is about, knowing nothing of who made it: shares nothing with the checkers
 * but the columns. Linear, but for `exhausted`. Throws CertificateError where it is no certificate or beyond all bounds.
 */
export function verifyCertificate(certificate: Certificate, log: Transactions): Answer {
  if (typeof certificate !== 'object' || certificate === null) throw new CertificateError('a certificate is an object');
  const { kind, level } = certificate;
  if (kind === 'none') return { holds: 'nothing to verify', why: String(certificate.why) };
  const meaning = meaningOf(level, log);
  const facts = factsOf(log);
  const isBelow = (...families: string[]) => families.includes(meaning.family);
  const answer = (why: string | undefined): Answer => (why === undefined ? { holds: true } : { holds: false, why });

  function numbers(list: unknown, below: number): number[] {
    const isNumber = (n: unknown) => Number.isInteger(n) && (n as number) >= 0 && (n as number) < below;
    if (Array.isArray(list) && list.every(isNumber)) return list;
    throw new CertificateError(`a certificate of the kind ${kind} lists whole numbers from 0 to ${below - 1}`);
  }
  function membersBroken(order: readonly number[]): string | undefined {
    const times = new Uint8Array(log.count);
    for (const t of order) if (times[t]++ > 0) return `${name(t)} is in it twice`;
    const wrong = times.findIndex(
      (n, t) => log.outcome[t] !== OUTCOME.info && n !== Number(log.outcome[t] === OUTCOME.ok),
    );
    return wrong < 0 ? undefined : `${name(wrong)} ${times[wrong] === 0 ? 'is ok and not' : 'failed and is'} in it`;
  }

  switch (kind) {
    case 'order': {
      const order = numbers(certificate.transactions, log.count);
      return answer(membersBroken(order) ?? orderBroken(facts, { ...meaning, family: 'serializable' }, order));
    }
    case 'commit-order': {
      const order = numbers(certificate.transactions, log.count);
      if (isBelow('snapshot-isolation', 'serializable')) return answer(`an order of commits is no proof of ${level}`);
      return answer(membersBroken(order) ?? orderBroken(facts, meaning, order));
    }
    case 'begin-commit-order': {
      const points = numbers(certificate.points, log.count * 2);
      if (isBelow('serializable')) return answer(`begins and commits are no proof of ${level}`);
      const order: number[] = [];
      const begins = new Int32Array(log.count).fill(-1);
      for (const point of points) {
        const t = point >> 1;
        if (point % 2 === 1) order.push(t);
        else if (begins[t]! >= 0) return answer(`${name(t)} begins twice`);
        else begins[t] = order.length;
        if (begins[t]! < 0) return answer(`${name(t)} commits before it begins`);
      }
      if (points.length !== order.length * 2) return answer('something begins and does not commit');
      return answer(
        membersBroken(order) ?? orderBroken(facts, { ...meaning, family: 'snapshot-isolation' }, order, begins),
      );
    }
    case 'cycle':
      return answer(cycleBroken(facts, meaning, certificate.edges));
    case 'pair': {
      const operations = numbers(certificate.operations, log.micro.length);
      if (operations.length === 0) throw new CertificateError('a certificate of the kind pair lists micro-operations');
      const isOne = isAnomaly(facts, meaning, certificate.anomaly, operations);
      if (isOne === undefined)
        throw new CertificateError(`no anomaly is called ${JSON.stringify(certificate.anomaly)}`);
      return answer(isOne ? undefined : `micro-operations ${operations.join(' and ')} are no ${certificate.anomaly}`);
    }
    case 'exhausted':
      return answer(somethingWillDo(facts, meaning, numbers(certificate.transactions, log.count)));
    default:
      throw new CertificateError(`there is no certificate of the kind ${JSON.stringify(kind)}`);
  }
}
