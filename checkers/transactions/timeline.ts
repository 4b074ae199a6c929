import { OUTCOME } from '../../src/history/transactions.js';
import type { Reading } from './reading.js';

/** Lets transactions begin once all that had completed before their invocation have been ended. */
export interface Timeline {
  /** Releases those that nothing precedes. */
  begin(release: (transaction: number) => void): void;
  /** Notes that a transaction is in the order, and releases those that waited for it alone. */
  end(transaction: number, release: (transaction: number) => void): void;
}

/**
 * Real time among the transactions that took effect. What was invoked before the earliest completion that is still to
 * come need not wait: two sorted lists, and nothing is looked at twice.
 */
export function createTimeline({ transactions, committed }: Reading): Timeline {
  const { count, completed, invoked } = transactions;
  const began = inOrderOfInvocation({ transactions, committed });
  const hasEnded = new Uint8Array(count);
  let next = 0;
  let oldest = 0;

  function releaseAll(release: (transaction: number) => void): void {
    while (oldest < count && (hasEnded[oldest] === 1 || !isFixed(oldest))) oldest++;
    const until = oldest < count ? completed[oldest]! : Infinity;
    while (next < began.length && invoked[began[next]!]! < until) release(began[next++]!);
  }

  /** Its effect certainly took place before its completion. Transactions stand in the order of their completions. */
  function isFixed(t: number): boolean {
    return committed[t] === 1 && transactions.outcome[t] === OUTCOME.ok && completed[t]! >= 0;
  }

  return {
    begin: releaseAll,
    end(transaction, release) {
      hasEnded[transaction] = 1;
      if (transaction === oldest) releaseAll(release);
    },
  };
}

/** The transactions that took effect, by their invokes. */
export function inOrderOfInvocation({
  transactions,
  committed,
}: Pick<Reading, 'transactions' | 'committed'>): Int32Array {
  const { count, invoked } = transactions;
  let length = 0;
  let last = -1;
  for (let t = 0; t < count; t++) last = Math.max(last, invoked[t]!);
  const at = new Int32Array(last + 1).fill(-1);
  for (let t = 0; t < count; t++) if (committed[t] === 1) at[invoked[t]!] = t;
  for (let row = 0; row <= last; row++) if (at[row]! >= 0) at[length++] = at[row]!;
  return at.subarray(0, length);
}
