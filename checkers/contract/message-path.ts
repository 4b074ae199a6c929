import type { History } from '../../src/history/history.js';

/** Messages as they reached the processes that go by them: in the order of `at`. */
export interface Arrivals {
  readonly count: number;
  /** Row of the own event by which the message had reached its process. */
  readonly at: Int32Array;
  /** Row of its send. */
  readonly sent: Int32Array;
}

/**
 * The messages by which the own event in row `from` came to be known at the own event in row `to`: rows of their sends,
 * first to last, a shortest way in time; undefined where it did not. One pass over what lies between.
 */
export function messagePath(history: History, arrivals: Arrivals, from: number, to: number): number[] | undefined {
  const { process } = history;
  /** By process: the row from which it knows, and the message that told it. */
  const knows = new Map<number, { since: number; told: number }>([[process[from]!, { since: from, told: -1 }]]);
  for (let k = firstAfter(arrivals, from); k < arrivals.count && arrivals.at[k]! <= to; k++) {
    const sent = arrivals.sent[k]!;
    const sender = knows.get(process[sent]!);
    const receiver = process[arrivals.at[k]!]!;
    if (sender === undefined || sender.since > sent || knows.has(receiver)) continue;
    knows.set(receiver, { since: arrivals.at[k]!, told: sent });
  }
  const path: number[] = [];
  let end = knows.get(process[to]!);
  if (end === undefined || end.since > to) return undefined;
  for (; end !== undefined && end.told >= 0; end = knows.get(process[end.told]!)) path.unshift(end.told);
  return path;
}

function firstAfter({ at, count }: Arrivals, row: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at[middle]! > row) high = middle;
    else low = middle + 1;
  }
  return low;
}
