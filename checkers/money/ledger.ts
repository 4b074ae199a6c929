import type { Block } from '../../src/history/block-hash.js';
import type { History } from '../../src/history/history.js';
import { blocksOf, ledgerReporters, type ReportedBlock } from '../contract/blocks.js';
import type { Findings } from '../contract/checker.js';
import { type AskedTransfer, type BalanceClaim, clientResults, spellTransfer } from '../contract/client-results.js';
import { eventClaims } from '../contract/event-claims.js';
import { type Dump, finalPhase } from '../contract/final-phase.js';
import { createFindings, type FindingsBuilder, LISTED, step } from '../contract/findings.js';
import { createFold, type Fold } from '../contract/fold.js';
import { runCourse } from '../contract/lives.js';
import { judgeByResults } from '../contract/results-ledger.js';
import { suspectTransfer } from '../contract/suspect-transfer.js';
import type { MoneyModel } from './model.js';

/**
 * Each node's ledger is folded into balances as it is reported; whatever the node then says of an account, at a version,
 * must be what the fold gives. Accounting is by transfer, not by totals: two errors that cancel each other in a sum do
 * not cancel here. One pass, O(blocks + claims).
 */
export const ledgerMoney: MoneyModel = {
  judges: (spec) => spec.observation === 'chain' && spec.transit === undefined,
  rules: {
    'impossible-transfer': {
      says: 'a transfer moves a positive whole amount between accounts that exist',
      kind: 'safety',
    },
    overdraft: { says: 'no transfer takes more than its account holds', kind: 'safety' },
    balance: {
      says: 'a balance that a node tells is what its ledger makes of the account at that version',
      kind: 'safety',
    },
    refusal: { says: 'a transfer is refused only if its account does not hold the amount', kind: 'safety' },
    total: { says: 'all balances of a node together are the money that there was at the start', kind: 'safety' },
  },
  check,
};

interface Books {
  history: History;
  findings: FindingsBuilder;
  asked: ReadonlyMap<string, AskedTransfer>;
  folds: Map<string, Fold>;
  /** By node and account: the version at which they agreed last. */
  agreed: Map<string, number>;
  /** Nodes whose ledger is not known without a gap. */
  gaps: Set<string>;
  /** The row at which the system had come to rest, or -1. */
  rest: number;
  /** What has been told, so that one mistake is told once. */
  told: Set<string>;
  /** Wrong balances for which a culprit was looked for. */
  investigated: number;
  /** Nodes of which something is wrong that makes their totals wrong as well. */
  suspect: Set<string>;
  counts: Record<'transfers' | 'balances' | 'refusals' | 'totals', number>;
}

function check(history: History): Findings {
  const books: Books = {
    history,
    findings: createFindings(history),
    asked: clientResults(history).transfers,
    folds: new Map(),
    agreed: new Map(),
    gaps: new Set(),
    rest: runCourse(history).settled,
    told: new Set(),
    investigated: 0,
    suspect: new Set(),
    counts: { transfers: 0, balances: 0, refusals: 0, totals: 0 },
  };
  const reporting = ledgerReporters(history);
  const silent: BalanceClaim[] = [];
  inOrder(blocksOf(history), eventClaims(history), clientResults(history).claims, (block, claim) => {
    if (block !== undefined) takeBlock(books, block);
    else if (reporting.has(claim!.node)) judgeClaim(books, claim!);
    else silent.push(claim!);
  });
  if (silent.length > 0) {
    const onWrong = (claim: BalanceClaim, expected: number) => wrongBalance(books, claim, expected);
    books.counts.transfers += judgeByResults(
      history,
      books.findings,
      books.asked,
      clientResults(history).claims,
      silent,
      onWrong,
    ).transfers;
    books.counts.balances += silent.length;
    for (const claim of silent) if (claim.as === 'refusal') judgeRefusal(books, claim, claim.balance);
  }
  const { dumps } = finalPhase(history);
  for (const dump of dumps) judgeTotal(books, dump);
  if (dumps.length > 0 && !dumps.some(({ whole }) => whole)) {
    books.findings.unjudged('total', 'unsupported', 'no node gave all its balances in the end');
  }
  return books.findings.done(books.counts);
}

