import type { Certificate } from '../../../src/history/certificate.js';
import { MICRO, NOTHING, OUTCOME, type Transactions } from '../../../src/history/transactions.js';
import type { Altered } from './alter.js';
import { range } from './only-named.js';

/**
 * The log with one read that found its key as it was at the start: at the levels at which a read finds one version and no
 * other, no order explains that as well.
 */
export function misread(certificate: Certificate, log: Transactions): Altered[] {
  if (!/serializable|snapshot-isolation/.test(certificate.level)) return [];
  for (let t = log.count - 1; t >= 0; t--) {
    const op = outwardReads(t, log).at(0);
    if (op === undefined) continue;
    const found = log.list === undefined ? { ...log, version: log.version.with(op, NOTHING) } : withList(log, op, []);
    return [{ how: 'a value changed', certificate, log: found, isSure: true }];
  }
  return [];
}

/** The log with one more element in a list (`at` its end), or another in the place of one. */
export function listChanged(log: Transactions, op: number, at: number, element: number): Transactions {
  return withList(log, op, [...log.lists!.subarray(log.list![op]!, log.list![op + 1]!)].toSpliced(at, 1, element));
}

function withList(log: Transactions, op: number, elements: number[]): Transactions {
  const [begin, end] = [log.list![op]!, log.list![op + 1]!];
  const lists = Int32Array.from([...log.lists!.subarray(0, begin), ...elements, ...log.lists!.subarray(end)]);
  const list = log.list!.map((place, i) => (i > op ? place - (end - begin) + elements.length : place));
  return { ...log, version: log.version.with(op, elements.at(-1) ?? NOTHING), lists, list };
}

/** Reads, with an answer that is not the start, of keys that an ok transaction has not written before. */
export function outwardReads(t: number, { outcome, micro, key, version, first }: Transactions): number[] {
  if (outcome[t] !== OUTCOME.ok) return [];
  const written = new Set<number>();
  return range(first[t]!, first[t + 1]!).filter((op) => {
    if (micro[op] === MICRO.write) written.add(key[op]!);
    return micro[op] === MICRO.read && version[op]! >= 0 && !written.has(key[op]!);
  });
}
