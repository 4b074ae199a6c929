import type { Checker } from './contract/checker.js';
import { checkWrites, ELSEWHERE, ORDER } from './sessions/write-guarantee.js';

/**
 * Writes follow reads (Terry et al., "Session Guarantees for Weakly Consistent Replicated Data", 1994): if a session
 * writes after it has read, any state that contains the write contains what it had read.
 */
export const writesFollowReads: Checker = {
  name: 'writes-follow-reads',
  says: "wherever a session's write is, what the session had been shown before is, too",
  rules: {
    [ORDER]: {
      says: 'a write is applied only to a state that contains what its session had been shown',
      kind: 'safety',
    },
    [ELSEWHERE]: {
      says: 'no state shown to anybody contains a write without what its session had been shown before it',
      kind: 'safety',
    },
  },
  needs: ['pairs'],
  check: (history) => checkWrites(history, 'shown'),
};
