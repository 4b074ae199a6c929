import type { Transactions } from '../history/transactions.js';

/** A certificate is none, or beyond all bounds. */
export class CertificateError extends Error {}
class Refusal extends Error {}

/** What a certificate claims is not so. */
export function refuse(why: string): never {
  throw new Refusal(why);
}

/** Why a check refuses what it checks; undefined: it does not. */
export function refusalOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

export type Meaning = ReturnType<typeof meaningOf>;
const FAMILIES = ['read-committed', 'read-atomic', 'causal', 'prefix', 'snapshot-isolation', 'serializable'] as const;

/**
 * What a level means: as checkers/transactions/levels.ts, repeated on purpose. `sessions`, `realTime`: whether they count;
 * `isFree`: it asks only for an order of commits that is that of versions (Adya's PL-2).
 */
export function meaningOf(level: string, { sessionsCount, hasRealTime, model }: Transactions) {
  const [, prefix, name] = /^(strict-|strong-session-)?([a-z-]+)$/.exec(level) ?? [];
  const rank = (FAMILIES as readonly unknown[]).indexOf(name);
  const realTime = prefix === 'strict-';
  if (rank < (prefix === undefined ? 0 : 4)) throw new CertificateError(`there is no level ${JSON.stringify(level)}`);
  if (realTime && !hasRealTime) throw new CertificateError(`it is about ${level}, but the log does not tell real time`);
  const sessions = sessionsCount || prefix !== undefined || rank === 2 || rank === 3;
  const isFree = rank === 0 && !(sessionsCount && model === 'register');
  return { family: FAMILIES[rank]!, isFree, isWeak: rank < 3, isStrong: rank > 3, sessions, realTime };
}
