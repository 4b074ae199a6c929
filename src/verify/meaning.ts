import type { Transactions } from '../history/transactions.js';

/** A certificate that is none: what is wrong with it, in words. */
export class CertificateError extends Error {}

/** What a level means: DESIGN 7, and the definitions in checkers/transactions/levels.ts, which this repeats on purpose. */
export interface Meaning {
  family: 'read-committed' | 'read-atomic' | 'causal' | 'prefix' | 'snapshot-isolation' | 'serializable';
  /** Whether a transaction sees what came before it in its session; and all that had ended before it began. */
  sessions: boolean;
  realTime: boolean;
}

const WEAK = ['read-committed', 'read-atomic', 'causal', 'prefix'];

export function meaningOf(level: unknown, { sessionsCount, hasRealTime }: Transactions): Meaning {
  const [, prefix, family] = /^(strict-|strong-session-)?([a-z-]+)$/.exec(String(level)) ?? [];
  const isStrong = family === 'snapshot-isolation' || family === 'serializable';
  if (!isStrong && (prefix !== undefined || !WEAK.includes(family!))) {
    throw new CertificateError(
      `the certificate is about the level ${JSON.stringify(level)}, and there is no such level`,
    );
  }
  if (prefix === 'strict-' && !hasRealTime) {
    throw new CertificateError(`the certificate is about ${level}, but the log does not tell real time`);
  }
  const sessions = sessionsCount || prefix !== undefined || family === 'causal' || family === 'prefix';
  return { family: family as Meaning['family'], sessions, realTime: prefix === 'strict-' };
}
