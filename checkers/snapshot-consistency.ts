import type { History } from '../src/history/history.js';
import type { Checker, Findings } from './contract/checker.js';
import { createFindings, unsupported } from './contract/findings.js';
import { judgeSnapshots } from './snapshots/judge-snapshots.js';
import { judgeScript, SCRIPT_RULES } from './snapshots/script/judge.js';

/**
 * K. M. Chandy and L. Lamport, "Distributed Snapshots: Determining Global States of Distributed Systems" (1985). The cut
 * of a node is the place of its `record` event among its own events; what it should have recorded is replayed from the
 * transfers that the relay saw and from the evidence of what was consumed when, never from what nodes say of debits
 * and credits. Which messages are white and which red (sent before or after the record: Lai and Yang 1987) follows from
 * where each node's record stands in its channels, so that a message costs nothing for each snapshot that is under way:
 * O(events + snapshots x channels).
 */
export const snapshotConsistency: Checker = {
  name: 'snapshot-consistency',
  says: 'every snapshot is a consistent cut: true states, the messages in flight, and all the money',
  rules: {
    cut: {
      says: "no transfer is in a receiver's recorded state that was sent after its sender had recorded",
      kind: 'safety',
    },
    state: { says: 'a node records the balance that its transfers up to that moment make', kind: 'safety' },
    channel: { says: 'a channel is recorded with exactly the transfers that cross the cut, in order', kind: 'safety' },
    closing: { says: "the recording of a channel ends when its sender's marker comes, not before", kind: 'safety' },
    marker: {
      says: 'after recording and before its next transfer a node sends one marker on each channel',
      kind: 'safety',
    },
    once: { says: 'a node records its state once a snapshot, and each of its channels once', kind: 'safety' },
    initiation: { says: 'a snapshot is not older than the request to begin it', kind: 'safety' },
    initiator: {
      says: 'a node that is asked to begin records before it sends or takes another transfer',
      kind: 'safety',
    },
    'first-marker': {
      says: 'any other node records when its first marker comes, before another transfer',
      kind: 'safety',
    },
    told: { says: 'what a client is told of a snapshot is what was recorded', kind: 'safety' },
    total: { says: 'the states and channels of a snapshot hold all the money there is', kind: 'safety' },
    complete: { says: 'a snapshot that was begun comes to an end', kind: 'liveness' },
    ...SCRIPT_RULES,
  },
  needs: ['snapshots'],
  check,
};

function check(history: History): Findings {
  const { snapshots, transit, name } = history.header.spec;
  if (snapshots === undefined || transit === undefined) {
    return unsupported(snapshotConsistency, `the spec of ${name} does not say which of its messages make a snapshot`);
  }
  // Where no message between nodes was seen, what clients were told of a script must do.
  const findings = createFindings(history);
  const counts = history.kindOf('relay', 'send') < 0 ? judgeScript(history, findings) : undefined;
  return counts === undefined ? judgeSnapshots(history, snapshots, transit) : findings.done({ ...counts });
}
