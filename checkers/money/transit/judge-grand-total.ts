import { whyLifeEnd } from '../../contract/crash-precondition.js';
import type { Dump } from '../../contract/final-phase.js';
import { step } from '../../contract/findings.js';
import type { Accounts } from './accounts.js';
import type { TransitBooks } from './books.js';
import { type Journeys, spellJourney } from './journeys.js';

/** All balances at the end, and all that left and did not arrive, against the money that there was at the start. */
export function judgeGrandTotal(
  books: TransitBooks,
  journeys: Journeys,
  accounts: Accounts,
  dumps: readonly Dump[],
): void {
  const { history, findings, suspect, lifeEnd } = books;
  const initial = Object.values(history.header.accounts).reduce((sum, balance) => sum + balance, 0);
  /** Money in flight; `doubtful`: delivered to nodes of which nobody knows whether they have taken it. */
  let inFlight = 0;
  let doubtful: string | undefined;
  for (const journey of journeys.all) {
    for (const { to, amount, delivered, consumed } of journey.sends) {
      const hasArrived = journeys.reporting.has(to) ? journey.credits.length > 0 : consumed >= 0;
      if (!hasArrived) inFlight += amount;
      if (!hasArrived && delivered.length > 0 && !journeys.reporting.has(to)) doubtful ??= spellJourney(journey);
    }
  }
  journeys.inFlight = inFlight;
  if (dumps.length === 0) return;
  const told = new Map(dumps.flatMap((dump) => (dump.whole ? [...dump.accounts] : [])));
  const missing = Object.keys(history.header.accounts).filter((account) => !told.has(account));
  if (missing.length > 0) {
    return findings.unjudged(
      'grand-total',
      'unsupported',
      `no node gave the balance of ${missing.join(', ')} in the end`,
    );
  }
  if (books.rest < 0) {
    return findings.unjudged(
      'grand-total',
      'incomplete-history',
      'the history does not say that the system came to rest',
    );
  }
  if (lifeEnd >= 0) return findings.unjudged('grand-total', 'precondition', whyLifeEnd(history, lifeEnd));
  if (doubtful !== undefined) {
    return findings.unjudged('grand-total', 'ambiguous', `nobody knows whether ${doubtful} has been taken`);
  }
  let total = inFlight;
  for (const { balance } of told.values()) total += balance;
  if (total === initial || suspect.size > 0) return;
  findings.violation(
    'grand-total',
    `at the end all accounts hold ${total - inFlight} and ${inFlight} is in flight, ${total} in all, but there were ${initial} at the start`,
    ...[...told].map(([account, { balance, row }]) =>
      step(`${account} holds ${balance}${since(accounts, account)}`, row),
    ),
  );
}

function since(accounts: Accounts, account: string): string {
  const versions = accounts.get(account);
  return versions === undefined ? '' : ` after ${versions.length} changes`;
}
