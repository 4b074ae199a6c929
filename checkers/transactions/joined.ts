import type { Reading } from './reading.js';

/** By key: where its loose runs begin in the order, where it has several. */
export function looseBegins({ first, settled, run, transactions }: Reading): Map<number, number[]> {
  const byKey = new Map<number, number[]>();
  for (let k = 0; k < transactions.keys; k++) {
    if (first[k + 1]! - settled[k]! < 2) continue;
    const begins: number[] = [];
    for (let i = settled[k]!; i < first[k + 1]!; i++) if (run[i] === i) begins.push(i);
    if (begins.length > 1) byKey.set(k, begins);
  }
  return byKey;
}

/** The reading as it is if a key's loose runs come in this order, and all others as they stand: nothing is loose any more. */
export function joined(reading: Reading, begins: ReadonlyMap<number, readonly number[]>): Reading {
  const { first, transactions } = reading;
  const order = reading.order.slice();
  const run = reading.run.slice();
  const place = reading.place.slice();
  for (const [k, runs] of begins) {
    let at = reading.settled[k]!;
    for (const begin of runs) {
      for (let i = begin; i < first[k + 1]! && reading.run[i] === begin; i++) order[at++] = reading.order[i]!;
    }
    for (let i = reading.settled[k]!; i < at; i++) place[order[i]!] = i;
  }
  for (let k = 0; k < transactions.keys; k++) run.fill(first[k]!, first[k]!, first[k + 1]!);
  return { ...reading, order, run, place, settled: first.slice(1), doubt: '' };
}
