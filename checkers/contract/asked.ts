import type { History } from '../../src/history/history.js';

/**
 * Something that a client asked for under a transaction id, and what it learnt of it: rows, -1 where it did not come to
 * that. What is asked for again may have come to several ends.
 */
export interface Asked {
  tx: string;
  /** Row of the first invoke. */
  row: number;
  applied: number;
  refused: number;
  failed: number;
  info: number;
  /** The node that said `applied`, '' if none. */
  appliedAt: string;
}

export type End = 'ok' | 'fail' | 'info';

export function newlyAsked(tx: string, row: number): Asked {
  return { tx, row, applied: -1, refused: -1, failed: -1, info: -1, appliedAt: '' };
}

/** Takes in what the client learnt in `row`: of an `ok` the `result` that the node asked, `at`, has told. */
export function learn(asked: Asked, row: number, end: End, at: string, result: unknown): void {
  if (end !== 'ok') asked[end === 'fail' ? 'failed' : 'info'] = row;
  else if (result === 'refused') asked.refused = row;
  else {
    asked.applied = row;
    asked.appliedAt = at;
  }
}

/** Visits the ends of operations in their order, each with what `begin` has made of its invoke; undefined: passed over. */
export function eachEnd<Begun extends object>(
  history: History,
  begin: (row: number) => Begun | undefined,
  visit: (begun: Begun, row: number, end: End) => void,
): void {
  const { kind, ref } = history;
  const invoke = history.kindOf('client', 'invoke');
  const ends = new Map((['ok', 'fail', 'info'] as const).map((end) => [history.kindOf('client', end), end]));
  const open = new Map<number, Begun>();
  for (let row = 0; row < history.length; row++) {
    if (kind[row] === invoke) {
      const begun = begin(row);
      if (begun !== undefined) open.set(row, begun);
      continue;
    }
    const end = ends.get(kind[row]!);
    const begun = end === undefined ? undefined : open.get(ref[row]!);
    if (begun === undefined) continue;
    open.delete(ref[row]!);
    visit(begun, row, end!);
  }
}
