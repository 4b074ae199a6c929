import type { History } from '../../src/history/history.js';
import type { Findings } from '../contract/checker.js';
import { finalPhase } from '../contract/final-phase.js';
import { createFindings, LISTED, step } from '../contract/findings.js';
import { APPLIED, type Ended, REFUSED } from '../sessions/log.js';
import { eachEnded } from '../sessions/session-log.js';
import { type ToldSet, toldSet } from '../sessions/told-set.js';
import { appliesOf } from '../write-sets/applies.js';
import { askedChanges, spellChange } from '../write-sets/asked.js';
import { readBooks } from '../write-sets/books.js';
import { suspectWrite } from '../write-sets/suspect-write.js';
import type { MoneyModel } from './model.js';

/**
 * Replicas that tell which writes they reflect: every balance is the money at the start and the changes of exactly
 * those writes. Whether a withdrawal is covered, the branch decides that accepts it, on what it reflects then; that
 * branches who each decide rightly can together take a replica below zero is the protocol's doing, and a violation
 * only if one asks for it (`strict`). O(writes x log + tellings x nodes).
 */
export const writeSetMoney: MoneyModel = {
  judges: (spec) => spec.observation === 'set' && spec.writeSets !== undefined,
  rules: {
    'impossible-transfer': {
      says: 'a transfer moves a positive whole amount between accounts that exist',
      kind: 'safety',
    },
    overdraft: { says: 'no transfer takes more than its account holds', kind: 'safety' },
    balance: { says: 'a balance that a node tells is what the transfers that it reflects make of it', kind: 'safety' },
    refusal: { says: 'a transfer is refused only if its account does not hold the amount', kind: 'safety' },
    'overdrawn-replica': {
      says: 'with `strict`: no replica is below zero, though each withdrawal was covered where it was accepted',
      kind: 'safety',
    },
    total: { says: 'all balances of a node together are the money that there was at the start', kind: 'safety' },
  },
  check: (history, { strict }) => createJudge(history, strict === true).all(),
};

/** A balance that somebody was told. */
interface Telling {
  node: string;
  account: string;
  balance: number;
  row: number;
  set: ToldSet | undefined;
}

