import type { History } from '../../src/history/history.js';
import type { Findings } from '../contract/checker.js';
import { clientResults } from '../contract/client-results.js';
import { firstLifeEnd } from '../contract/crash-precondition.js';
import { eventClaims } from '../contract/event-claims.js';
import { finalPhase } from '../contract/final-phase.js';
import { createFindings } from '../contract/findings.js';
import { runCourse } from '../contract/lives.js';
import type { MoneyModel } from './model.js';
import { readAccounts } from './transit/accounts.js';
import type { TransitBooks } from './transit/books.js';
import { readJourneys } from './transit/journeys.js';
import { judgeClaims } from './transit/judge-claims.js';
import { judgeGrandTotal } from './transit/judge-grand-total.js';
import { judgeJourneys } from './transit/judge-journeys.js';

/**
 * Money that travels with messages. Nothing appears or vanishes at any moment exactly if each single event keeps the sum
 * of all accounts and all that is in flight: a debit and the message that carries it, the message's arrival and a
 * credit. So each transfer is followed from its debit to its credit, by its name; and each account from version to
 * version. O(events).
 */
export const transitMoney: MoneyModel = {
  judges: (spec) => spec.transit !== undefined,
  rules: {
    debit: {
      says: 'a transfer that leaves is taken from its account once, and what is taken leaves once',
      kind: 'safety',
    },
    credit: {
      says: 'a transfer that arrives is added to its account once, and nothing else is added',
      kind: 'safety',
    },
    'changed-amount': { says: 'a transfer has one amount, from the request to the credit', kind: 'safety' },
    'impossible-transfer': {
      says: 'a transfer moves a positive whole amount between accounts that exist',
      kind: 'safety',
    },
    overdraft: { says: 'no transfer takes more than its account holds', kind: 'safety' },
    balance: { says: 'a balance that a node tells is what its transfers make of the account', kind: 'safety' },
    refusal: { says: 'a transfer is refused only if its account does not hold the amount', kind: 'safety' },
    'grand-total': {
      says: 'all balances and all money in flight are together the money that there was at the start',
      kind: 'safety',
    },
  },
  check,
};

function check(history: History): Findings {
  const { transit } = history.header.spec;
  const books: TransitBooks = {
    history,
    findings: createFindings(history),
    suspect: new Set(),
    lifeEnd: firstLifeEnd(history),
    rest: runCourse(history).settled,
  };
  const journeys = readJourneys(history, transit!);
  const accounts = readAccounts(books, journeys);
  judgeJourneys(books, journeys);
  const claims = [...eventClaims(history, [transit!.debit, transit!.credit]), ...clientResults(history).claims];
  claims.sort((a, b) => a.row - b.row);
  const balances = judgeClaims(books, journeys, accounts, claims);
  const { dumps } = finalPhase(history);
  judgeGrandTotal(books, journeys, accounts, dumps);
  return books.findings.done({
    transfers: journeys.all.length,
    balances,
    debits: journeys.debits,
    credits: journeys.credits,
    'in flight at the end': journeys.inFlight,
  });
}
