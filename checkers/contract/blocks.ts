import type { Block } from '../../src/history/block-hash.js';
import type { History } from '../../src/history/history.js';

/** The block that a local event reports, or undefined where it lacks the fields of one. */
export function blockOf(history: History, row: number): Block | undefined {
  const { height, prev, hash, from, to, amount, tx } = history.body(row);
  const numbers = Number.isSafeInteger(height) && typeof amount === 'number';
  const texts = [prev, hash, from, to, tx].every((text) => typeof text === 'string');
  return numbers && texts ? ({ height, prev, hash, from, to, amount, tx } as Block) : undefined;
}
