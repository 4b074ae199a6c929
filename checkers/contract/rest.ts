import type { History } from '../../src/history/history.js';
import type { RunCourse } from './lives.js';
import { tolerancePrecondition } from './tolerance.js';

/** Why nothing can be said about the state at rest, if so. */
export function whyNotFinal(
  history: History,
  course: RunCourse,
): ['precondition' | 'incomplete-history', string] | undefined {
  const beyond = tolerancePrecondition(history.header);
  if (beyond !== undefined) return ['precondition', beyond];
  if (course.settled === -1) return ['incomplete-history', 'the history does not say that the system came to rest'];
  return undefined;
}