/** Visits blocks and claims in the order of the history. */
function inOrder(
  blocks: readonly ReportedBlock[],
  events: readonly BalanceClaim[],
  results: readonly BalanceClaim[],
  visit: (block?: ReportedBlock, claim?: BalanceClaim) => void,
): void {
  let [b, e, r] = [0, 0, 0];
  const rowOf = (entry: { row: number } | undefined) => entry?.row ?? Number.POSITIVE_INFINITY;
  while (b < blocks.length || e < events.length || r < results.length) {
    const [block, event, result] = [rowOf(blocks[b]), rowOf(events[e]), rowOf(results[r])];
    if (block < event && block < result) visit(blocks[b++]);
    else if (event < result) visit(undefined, events[e++]);
    else visit(undefined, results[r++]);
  }
}

function takeBlock(books: Books, { row, process, block }: ReportedBlock): void {
  const { history, findings } = books;
  const { participant } = history.processes[process]!;
  if (block === undefined) {
    const why = `event ${row} of ${participant} does not have the fields of a block`;
    for (const rule of Object.keys(ledgerMoney.rules)) findings.unjudged(rule, 'unsupported', why);
    return;
  }
  const fold = foldOf(books, participant);
  const known = fold.blockAt(block.height);
  if (known?.tx === block.tx && known.hash === block.hash) return;
  if (block.height > fold.height + 1 || block.height < 1) {
    books.gaps.add(participant);
    findings.unjudged('balance', 'incomplete-history', `the ledger of ${participant} has a gap before event ${row}`);
    return;
  }
  fold.cut(block.height - 1);
  const sound = judgeTransfer(books, participant, block, row);
  fold.apply(block, row);
  if (sound) judgeFunds(books, participant, fold, block, row);
  books.counts.transfers++;
}

function foldOf({ folds, history }: Books, node: string): Fold {
  let fold = folds.get(node);
  if (fold === undefined) folds.set(node, (fold = createFold(history.header.accounts)));
  return fold;
}

function judgeTransfer(books: Books, node: string, block: Block, row: number): boolean {
  const { accounts } = books.history.header;
  const unknown = [block.from, block.to].find((account) => !Object.hasOwn(accounts, account));
  const positive = Number.isSafeInteger(block.amount) && block.amount > 0;
  if (unknown === undefined && positive) return true;
  books.suspect.add(node);
  if (once(books, `impossible ${block.tx}`)) {
    const what = unknown === undefined ? 'the amount is no positive whole number' : `there is no account ${unknown}`;
    books.findings.violation(
      'impossible-transfer',
      `${node} carried out ${spellTransfer(block)}, although ${what}`,
      step(`${node} appended it as block ${block.height}`, row),
    );
  }
  return false;
}

function judgeFunds(books: Books, node: string, fold: Fold, block: Block, row: number): void {
  const version = fold.versionOf(block.from);
  const left = fold.balanceAt(block.from, version)!;
  if (left >= 0 || !once(books, `overdraft ${block.tx}`)) return;
  const before = fold.makerOf(block.from, version - 1);
  books.findings.violation(
    'overdraft',
    `${spellTransfer(block)} was carried out, although ${block.from} held only ${left + block.amount}`,
    step(
      before === undefined
        ? `${block.from} began with ${left + block.amount}`
        : `after ${before.tx}, ${block.from} held ${left + block.amount}`,
      before?.row ?? -1,
    ),
    step(`block ${block.height} at ${node} takes ${block.amount}`, row),
  );
}

