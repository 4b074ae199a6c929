import type { History } from '../src/history/history.js';
import type { Checker, Findings } from './contract/checker.js';
import { createFindings, step } from './contract/findings.js';
import { followSessions, type Miss } from './sessions/due.js';
import { lastShown } from './sessions/log.js';
import { createListing, remarks, tellUnclear } from './sessions/remarks.js';
import { sessionLog } from './sessions/session-log.js';
import { clientOf, nodeOf, spellTold, writeAt } from './sessions/spell.js';

/**
 * Monotonic reads (Terry et al. 1994): what a read of a session has shown, every later read of it shows, too. The
 * result of a write counts as a read of the state that it was applied to, and is judged by the rules about writes.
 */
export const monotonicReads: Checker = {
  name: 'monotonic-reads',
  says: 'what a client has been shown once is not taken from it later in its session, at whichever node',
  rules: {
    'went-back': { says: 'a read contains every write that an earlier read of its session contained', kind: 'safety' },
  },
  needs: ['pairs'],
  check,
};

function check(history: History): Findings {
  const log = sessionLog(history);
  const findings = createFindings(history);
  const told = new Set<string>();
  const isListed = createListing(findings);
  const compared = followSessions(history, log, 'shown', 'reads', (miss) => {
    const key = `${log.session[miss.operation]} ${miss.stream} ${miss.seq}`;
    if (!told.has(key)) tell(miss);
    told.add(key);
  });
  if (compared.unclear > 0) tellUnclear(findings, log, Object.keys(monotonicReads.rules), compared.unclear);
  remarks(findings, compared);
  return findings.done({ pairs: compared.pairs, moved: compared.moved, sessions: compared.sessions });

  function tell({ operation, stream, seq }: Miss): void {
    if (!isListed('went-back')) return;
    const write = writeAt(history, log, stream, seq);
    const before = lastShown(log, operation, stream, seq);
    const [earlier, later] = [before, operation].map(
      (i) => `${spellTold(history, log, i)} at ${nodeOf(history, log, i)}`,
    );
    findings.violation(
      'went-back',
      `${clientOf(history, log, operation)} was shown ${earlier}, and then ${later}, which lacks the ${write.name} that it had been shown`,
      step(`the ${write.name} was made`, write.row),
      step(`shown to ${clientOf(history, log, operation)} with ${earlier}`, log.row[before]!),
      step(`no longer shown with ${later}`, log.row[operation]!),
    );
  }
}
