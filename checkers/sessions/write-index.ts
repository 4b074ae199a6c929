import type { History } from '../../src/history/history.js';
import { oncePerHistory } from '../contract/once-per-history.js';
import { sessionLog } from './session-log.js';

/** The writes that clients know of, by stream and number. */
export interface WriteIndex {
  /** By stream: the numbers of its known writes, ascending. */
  seqs: number[][];
  /** In the same order: the operations that made them. */
  operations: number[][];
  /** The operation that made a write, or -1 where no client was told of it. */
  find(stream: number, seq: number): number;
  /** The place of the last known write of a stream that is not above `seq`, or -1. */
  lastAtMost(stream: number, seq: number): number;
}

export const writeIndex: (history: History) => WriteIndex = oncePerHistory((history) => {
  const log = sessionLog(history);
  const seqs: number[][] = log.streams.map(() => []);
  const operations: number[][] = log.streams.map(() => []);
  for (let i = 0; i < log.length; i++) {
    for (let w = log.writeStart[i]!; w < log.writeStart[i + 1]!; w++) {
      seqs[log.writeStream[w]!]!.push(log.writeSeq[w]!);
      operations[log.writeStream[w]!]!.push(i);
    }
  }
  for (const [stream, numbers] of seqs.entries()) {
    if (numbers.every((seq, k) => k === 0 || seq > numbers[k - 1]!)) continue;
    const order = [...numbers.keys()].sort((a, b) => numbers[a]! - numbers[b]! || a - b);
    const makers = operations[stream]!;
    operations[stream] = order.map((k) => makers[k]!);
    seqs[stream] = order.map((k) => numbers[k]!);
  }

  function lastAtMost(stream: number, seq: number): number {
    const numbers = seqs[stream]!;
    let low = 0;
    let high = numbers.length;
    // Mostly every number is there.
    if (numbers[seq - 1] === seq) low = seq;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[middle]! <= seq) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  return {
    seqs,
    operations,
    lastAtMost,
    find(stream, seq) {
      const at = lastAtMost(stream, seq);
      return at >= 0 && seqs[stream]![at] === seq ? operations[stream]![at]! : -1;
    },
  };
});
