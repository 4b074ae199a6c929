import type { History } from '../src/history/history.js';
import type { Checker, Findings } from './contract/checker.js';
import { createFindings, step } from './contract/findings.js';
import { followSessions, type Miss } from './sessions/due.js';
import { READ, REFUSED, UNCLEAR } from './sessions/log.js';
import { createListing, remarks, tellUnclear } from './sessions/remarks.js';
import { sessionLog } from './sessions/session-log.js';
import { clientOf, nodeOf, spellAsked, spellTold, writeAt } from './sessions/spell.js';

/**
 * Read your writes (Terry et al., "Session Guarantees for Weakly Consistent Replicated Data", 1994): if a read follows a
 * write in a session, the state that it meets contains the write. A write without a known end obliges nobody.
 */
export const readYourWrites: Checker = {
  name: 'read-your-writes',
  says: 'what a client reads contains all that it wrote before in its session, at whichever node',
  rules: {
    'stale-read': { says: "a read contains the session's own earlier writes", kind: 'safety' },
    'stale-refusal': {
      says: "a withdrawal is refused only on a state that contains the session's own earlier writes",
      kind: 'safety',
    },
  },
  needs: ['pairs'],
  check,
};

function check(history: History): Findings {
  const log = sessionLog(history);
  const findings = createFindings(history);
  const told = new Set<string>();
  const isListed = createListing(findings);
  const compared = followSessions(history, log, 'own', 'reads', (miss) => {
    const key = `${log.session[miss.operation]} ${miss.stream} ${miss.seq} ${log.does[miss.operation]}`;
    if (!told.has(key)) tell(miss);
    told.add(key);
  });
  for (const operation of log.short) if (log.told[operation] === UNCLEAR) tellShort(operation);
  if (compared.unclear > 0) tellUnclear(findings, log, Object.keys(readYourWrites.rules), compared.unclear);
  remarks(findings, compared);
  return findings.done({ pairs: compared.pairs, moved: compared.moved, sessions: compared.sessions });

  function tell({ operation, stream, seq }: Miss): void {
    if (!isListed(ruleOf(operation))) return;
    const write = writeAt(history, log, stream, seq);
    findings.violation(
      ruleOf(operation),
      `${spellRead(operation)} without its own ${write.name}, made at ${write.node}`,
      step(`${write.node} told ${write.client} that its ${write.name} was applied`, write.row),
      step(`${nodeOf(history, log, operation)} tells ${spellTold(history, log, operation)}`, log.row[operation]!),
    );
  }

  /** Of balances alone: no choice of writes that contains all its own makes this one. */
  function tellShort(operation: number): void {
    if (!isListed(ruleOf(operation))) return;
    const session = log.session[operation]!;
    let last = operation - 1;
    while (last >= 0 && (log.session[last] !== session || log.writeStart[last] === log.writeStart[last + 1])) last--;
    if (last < 0) return;
    const tellsNone = history.body(log.row[operation]!).balance === undefined;
    const but = tellsNone
      ? 'although what it had paid in and drawn itself before leaves enough for it'
      : 'which its own writes do not make, whichever of them one leaves out';
    findings.violation(
      ruleOf(operation),
      `${spellRead(operation)}, ${but}`,
      step(`the last of them: ${spellAsked(history, log, last)}`, log.row[last]!),
      step(`${nodeOf(history, log, operation)} tells ${spellTold(history, log, operation)}`, log.row[operation]!),
    );
  }

  function ruleOf(operation: number): string {
    return log.does[operation] === REFUSED ? 'stale-refusal' : 'stale-read';
  }

  function spellRead(operation: number): string {
    const [client, node] = [clientOf(history, log, operation), nodeOf(history, log, operation)];
    const balance = spellTold(history, log, operation);
    if (log.does[operation] === READ) return `${client} read ${balance} at ${node}`;
    const refused = `${client} was refused its ${spellAsked(history, log, operation)} at ${node}`;
    return history.body(log.row[operation]!).balance === undefined ? refused : `${refused}, which held ${balance}`;
  }
}