function judgeClaim(books: Books, claim: BalanceClaim): void {
  const { node, account, version, as, tx, row } = claim;
  if (books.gaps.has(node)) return;
  const fold = foldOf(books, node);
  books.counts.balances++;
  // At rest a node's balances are those of its whole ledger, not of some beginning of it.
  const isOld = as === 'dump' && books.rest >= 0 && row > books.rest && version !== fold.versionOf(account);
  const expected = isOld ? undefined : fold.balanceAt(account, version);
  const maker = fold.makerOf(account, version);
  if (expected !== claim.balance) {
    wrongBalance(books, claim, expected);
    return;
  }
  books.agreed.set(`${node} ${account}`, version);
  books.told.delete(`balance ${node} ${account}`);
  if (as === 'leg' && maker?.tx !== tx && once(books, `leg ${tx} ${account}`)) {
    books.findings.violation(
      'balance',
      `${node} told the client that transfer ${tx} made version ${version} of ${account}, which ${maker?.tx ?? 'no transfer'} made`,
      step(`version ${version} of ${account} was made here`, maker?.row ?? -1),
      step('what the client was told', row),
    );
  } else if (as === 'refusal') judgeRefusal(books, claim, expected);
}

/**
 * Tells of a wrong balance, once for each node and account until they agree again, and names the transfer that would
 * explain it: one since they agreed last.
 */
function wrongBalance(books: Books, claim: BalanceClaim, expected: number | undefined): void {
  const { findings, history } = books;
  const { node, account, version, balance, row } = claim;
  const fold = foldOf(books, node);
  const newest = fold.versionOf(account);
  const newestBalance = fold.balanceAt(account, newest) ?? 0;
  const due = expected ?? newestBalance;
  books.suspect.add(node);
  if (!once(books, `balance ${node} ${account}`)) return;
  const since = books.agreed.get(`${node} ${account}`) ?? 0;
  // Looking for the culprit reads the whole history; what is not listed needs no culprit.
  const rights = books.investigated++ < LISTED ? [newestBalance, due] : [];
  const suspect = rights
    .map((right) => suspectTransfer(history, fold, { node, account, difference: balance - right, since }))
    .find((found) => found !== undefined);
  const told =
    expected === undefined && balance === due
      ? `${node} says that account ${account} was touched by ${version} transfers; in its ledger there are ${newest}`
      : `${node} says that account ${account} holds ${balance}; its ledger makes that ${due}`;
  const last = fold.makerOf(account, newest);
  findings.violation(
    'balance',
    suspect === undefined ? told : `${suspect.summary} (${told})`,
    ...(suspect?.steps ?? [step(`the last transfer in its ledger that touches ${account}`, last?.row ?? -1)]),
    step(`${node} tells version ${version} of ${account}: ${balance}`, row),
  );
}

function judgeRefusal(books: Books, { tx, node, account, version, row }: BalanceClaim, balance: number): void {
  const transfer = books.asked.get(tx);
  if (transfer === undefined || transfer.from !== account || !(transfer.amount > 0)) return;
  if (!once(books, `refusal ${tx}`)) return;
  books.counts.refusals++;
  if (balance < transfer.amount) return;
  books.findings.violation(
    'refusal',
    `${node} refused ${spellTransfer(transfer)}, although ${account} held ${balance}`,
    step(`the client asked for ${transfer.amount}`, transfer.row),
    step(`refused at version ${version} of ${account}, which is ${balance}`, row),
  );
}

function judgeTotal(books: Books, dump: Dump): void {
  const { history, findings, counts } = books;
  if (!dump.whole || dump.accounts.size === 0) return;
  counts.totals++;
  const initial = Object.values(history.header.accounts).reduce((sum, balance) => sum + balance, 0);
  let total = 0;
  for (const { balance } of dump.accounts.values()) total += balance;
  if (total === initial || books.suspect.has(dump.node) || books.gaps.has(dump.node)) return;
  const missing = Object.keys(history.header.accounts).filter((account) => !dump.accounts.has(account));
  findings.violation(
    'total',
    `at the end ${dump.node} accounts for ${total} in all, but there were ${initial} at the start`,
    step(missing.length > 0 ? `it says nothing of ${missing.join(', ')}` : 'its balances', ...dump.rows),
  );
}

function once({ told }: Books, key: string): boolean {
  if (told.has(key)) return false;
  told.add(key);
  return true;
}
