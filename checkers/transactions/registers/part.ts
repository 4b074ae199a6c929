import { partOf } from '../../../src/history/transactions/part-of.js';
import { MICRO, type Transactions, UNKNOWN } from '../../../src/history/transactions.js';
import type { Anomaly, Edge } from '../judged.js';

/** Some transactions of a log as a log of their own. What they read from others, nobody was told there. */
export interface Part {
  readonly all: Transactions;
  /** By transaction of the part: its number in the whole; and that of its first micro-operation. */
  readonly transactions: readonly number[];
  readonly first: readonly number[];
}

/**
 * From `prefix` up, an order for the whole is one for the part, with the others left out: so if the part breaks a level, the
 * whole does. `members`: transactions that took effect, ascending.
 */
export function createPart(whole: Transactions, members: readonly number[]): Part {
  const all = partOf(whole, members);
  const { micro, version } = all;
  const isWritten = new Uint8Array(all.versions);
  for (let op = 0; op < micro.length; op++) if (micro[op] === MICRO.write) isWritten[version[op]!] = 1;
  for (let op = 0; op < micro.length; op++) {
    if (micro[op] === MICRO.read && version[op]! >= 0 && isWritten[version[op]!] === 0) version[op] = UNKNOWN;
  }
  return { all, transactions: members, first: members.map((t) => whole.first[t]!) };
}

/** What was found in a part, told of the whole. */
export function inWhole({ all, transactions, first }: Part, anomaly: Anomaly): Anomaly {
  if ('cycle' in anomaly) {
    renumber(anomaly.cycle);
    return anomaly;
  }
  if ('operations' in anomaly) return { ...anomaly, operations: anomaly.operations.map(operation) };
  return { ...anomaly, transactions: anomaly.transactions.map((t) => transactions[t]!) };

  function renumber(edges: readonly Edge[]): void {
    const reached = new Set(edges);
    for (const edge of reached) {
      edge.from = transactions[edge.from]!;
      edge.to = transactions[edge.to]!;
      if (edge.by !== undefined) edge.by = [operation(edge.by[0]), operation(edge.by[1])];
      if (edge.shownBy !== undefined) edge.shownBy = operation(edge.shownBy);
      for (const reason of edge.because ?? []) reached.add(reason);
    }
  }

  function operation(op: number): number {
    let t = 0;
    for (let high = all.count; high - t > 1; ) {
      const middle = (t + high) >>> 1;
      if (all.first[middle]! <= op) t = middle;
      else high = middle;
    }
    return first[t]! + op - all.first[t]!;
  }
}
