import type { Transactions } from '../history/transactions.js';

/** A certificate that is none, or beyond all bounds: what is wrong with it, in words. */
export class CertificateError extends Error {}

export type Meaning = ReturnType<typeof meaningOf>;
const FAMILIES = ['read-committed', 'read-atomic', 'causal', 'prefix', 'snapshot-isolation', 'serializable'] as const;

/** What a level means: as checkers/transactions/levels.ts, repeated on purpose. `sessions`, `realTime`: whether they count. */
export function meaningOf(level: unknown, { sessionsCount, hasRealTime }: Transactions) {
  const about = `the certificate is about the level ${JSON.stringify(level)}`;
  const [, prefix, name] = /^(strict-|strong-session-)?([a-z-]+)$/.exec(String(level)) ?? [];
  const rank = (FAMILIES as readonly unknown[]).indexOf(name);
  if (rank < (prefix === undefined ? 0 : 4)) throw new CertificateError(`${about}, and there is no such level`);
  const realTime = prefix === 'strict-';
  if (realTime && !hasRealTime) throw new CertificateError(`${about}, but the log does not tell real time`);
  const sessions = sessionsCount || prefix !== undefined || rank === 2 || rank === 3;
  return { family: FAMILIES[rank]!, isWeak: rank < 3, isStrong: rank > 3, sessions, realTime };
}
