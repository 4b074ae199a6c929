import { MICRO, NOTHING, OUTCOME, UNKNOWN } from '../history/transactions.js';
import { type Facts, NONE } from './facts.js';
import type { Meaning } from './meaning.js';

/** Whether micro-operations contradict each other, or the level, in the way that has this name; undefined: there is no such way. */
export function isAnomaly(
  facts: Facts,
  { family }: Meaning,
  anomaly: string,
  operations: readonly number[],
): boolean | undefined {
  const { log, owner, version, writer, isLast, found, length, isInternal, committed } = facts;
  const { micro, key, outcome } = log;
  const [a, b, c, d] = [0, 1, 2, 3].map((i) => operations[i] ?? operations[0]!) as [number, number, number, number];
  const replaced = (op: number) => log.replaced?.[op] ?? UNKNOWN;
  const elements = (op: number) =>
    log.lists === undefined ? [version[op]!] : [...log.lists.subarray(log.list![op]!, log.list![op + 1]!)];
  const saw = outcome[owner[a]!] === OUTCOME.ok ? (micro[a] === MICRO.read ? elements(a) : [replaced(a)]) : [];
  const bothWrite =
    micro[a] === MICRO.write &&
    micro[b] === MICRO.write &&
    a !== b &&
    key[a] === key[b] &&
    committed[owner[a]!] === 1 &&
    committed[owner[b]!] === 1;
  const isStrong = family === 'snapshot-isolation' || family === 'serializable';
  switch (anomaly) {
    case 'G1a':
      return saw.includes(version[b]!) && micro[b] === MICRO.write && outcome[owner[b]!] === OUTCOME.fail;
    case 'G1b':
      return (
        found[a]! >= 0 &&
        found[a] === version[b] &&
        micro[b] === MICRO.write &&
        isLast[b] === 0 &&
        owner[a] !== owner[b]
      );
    case 'internal':
    case 'non-repeatable-read': {
      const isTwice =
        owner[a] === owner[b] && key[a] === key[b] && found[a]! > NONE && found[b]! > NONE && found[a] !== found[b];
      return isInternal[a] === 1 || (isTwice && family !== 'read-committed');
    }
    case 'garbage-read':
    case 'thin-air':
      return saw.some((v) => v >= 0 && writer[v]! < 0 && !mayBeMade(key[a]!));
    case 'duplicate-elements':
      return micro[a] === MICRO.read && new Set(saw).size < saw.length;
    case 'incompatible-order': {
      if (log.lists === undefined) return bothWrite && (replacesItself(version[a]!) || areRivals());
      if (micro[b] === MICRO.write) return found[a]! > NONE && lacksEarlier();
      const [one, other] = [a, b].map((op) => elements(op).slice(0, length[op]));
      return (
        key[a] === key[b] &&
        found[a]! > NONE &&
        found[b]! > NONE &&
        one!.some((v, i) => i < other!.length && v !== other![i])
      );
    }
    case 'duplicate-version':
      return bothWrite && version[a]! >= 0 && version[a] === version[b];
    case 'lost-update':
      return bothWrite
        ? areRivals()
        : isStrong &&
            [
              [a, b],
              [c, d],
            ].every(
              ([read, write]) =>
                owner[read!] === owner[write!] &&
                found[read!] === found[a] &&
                key[read!] === key[a] &&
                key[write!] === key[a] &&
                micro[write!] === MICRO.write,
            ) &&
            found[a]! > NONE &&
            owner[a] !== owner[c];
    default:
      return undefined;
  }

  /** Whether a list has something that a transaction appended and lacks, before that, what it had appended earlier. */
  function lacksEarlier(): boolean {
    const later = saw.slice(0, length[a]).findIndex((v) => writer[v]! > b && owner[writer[v]!] === owner[b]);
    return later >= 0 && key[a] === key[b] && !saw.slice(0, later).includes(version[b]!);
  }

  function areRivals(): boolean {
    return replaced(a) >= NOTHING && replaced(a) === replaced(b);
  }

  /** Whether more writes of a key that were told no version may have taken effect than versions were seen that nobody made. */
  function mayBeMade(k: number): boolean {
    const holes = new Set<number>();
    let able = 0;
    for (let op = 0; op < micro.length; op++) {
      if (key[op] !== k) continue;
      for (const v of [found[op]!, outcome[owner[op]!] === OUTCOME.ok ? replaced(op) : NONE])
        if (v >= 0 && writer[v]! < 0) holes.add(v);
      if (micro[op] === MICRO.write && version[op] === UNKNOWN && outcome[owner[op]!] === OUTCOME.info) able++;
    }
    return able >= holes.size;
  }

  function replacesItself(v: number): boolean {
    let w = v;
    for (let steps = 0; steps <= log.versions && w >= 0; steps++) {
      w = writer[w]! < 0 ? NOTHING : replaced(writer[w]!);
      if (w === v) return true;
    }
    return false;
  }
}
