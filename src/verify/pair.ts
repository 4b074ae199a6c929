import { MICRO, NOTHING, OUTCOME, UNKNOWN } from '../history/transactions.js';
import { type Facts, INTERNAL, NONE } from './facts.js';
import type { Meaning } from './meaning.js';

/** Whether micro-operations contradict each other, or the level, in the way that has this name; undefined: there is no such way. */
export function isAnomaly(facts: Facts, { family, isStrong }: Meaning, anomaly: string, operations: readonly number[]) {
  const { owner, version, writer, isLast, found, length, committed } = facts;
  const { micro, key, outcome, lists, list, replaced: told } = facts.log;
  const [a, b = a, c = a, d = a] = operations as [number, number?, number?, number?];
  const isWrite = (op: number) => micro[op] === MICRO.write;
  const isRead = (op: number) => found[op]! > NONE;
  const replaced = (op: number) => (outcome[owner[op]!] === OUTCOME.fail ? UNKNOWN : (told?.[op] ?? UNKNOWN));
  const elements = (op: number) =>
    lists === undefined ? version.slice(op, op + 1) : lists.slice(list![op], list![op + 1]);
  const saw = isWrite(a) ? [replaced(a)] : outcome[owner[a]!] === OUTCOME.ok ? [...elements(a)] : [];
  const isOneKey = [a, b, c, d].every((op) => key[op] === key[a]);
  const areReads = isOneKey && isRead(a) && isRead(b);
  const differ = areReads && found[a] !== found[b];
  const areWrites = isOneKey && a !== b && [a, b].every((op) => isWrite(op) && committed[owner[op]!] === 1);
  const areRivals = areWrites && replaced(a) >= NOTHING && replaced(a) === replaced(b);
  const isUpdate = (read: number, write: number) =>
    isRead(read) && found[read] === found[a] && isWrite(write) && owner[read] === owner[write];
  const isSilent = (op: number) =>
    isWrite(op) && key[op] === key[a] && version[op] === UNKNOWN && outcome[owner[op]!] === OUTCOME.info;
  const isOwn = found[a]! >= 0 && owner[writer[found[a]!]!] === owner[a];
  // `append`: of what one transaction appended, the first later than b that a list has.
  const later = saw.slice(0, length[a]).findIndex((v) => writer[v]! > b && owner[writer[v]!] === owner[b]);
  const ways: Readonly<Record<string, () => boolean>> = {
    G1a: () => isWrite(b) && saw.includes(version[b]!) && outcome[owner[b]!] === OUTCOME.fail,
    G1b: () => isWrite(b) && found[a]! >= 0 && found[a] === version[b] && isLast[b] === 0 && owner[a] !== owner[b],
    internal: () => found[a] === INTERNAL || isOwn || (differ && owner[a] === owner[b] && family !== 'read-committed'),
    'non-repeatable-read': () => ways.internal!(),
    'garbage-read': () => saw.some((v) => v >= 0 && writer[v]! < 0) && !micro.some((_, op) => isSilent(op)),
    'thin-air': () => ways['garbage-read']!(),
    'duplicate-elements': () => !isWrite(a) && new Set(saw).size < saw.length,
    'duplicate-version': () => areWrites && version[a]! >= 0 && version[a] === version[b],
    'incompatible-order': () => {
      if (lists === undefined) return areRivals;
      if (areReads) return elements(a).some((v, i) => i < Math.min(length[a]!, length[b]!) && v !== elements(b)[i]);
      return isOneKey && isRead(a) && isWrite(b) && later >= 0 && !saw.slice(0, later).includes(version[b]!);
    },
    'lost-update': () =>
      areRivals || (isStrong && isOneKey && owner[a] !== owner[c] && isUpdate(a, b) && isUpdate(c, d)),
  };
  return Object.hasOwn(ways, anomaly) ? ways[anomaly]!() : undefined;
}
