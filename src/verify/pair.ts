import type { PairCertificate } from '../history/certificate.js';
import { MICRO, NOTHING, OUTCOME } from '../history/transactions.js';
import { type Facts, INTERNAL, NONE } from './facts.js';
import { CertificateError, type Meaning, refuse } from './meaning.js';

/** Refuses micro-operations that do not contradict each other, or the level, in the way that has this name. */
export function checkPair(facts: Facts, { family }: Meaning, { anomaly, operations }: PairCertificate): void {
  const { owner, version, writer, overwritten, found, committed, micro, key, outcome, lists, list, replaced } = facts;
  const [a, b = a, c = a] = operations as [number, number?, number?];
  const isWrite = (op: number) => micro[op] === MICRO.write;
  const isOneKey = [a, b, c].every((op) => key[op] === key[a]);
  const elements = (op: number) => [...(lists?.subarray(list![op], list![op + 1]) ?? version.subarray(op, op + 1))];
  const isOk = (op: number) => outcome[owner[op]!] === OUTCOME.ok;
  /** What a transaction that is ok saw of a key, by reading or by replacing. */
  const saw = (op: number) => (!isOk(op) ? [] : isWrite(op) ? [replaced?.[op]] : elements(op));
  const isAborted = isWrite(b) && outcome[owner[b]!] === OUTCOME.fail;
  const isOwn = isOneKey && isWrite(b) && owner[a] === owner[b];
  const isElse = replaced !== undefined && Math.min(version[b]!, replaced[a]! + 1) >= 0 && replaced[a] !== version[b];
  const isOther = found[a]! > NONE && found[b]! > NONE && found[a] !== found[b];
  const areWrites = isOneKey && a !== b && [a, b].every((op) => isWrite(op) && committed[owner[op]!] === 1);
  const areRivals = areWrites && replaced !== undefined && replaced[a]! >= NOTHING && replaced[a] === replaced[b];
  // Of what one transaction appended, the first later than b that a list has.
  const later = saw(a).findIndex((v) => writer[v!]! > b && owner[writer[v!]!] === owner[b]);
  const after = c === a ? 1 : saw(c).indexOf(version[a]);
  // Each replaced the version that the one before it made.
  const isStep = (op: number, old: number) =>
    isOk(op) && isWrite(op) && version[old]! >= 0 && replaced?.[op] === version[old];
  const isRound = operations.every((op, i) => isStep(op, operations.at(i - 1)!));
  const ways: Readonly<Record<string, () => boolean>> = {
    G1a: () => isAborted && saw(a).includes(version[b]),
    'dirty-update': () => isAborted && isWrite(a) && saw(c).includes(version[b]) && saw(c).indexOf(version[b]) < after,
    G1b: () => found[a]! >= 0 && found[a] === version[b] && overwritten[b] === 1 && owner[a] !== owner[b],
    internal: () => isOwn && b < a && (found[a] === INTERNAL || (isWrite(a) && facts.ownBefore[a] === b && isElse)),
    'future-read': () => isOwn && b > a && saw(a).includes(version[b]),
    'non-repeatable-read': () => isOther && isOneKey && owner[a] === owner[b] && family !== 'read-committed',
    'thin-air': () =>
      saw(a).some((v) => v! >= 0 && writer[v!]! < 0) &&
      !micro.some((_, op) => key[op] === key[a] && facts.isSilent(op)),
    'duplicate-elements': () =>
      !isWrite(a) &&
      new Set(saw(a)).size < saw(a).length &&
      (a === b || saw(a).lastIndexOf(version[b]) > saw(a).indexOf(version[b])),
    'duplicate-version': () => areWrites && version[a]! >= 0 && version[a] === version[b],
    'incompatible-order': () => {
      if (lists === undefined) return areRivals || isRound;
      if (isWrite(a) || !isOneKey) return false;
      if (isWrite(b)) return later >= 0 && !saw(a).slice(0, later).includes(version[b]);
      return saw(a).some((v, i) => i < saw(b).length && v !== saw(b)[i]);
    },
    'lost-update': () => areRivals,
  };
  if (!Object.hasOwn(ways, anomaly)) throw new CertificateError(`no anomaly is called ${JSON.stringify(anomaly)}`);
  if (!ways[anomaly]!()) refuse(`micro-operations ${operations.join(' and ')} are no ${anomaly}`);
}
