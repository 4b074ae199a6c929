import { MICRO, NOTHING, OUTCOME, UNKNOWN } from '../history/transactions.js';
import { type Facts, NONE } from './facts.js';
import type { Meaning } from './meaning.js';

/** Whether micro-operations contradict each other, or the level, in the way that has this name; undefined: there is no such way. */
export function isAnomaly(facts: Facts, { family }: Meaning, anomaly: string, operations: readonly number[]) {
  const { log, owner, version, writer, isLast, found, length, isInternal, committed } = facts;
  const { micro, key, outcome, lists, list } = log;
  const [a, b = a, c = a, d = a] = operations as [number, number?, number?, number?];
  const isWrite = (op: number) => micro[op] === MICRO.write;
  const isRead = (op: number) => found[op]! > NONE;
  const replaced = (op: number) => (outcome[owner[op]!] === OUTCOME.fail ? UNKNOWN : (log.replaced?.[op] ?? UNKNOWN));
  const elements = (op: number) =>
    lists === undefined ? [version[op]!] : [...lists.subarray(list![op]!, list![op + 1]!)];
  const saw = isWrite(a) ? [replaced(a)] : outcome[owner[a]!] === OUTCOME.ok ? elements(a) : [];
  const isOneKey = key[a] === key[b];
  const bothWrite = isOneKey && a !== b && [a, b].every((op) => isWrite(op) && committed[owner[op]!] === 1);
  const areRivals = bothWrite && replaced(a) >= NOTHING && replaced(a) === replaced(b);
  switch (anomaly) {
    case 'G1a':
      return isWrite(b) && saw.includes(version[b]!) && outcome[owner[b]!] === OUTCOME.fail;
    case 'G1b':
      return isWrite(b) && found[a]! >= 0 && found[a] === version[b] && isLast[b] === 0 && owner[a] !== owner[b];
    case 'internal':
    case 'non-repeatable-read': {
      const areTwo = isOneKey && owner[a] === owner[b] && isRead(a) && isRead(b) && found[a] !== found[b];
      return isInternal[a] === 1 || (areTwo && family !== 'read-committed');
    }
    case 'garbage-read':
    case 'thin-air':
      return saw.some((v) => v >= 0 && writer[v]! < 0) && !mayBeMade();
    case 'duplicate-elements':
      return !isWrite(a) && new Set(saw).size < saw.length;
    case 'duplicate-version':
      return bothWrite && version[a]! >= 0 && version[a] === version[b];
    case 'incompatible-order': {
      if (lists === undefined) return areRivals || (bothWrite && replacesItself());
      if (isWrite(b)) return isOneKey && isRead(a) && lacksEarlier();
      const [one, other] = [a, b].map((op) => elements(op).slice(0, length[op])) as [number[], number[]];
      return isOneKey && isRead(a) && isRead(b) && one.some((v, i) => i < other.length && v !== other[i]);
    }
    case 'lost-update': {
      const updates = (read: number, write: number) =>
        isRead(read) &&
        found[read] === found[a] &&
        isWrite(write) &&
        owner[read] === owner[write] &&
        key[write] === key[a];
      const areUpdates = key[c] === key[a] && owner[a] !== owner[c] && updates(a, b) && updates(c, d);
      return areRivals || (areUpdates && (family === 'snapshot-isolation' || family === 'serializable'));
    }
    default:
      return undefined;
  }

  /** Whether a list has something that a transaction appended and lacks, before that, what it had appended earlier. */
  function lacksEarlier(): boolean {
    const later = saw.slice(0, length[a]).findIndex((v) => writer[v]! > b && owner[writer[v]!] === owner[b]);
    return later >= 0 && !saw.slice(0, later).includes(version[b]!);
  }

  /** Whether as many writes of the key were told no version as versions were seen that nobody is known to have made. */
  function mayBeMade(): boolean {
    const holes = new Set<number>();
    let able = 0;
    for (let op = 0; op < micro.length; op++) {
      if (key[op] !== key[a]) continue;
      for (const v of [found[op]!, replaced(op)]) if (v >= 0 && writer[v]! < 0) holes.add(v);
      if (isWrite(op) && version[op] === UNKNOWN && outcome[owner[op]!] === OUTCOME.info) able++;
    }
    return able >= holes.size;
  }

  function replacesItself(): boolean {
    let v = version[a]!;
    for (let steps = 0; steps <= log.versions && v >= 0; steps++) {
      v = writer[v]! < 0 ? NOTHING : replaced(writer[v]!);
      if (v === version[a]) return true;
    }
    return false;
  }
}
