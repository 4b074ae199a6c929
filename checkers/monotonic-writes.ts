import type { Checker } from './contract/checker.js';
import { checkWrites, ELSEWHERE, ORDER } from './sessions/write-guarantee.js';

/**
 * Monotonic writes (Terry et al., "Session Guarantees for Weakly Consistent Replicated Data", 1994): if a write precedes
 * another in a session, any state that contains the second contains the first, on the same account or on any other.
 */
export const monotonicWrites: Checker = {
  name: 'monotonic-writes',
  says: "wherever a session's write is, its earlier writes are, too",
  rules: {
    [ORDER]: {
      says: "a session's write is applied only to a state that contains its earlier writes",
      kind: 'safety',
    },
    [ELSEWHERE]: {
      says: "no state shown to anybody contains a session's write without its earlier ones, whatever the account",
      kind: 'safety',
    },
  },
  needs: ['pairs'],
  check: (history) => checkWrites(history, 'own'),
};
