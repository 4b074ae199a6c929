import { type BalanceClaim, clientResults, spellTransfer } from '../../contract/client-results.js';
import { step } from '../../contract/findings.js';
import type { Accounts, Version } from './accounts.js';
import { blame, type TransitBooks } from './books.js';
import type { Journeys } from './journeys.js';
import { replayedAccounts } from './replayed-accounts.js';

/**
 * Compares what is told of balances with the versions that the node's own events tell, or, where a node reports none,
 * with what its other results tell: the account as one transfer left it, and the transfers that made the next versions.
 * Answers how many there were.
 */
export function judgeClaims(
  books: TransitBooks,
  journeys: Journeys,
  accounts: Accounts,
  claims: readonly BalanceClaim[],
): number {
  const { history } = books;
  const { transfers } = clientResults(history);
  const told = new Set<string>();
  const byResults = versionsByResults(books, claims);
  const replayed = replayedAccounts(history, journeys);
  for (const claim of claims) {
    const { account, version, row } = claim;
    if (!Object.hasOwn(history.header.accounts, account)) continue;
    judgeRefusal(claim);
    const latest = accounts.get(account) ?? [];
    const isOld = claim.as === 'dump' && books.rest >= 0 && row > books.rest && version < latest.length;
    const due = atRest(claim);
    if (isOld) tellOld(claim, latest);
    else if (due !== undefined) judge(claim, due);
    else if (version === 0) judge(claim, { balance: history.header.accounts[account]!, tx: '', row: -1 });
    else if (journeys.reporting.has(account)) {
      const made = latest[version - 1];
      if (made === undefined) tellUnmade(claim, latest);
      else judge(claim, made);
    } else {
      const made = byResults.get(account)?.get(version);
      if (made === undefined && replayed.get(account)?.[version - 1]?.balance === claim.balance) continue;
      if (made === undefined) {
        const why = `no client was told what made version ${version} of account ${account}`;
        books.findings.unjudged('balance', 'ambiguous', why);
      } else judge(claim, made);
    }
  }
  return claims.length;

  /** What a node that reports nothing must hold in the end, by the messages that it sent and took. */
  function atRest({ account, as, row }: BalanceClaim): Version | undefined {
    const versions = as === 'dump' && books.rest >= 0 && row > books.rest ? replayed.get(account) : undefined;
    return versions?.at(-1);
  }

  function judge(claim: BalanceClaim, made: Version): void {
    const { node, account, version, balance, row, tx } = claim;
    const isOther = tx !== '' && claim.as === 'read' && transfers.has(tx) && made.tx !== '' && made.tx !== tx;
    if ((balance === made.balance || Number.isNaN(made.balance)) && !isOther) return;
    books.suspect.add(account);
    const summary = isOther
      ? `${node} told a client that transfer ${tx} made version ${version} of ${account}, which ${made.tx} made`
      : `${node} says that account ${account} held ${balance} at version ${version}; its transfers make that ${made.balance}`;
    tellOnce(claim, summary, [
      step(`version ${version} of ${account} was made here`, made.row),
      step('what was told', row),
    ]);
  }

  function tellUnmade(claim: BalanceClaim, versions: readonly Version[]): void {
    const { node, account, version, row } = claim;
    const summary = `${node} says that account ${account} was changed ${version} times; its events tell of ${versions.length} changes`;
    tellOnce(claim, summary, [step('the last of them', versions.at(-1)?.row ?? -1), step('what was told', row)]);
  }

  function tellOld(claim: BalanceClaim, versions: readonly Version[]): void {
    const { node, account, version, row } = claim;
    const summary = `at the end ${node} tells version ${version} of account ${account}, after ${versions.length} changes of it`;
    tellOnce(claim, summary, [step('the last of them', versions.at(-1)!.row), step('what was told', row)]);
  }

  function tellOnce({ account }: BalanceClaim, summary: string, steps: ReturnType<typeof step>[]): void {
    if (told.has(account)) return;
    told.add(account);
    books.suspect.add(account);
    blame(books, 'balance', summary, steps);
  }

  function judgeRefusal({ as, tx, node, account, version, balance, row }: BalanceClaim): void {
    const transfer = as === 'refusal' ? transfers.get(tx) : undefined;
    if (transfer === undefined || transfer.from !== account || !(transfer.amount > 0)) return;
    if (balance < transfer.amount || told.has(`refusal ${tx}`)) return;
    told.add(`refusal ${tx}`);
    blame(books, 'refusal', `${node} refused ${spellTransfer(transfer)}, although ${account} held ${balance}`, [
      step(`the client asked for ${transfer.amount}`, transfer.row),
      step(`refused at version ${version} of ${account}, which is ${balance}`, row),
    ]);
  }
}

/** Versions of accounts as results of transfers tell them; two that contradict each other are told. */
function versionsByResults(books: TransitBooks, claims: readonly BalanceClaim[]): Map<string, Map<number, Version>> {
  const { history } = books;
  const { transfers } = clientResults(history);
  const accounts = new Map<string, Map<number, Version>>();
  for (const { account, version, balance, tx, row, as } of claims) {
    const transfer = as === 'read' ? transfers.get(tx) : undefined;
    if (transfer === undefined || transfer.from !== account) continue;
    let versions = accounts.get(account);
    if (versions === undefined) accounts.set(account, (versions = new Map()));
    const known = versions.get(version);
    if (known === undefined) versions.set(version, { balance, tx, row });
    const before = version === 1 ? history.header.accounts[account] : versions.get(version - 1)?.balance;
    if (before === undefined || before - transfer.amount === balance || books.suspect.has(account)) continue;
    books.suspect.add(account);
    const summary = `${account} held ${before} before ${spellTransfer(transfer)}, and is said to have held ${balance} after it`;
    blame(books, 'balance', summary, [step('before it', versions.get(version - 1)?.row ?? -1), step('after it', row)]);
  }
  return accounts;
}
