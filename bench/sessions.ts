import { lamportClock } from '../checkers/lamport-clock.js';
import { monotonicReads } from '../checkers/monotonic-reads.js';
import { monotonicWrites } from '../checkers/monotonic-writes.js';
import { readYourWrites } from '../checkers/read-your-writes.js';
import { sessionLog } from '../checkers/sessions/session-log.js';
import { writesFollowReads } from '../checkers/writes-follow-reads.js';
import { benchJudging } from './judging.js';
import { generateBranches } from './sessions/generate.js';

/** The session guarantees and Lamport clocks on a generated history. What clients did is read once for the guarantees. */
export async function benchSessions(events: number): Promise<void> {
  benchJudging({
    bytes: generateBranches(events),
    events,
    checkers: [readYourWrites, monotonicReads, monotonicWrites, writesFollowReads, lamportClock],
    first: { name: 'what clients did', read: sessionLog },
  });
}
