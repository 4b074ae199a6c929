import type { History } from '../../src/history/history.js';
import type { AskedTransfer, BalanceClaim } from './client-results.js';
import { type FindingsBuilder, step } from './findings.js';
import { runCourse } from './lives.js';

/** One version of an account, as the result of the transfer that made it tells it. */
interface Version {
  balance: number;
  change: number;
  tx: string;
  row: number;
}

/**
 * The books of nodes that report no ledger, from what their clients were told alone: a result names the version that
 * it made of each account, so that each balance follows from the version before. A version that no client was told of
 * leaves a hole, across which nothing is judged. `legs` are the results of all nodes, `claims` what is to be judged;
 * `onWrong` is told of a claim and what it should say.
 */
export function judgeByResults(
  history: History,
  findings: FindingsBuilder,
  asked: ReadonlyMap<string, AskedTransfer>,
  legs: readonly BalanceClaim[],
  claims: readonly BalanceClaim[],
  onWrong: (claim: BalanceClaim, expected: number) => void,
): { transfers: number } {
  const accounts = new Map<string, Map<number, Version>>();
  const transfers = new Set<string>();
  const { settled } = runCourse(history);
  /** By node and account: the result with the highest version that the node has told of it. */
  const highest = new Map<string, BalanceClaim>();
  for (const claim of legs) if (claim.as === 'leg') addLeg(claim);

  function addLeg(claim: BalanceClaim): void {
    const { node, account, version, balance, tx, row } = claim;
    const transfer = asked.get(tx);
    if (transfer === undefined) return;
    transfers.add(tx);
    const key = `${node} ${account}`;
    if (version > (highest.get(key)?.version ?? 0)) highest.set(key, claim);
    let versions = accounts.get(account);
    if (versions === undefined) accounts.set(account, (versions = new Map()));
    const known = versions.get(version);
    if (known !== undefined && known.tx !== tx) {
      findings.violation(
        'balance',
        `transfers ${known.tx} and ${tx} both claim to have made version ${version} of account ${account}`,
        step(`${known.tx} left ${known.balance}`, known.row),
        step(`${tx} left ${balance}`, row),
      );
    }
    const change = transfer.from === transfer.to ? 0 : account === transfer.to ? transfer.amount : -transfer.amount;
    if (known === undefined) versions.set(version, { balance, change, tx, row });
  }

  for (const claim of claims) {
    const versions = accounts.get(claim.account);
    const made = versions?.get(claim.version);
    const before =
      claim.version === 1 ? history.header.accounts[claim.account] : versions?.get(claim.version - 1)?.balance;
    if (claim.as === 'dump' && settled >= 0 && claim.row > settled) judgeForgotten(claim);
    if (claim.version === 0) compare(claim, history.header.accounts[claim.account]);
    else if (made !== undefined && claim.as !== 'leg') compare(claim, made.balance);
    else if (made !== undefined && made.tx === claim.tx)
      compare(claim, before === undefined ? undefined : before + made.change);
    else if (made === undefined) compare(claim, undefined);
  }

  /** At rest a node tells no older version than it has told before: else it said "applied" and applied nothing. */
  function judgeForgotten({ node, account, version, row }: BalanceClaim): void {
    const told = highest.get(`${node} ${account}`);
    if (told === undefined || told.version <= version) return;
    findings.violation(
      'balance',
      `${node} had told a client that ${told.tx} made version ${told.version} of account ${account}, and at the end knows only version ${version}`,
      step(`what the client was told`, told.row),
      step(`what ${node} tells at the end`, row),
    );
  }

  function compare(claim: BalanceClaim, expected: number | undefined): void {
    if (expected === undefined) {
      const why = `no client was told what made version ${claim.version} of account ${claim.account}, or the one before`;
      findings.unjudged('balance', 'ambiguous', why);
    } else if (expected !== claim.balance) onWrong(claim, expected);
  }
  return { transfers: transfers.size };
}
