import type { History } from '../../src/history/history.js';
import { oncePerHistory } from '../contract/once-per-history.js';

/**
 * Rows of invokes whose transaction had been asked for before. What they are answered may be the answer of old: it is
 * no read of the state at that time, and the write was perhaps made long before.
 */
export const repeatedAsks: (history: History) => ReadonlySet<number> = oncePerHistory((history) => {
  const invoke = history.kindOf('client', 'invoke');
  const asked = new Set<number>();
  const repeated = new Set<number>();
  for (let row = 0; row < history.length; row++) {
    const tx = history.tx[row]!;
    if (history.kind[row] !== invoke || tx < 0) continue;
    if (asked.has(tx)) repeated.add(row);
    else asked.add(tx);
  }
  return repeated;
});
