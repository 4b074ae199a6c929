import type { History } from '../../src/history/history.js';

/**
 * Reads something off a history once, however many checkers ask: bodies are parsed once, not once a checker. Histories
 * never change, so the answer is a function of the history alone; whoever gets it only reads it.
 */
export function oncePerHistory<T>(read: (history: History) => T): (history: History) => T {
  const known = new WeakMap<History, { reading: T }>();
  return (history) => {
    let answer = known.get(history);
    if (answer === undefined) known.set(history, (answer = { reading: read(history) }));
    return answer.reading;
  };
}