function createJudge(history: History, strict: boolean) {
  const findings = createFindings(history);
  const books = readBooks(history);
  const asked = askedChanges(history);
  const counts = { transfers: 0, balances: 0, refusals: 0, totals: 0, overdrawn: 0 };
  const streams = new Map(books.streams.map((node, stream) => [node, stream]));
  const told = new Set<string>();
  const overdrawn = new Map<string, Telling>();
  const suspect = new Set<string>();
  let investigated = 0;

  function all(): Findings {
    for (const writes of books.writes) counts.transfers += writes.length;
    judgeApplies();
    eachEnded(history, judgeResult);
    for (const { node, rows, whole, accounts } of finalPhase(history).dumps) {
      let total: number | undefined = 0;
      for (const [account, { balance, row, seen, also }] of accounts) {
        const telling = { node, account, balance, row, set: toldSet(seen, also, streams) };
        judgeBalance(telling);
        const due = telling.set === undefined ? undefined : books.balanceOf(telling.set, account);
        total = due === undefined || total === undefined ? undefined : total + balance - due;
      }
      if (whole && accounts.size > 0) judgeTotal(node, [...accounts.keys()], rows, total);
    }
    for (const telling of overdrawn.values()) tellOverdrawn(telling);
    return findings.done(counts);
  }

  function judgeResult(ended: Ended): void {
    const { does, row, session } = ended;
    const [request, result] = [ended.asked(), ended.result()];
    const node = typeof request.at === 'string' ? request.at : 'a node';
    const { account, balance, seen, also } = result;
    if (typeof account !== 'string' || typeof balance !== 'number') {
      const why = `${history.processes[session]!.participant} was not told a balance in event ${row}`;
      return findings.unjudged('balance', 'unsupported', why);
    }
    const telling = { node, account, balance, row, set: toldSet(seen, also, streams) };
    const isRight = judgeBalance(telling);
    const change = typeof request.tx === 'string' ? asked.get(request.tx) : undefined;
    if (change === undefined) return;
    if (does === APPLIED && !(Number.isSafeInteger(change.amount) && change.amount > 0)) {
      findings.violation(
        'impossible-transfer',
        `${node} carried out ${change.client}'s ${spellChange(change)}, although the amount is no positive whole number`,
        step('the client asked', change.row),
        step(`${node} carried it out`, row),
      );
    } else if (does === APPLIED && (change.change ?? 0) < 0 && isRight) {
      judgeFunds(change.tx, node, balance, row);
    } else if (does === REFUSED && isRight) {
      counts.refusals++;
      if (balance < change.amount || !(change.amount > 0)) return;
      findings.violation(
        'refusal',
        `${node} refused ${change.client}'s ${spellChange(change)}, although the account held ${balance} there`,
        step(`the client asked for ${change.amount}`, change.row),
        step(`refused on a balance of ${balance}`, row),
      );
    }
  }

  /** A withdrawal was covered by what the branch held that accepted it. */
  function judgeFunds(tx: string, node: string, left: number, row: number): void {
    const change = asked.get(tx);
    if (left >= 0 || change === undefined || told.has(`overdraft ${tx}`)) return;
    told.add(`overdraft ${tx}`);
    findings.violation(
      'overdraft',
      `${node} carried out ${change.client}'s ${spellChange(change)}, although the account held only ${left + change.amount} there`,
      step(`the client asked for ${change.amount}`, change.row),
      step(`carried out: ${left} are left`, row),
    );
  }

  /** What a node holds right after each write that it applies; of a later life only what changes. */
  function judgeApplies(): void {
    const held = new Map<string, { sets: Set<string>; balances: Map<string, number> }>();
    for (const report of appliesOf(history).reports) {
      const { node, process, account, by, seq, tx, balance, row } = report;
      if (balance === undefined) continue;
      const isFirstLife = history.processes[process]!.life === 1;
      let state = held.get(`${process}`);
      if (state === undefined) held.set(`${process}`, (state = { sets: new Set(), balances: new Map() }));
      const before = state.balances.get(account) ?? (isFirstLife ? (history.header.accounts[account] ?? 0) : undefined);
      const isAgain = state.sets.has(`${by} ${seq}`);
      state.sets.add(`${by} ${seq}`);
      const change = isAgain ? 0 : (asked.get(tx)?.change ?? report.change);
      const due = before === undefined ? balance : before + change;
      state.balances.set(account, balance);
      counts.balances++;
      if (due !== balance) {
        suspect.add(node);
        if (told.has(`apply ${node} ${account}`)) continue;
        told.add(`apply ${node} ${account}`);
        const name = asked.has(tx) ? spellChange(asked.get(tx)!) : tx;
        findings.violation(
          'balance',
          `${node} held ${before} before it applied ${name}${isAgain ? ', which it had applied before,' : ''} and ${balance} after it; that makes ${due}`,
          step(`${node} applied ${name} and then held ${balance}`, row),
        );
      } else if (change < 0 && by === node) judgeFunds(tx, node, balance, row);
      if (balance < 0 && by !== node) noteOverdrawn({ node, account, balance, row, set: undefined });
    }
  }

  /** Whether a balance is right, as far as it can be judged. */
  function judgeBalance(telling: Telling): boolean {
    const { node, account, balance, row, set } = telling;
    if (set === undefined) {
      findings.unjudged(
        'balance',
        'unsupported',
        `${node} does not tell which writes a balance reflects: event ${row}`,
      );
      return true;
    }
    const due = books.balanceOf(set, account);
    if (due === undefined) {
      const why = `${node} says that its balance reflects a write of which nobody else tells: event ${row}`;
      findings.unjudged('balance', 'ambiguous', why);
      return true;
    }
    counts.balances++;
    if (balance < 0) noteOverdrawn(telling);
    if (due === balance) {
      told.delete(`balance ${node} ${account}`);
      return true;
    }
    suspect.add(node);
    // What went wrong when a write was applied stays wrong.
    if (told.has(`apply ${node} ${account}`) || told.has(`balance ${node} ${account}`)) return false;
    told.add(`balance ${node} ${account}`);
    // Looking for the culprit takes its time; what is not listed needs none.
    const culprit = investigated++ < LISTED ? suspectWrite(books, set, account, balance - due) : undefined;
    const wrong = `${node} says that ${account} holds ${balance}; the writes that it reflects make that ${due}`;
    findings.violation(
      'balance',
      culprit === undefined ? wrong : `${node}'s balance ${culprit.what} ${books.spell(culprit.write)} (${wrong})`,
      step(culprit === undefined ? '' : `${books.spell(culprit.write)} was applied`, culprit?.write.row ?? -1),
      step(`${node} tells ${balance}`, row),
    );
    return false;
  }

  function noteOverdrawn(telling: Telling): void {
    const key = `${telling.node} ${telling.account}`;
    const known = overdrawn.get(key);
    if (known === undefined || telling.row < known.row) overdrawn.set(key, telling);
  }

  function tellOverdrawn({ node, account, balance, row }: Telling): void {
    // Where a balance is wrong or a withdrawal was not covered, that is the finding.
    if (suspect.has(node) || [...told].some((key) => key.startsWith('overdraft '))) return;
    counts.overdrawn++;
    const remark = `${node} holds ${balance} in ${account}: withdrawals that were each covered where they were accepted took it below zero together`;
    if (!strict) return findings.warn(`${remark} (event ${row})`);
    findings.violation('overdrawn-replica', remark, step(`${node} tells ${balance}`, row));
  }

  function judgeTotal(node: string, accounts: string[], rows: number[], off: number | undefined): void {
    if (off === undefined) return;
    counts.totals++;
    const missing = Object.keys(history.header.accounts).filter((account) => !accounts.includes(account));
    if (missing.length === 0 || suspect.has(node)) return;
    const lacking = missing.reduce((sum, account) => sum + history.header.accounts[account]!, 0);
    findings.violation(
      'total',
      `at the end ${node} says nothing of ${missing.join(', ')}, which held ${lacking} at the start`,
      step('its balances', ...rows),
    );
  }

  return { all };
}
