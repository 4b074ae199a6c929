import type { History } from '../history.js';

const known = new WeakMap<History, readonly string[]>();

/** Notes what a user must know of how a log was read: what was left out, what was taken for granted. */
export function noteRemarks(history: History, remarks: readonly string[]): void {
  known.set(history, remarks);
}

/** What the reader of an imported log has to say about it. */
export function remarksOf(history: History): readonly string[] {
  return known.get(history) ?? [];
}
