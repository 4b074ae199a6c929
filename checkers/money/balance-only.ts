import type { History } from '../../src/history/history.js';
import type { Findings } from '../contract/checker.js';
import { createFindings, type FindingsBuilder, step } from '../contract/findings.js';
import { type BankOperation, bankOperations } from './bank-operations.js';
import type { MoneyModel } from './model.js';
import { createReach, type Reach } from './reachable-balances.js';

/**
 * Replicas of one account each, of which a client learns nothing but balances. What a balance must contain is what had
 * been written at that very replica, and what had been written anywhere before the system last came to rest; it may
 * contain whatever else was asked for by then. Whether some such choice gives the number is SUBSET-SUM: exact while the
 * choice is small, by bounds beyond that, and honestly ambiguous in between.
 */
export const balanceOnlyMoney: MoneyModel = {
  judges: ({ observation }) => observation === 'balance-only',
  rules: {
    balance: { says: 'a balance that is told is what the known transfers make of the account', kind: 'safety' },
    overdraft: { says: 'no transfer takes more than its account holds', kind: 'safety' },
    refusal: { says: 'a transfer is refused only if its account does not hold the amount', kind: 'safety' },
  },
  check,
};

function check(history: History): Findings {
  const findings = createFindings(history);
  const counts = { transfers: 0, balances: 0, refusals: 0 };
  const reach = createReach(history.header.accounts);
  const operations = bankOperations(history);
  const settled = history.kindOf('run', 'settled');
  let next = 0;
  const byEnd = operations.filter(({ end }) => end >= 0).toSorted((a, b) => a.end - b.end);
  let ended = 0;
  for (let row = 0; row < history.length; row++) {
    if (operations[next]?.begin === row) reach.begins(operations[next++]!);
    if (byEnd[ended]?.end === row) judgeEnd(byEnd[ended++]!);
    if (history.kind[row] === settled) reach.settles();
  }

  function judgeEnd(operation: BankOperation): void {
    const { change, result, balance } = operation;
    if (change !== 0 && (result === 'applied' || result === 'refused')) counts.transfers++;
    if (result === 'refused') counts.refusals++;
    if (balance !== undefined) {
      counts.balances++;
      judgeBalance(findings, reach, operation, balance);
    }
    if (change < 0 && result === 'applied') judgeFunds(findings, reach, operation);
    if (change < 0 && result === 'refused') judgeRefusal(findings, reach, operation);
    reach.ends(operation);
  }

  if (counts.transfers === 0 && counts.balances > 0)
    findings.unjudged('balance', 'vacuous', 'no money was moved: the balances are those of the start');
  if (counts.balances === 0 && counts.transfers > 0)
    findings.unjudged('balance', 'vacuous', 'no balance was told: that money was moved does not show');
  return findings.done(counts);
}

function judgeBalance(findings: FindingsBuilder, reach: Reach, operation: BankOperation, balance: number): void {
  const { client, at, begin, end } = operation;
  // What a write tells of the account is told after the write.
  const own = operation.result === 'applied' ? operation.change : 0;
  const possible = reach.of(operation);
  const isReached = possible.reaches(balance - own);
  if (isReached === true) return;
  if (isReached === undefined) {
    const why = `too many transfers were under way when ${client} was told ${balance} at ${at} to say which it reflects`;
    return findings.unjudged('balance', 'ambiguous', why);
  }
  const culprit = possible.explanation(balance - own);
  const due = possible.optional === 0 ? `it must be ${possible.must + own}` : 'no choice of the transfers makes that';
  findings.violation(
    'balance',
    `${client} was told at ${at} that the account holds ${balance}, but ${culprit?.why ?? due}`,
    step(
      `it must hold ${possible.must + own}${possible.optional > 0 ? ', give or take what was under way' : ''}`,
      begin,
    ),
    step(culprit === undefined ? '' : 'the transfer in question', ...(culprit?.rows ?? [-1])),
    step(`${client} is told ${balance}`, end),
  );
}

function judgeFunds(findings: FindingsBuilder, reach: Reach, operation: BankOperation): void {
  const { tx, at, change, begin, end } = operation;
  const { most } = reach.of(operation);
  if (most >= -change) return;
  findings.violation(
    'overdraft',
    `${at} carried out the withdrawal ${tx} of ${-change}, although the account could hold no more than ${most} there`,
    step(`asked for ${-change}`, begin),
    step(`it counts as carried out, with at most ${most} in the account`, end),
  );
}

function judgeRefusal(findings: FindingsBuilder, reach: Reach, operation: BankOperation): void {
  const { tx, at, change, begin, end } = operation;
  const { least } = reach.of(operation);
  if (least < -change) return;
  findings.violation(
    'refusal',
    `${at} refused the withdrawal ${tx} of ${-change}, although the account held at least ${least} there`,
    step(`asked for ${-change}`, begin),
    step(`refused, with at least ${least} in the account`, end),
  );
}
