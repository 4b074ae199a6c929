import { clientResults } from '../../contract/client-results.js';
import { step } from '../../contract/findings.js';
import { blame, type TransitBooks } from './books.js';
import { type Journey, type Journeys, type Passage, spellJourney } from './journeys.js';

/**
 * Follows each transfer from station to station. What should have been and is not is only told at rest, and not of nodes
 * that were started again; what is there and should not be, at once.
 */
export function judgeJourneys(books: TransitBooks, journeys: Journeys): void {
  const { transfers } = clientResults(books.history);
  for (const journey of journeys.all) {
    judgeTerms(books, journey);
    judgeDeparture(books, journeys, journey);
    judgeArrival(books, journeys, journey);
    const asked = transfers.get(journey.tx);
    if (asked === undefined) continue;
    const left = journey.debits[0] ?? journey.sends[0];
    if (asked.refused >= 0 && asked.applied < 0 && left !== undefined) {
      const summary = `a client was told that ${spellJourney(journey)} was refused, but the money left ${left.node}`;
      tell(books, 'refusal', summary, [left.node], [step('it left', left.row), step('refused', asked.refused)]);
    }
    if (asked.applied >= 0 && left === undefined && hasTraffic(journeys)) {
      const summary = `a client was told that ${spellJourney(journey)} was done, but it was never debited or sent`;
      tell(books, 'debit', summary, [], [step('asked for', asked.row), step('told to be done', asked.applied)]);
    }
  }
}

/** Whether messages between nodes were seen at all: an imported history may have none. */
function hasTraffic(journeys: Journeys): boolean {
  for (const { sends } of journeys.all) if (sends.length > 0) return true;
  return journeys.debits > 0;
}

/** One amount all the way, and a possible one. */
function judgeTerms(books: TransitBooks, journey: Journey): void {
  const { accounts } = books.history.header;
  const { asked, debits, sends, credits } = journey;
  const stations = [
    ...(asked.row < 0 ? [] : [{ row: asked.row, amount: asked.amount, did: 'a client asked for' }]),
    ...debits.map(({ row, amount, node }) => ({ row, amount, did: `${node} debited` })),
    ...sends.map(({ row, amount, node }) => ({ row, amount, did: `${node} sent` })),
    ...credits.map(({ row, amount, node }) => ({ row, amount, did: `${node} credited` })),
  ];
  const [first] = stations;
  const other = stations.find(({ amount }) => amount !== first!.amount);
  if (first !== undefined && other !== undefined) {
    const summary = `transfer ${journey.tx} changed its amount on the way: ${first.did} ${first.amount}, ${other.did} ${other.amount}`;
    const steps = [step(`${first.did} ${first.amount}`, first.row), step(`${other.did} ${other.amount}`, other.row)];
    tell(
      books,
      'changed-amount',
      summary,
      [...debits, ...credits].map(({ node }) => node),
      steps,
    );
  }
  const left = debits[0] ?? sends[0];
  if (left === undefined) return;
  const unknown = [left.node, sends[0]?.to].find((name) => name !== undefined && !Object.hasOwn(accounts, name));
  const isPossible = Number.isSafeInteger(left.amount) && left.amount > 0;
  if (unknown === undefined && isPossible) return;
  const why = unknown === undefined ? 'the amount is no positive whole number' : `there is no account ${unknown}`;
  const summary = `${left.node} carried out ${spellJourney(journey)}, although ${why}`;
  tell(books, 'impossible-transfer', summary, [], [step('it was carried out', left.row)]);
}

function judgeDeparture(books: TransitBooks, journeys: Journeys, journey: Journey): void {
  const { debits, sends } = journey;
  const again = (what: string, [first, second]: readonly Passage[]) => {
    if (second === undefined || first === undefined) return;
    const summary = `transfer ${journey.tx} was ${what} twice, at ${places(first, second)}: events ${first.row} and ${second.row}`;
    const steps = [
      step(`${first.node}: ${first.amount}`, first.row),
      step(`${second.node}: ${second.amount}`, second.row),
    ];
    tell(books, 'debit', summary, [first.node, second.node], steps);
  };
  again('debited', debits);
  again('sent', sends);
  const [debit, send] = [debits[0], sends[0]];
  if (debit !== undefined && send === undefined && books.rest >= 0) {
    const summary = `${spellJourney(journey)} was debited at ${debit.node} but never sent`;
    tell(
      books,
      'debit',
      summary,
      [debit.node],
      [step('it was debited', debit.row), step('the system came to rest', books.rest)],
    );
  }
  if (send !== undefined && debit === undefined && journeys.reporting.has(send.node) && books.rest >= 0) {
    const summary = `${spellJourney(journey)} was sent by ${send.node} but never debited there`;
    tell(
      books,
      'debit',
      summary,
      [send.node],
      [step('it was sent', send.row), step('the system came to rest', books.rest)],
    );
  }
}

function judgeArrival(books: TransitBooks, journeys: Journeys, journey: Journey): void {
  const { credits, sends } = journey;
  const [first, second] = credits;
  if (first !== undefined && second !== undefined) {
    const copies = sends.flatMap(({ delivered }) => delivered);
    const steps = [
      ...(copies.length > 1 ? [step(`it was delivered ${copies.length} times`, ...copies)] : []),
      step('the first time', first.row),
      step('the second time', second.row),
    ];
    const isFault =
      sends.some(({ delivered }) => delivered.length > 1) && !books.history.header.spec.tolerates.duplication;
    const summary = `transfer ${journey.tx} was credited twice, at ${places(first, second)}: events ${first.row} and ${second.row}`;
    if (isFault) {
      const why = `the network delivered ${spellJourney(journey)} twice, which ${books.history.header.system} does not promise to withstand`;
      books.findings.unjudged('credit', 'precondition', why);
      for (const { node } of credits) books.suspect.add(node);
    } else tell(books, 'credit', summary, [first.node, second.node], steps);
  }
  if (
    first !== undefined &&
    !sends.some(({ to, delivered }) => to === first.node && (delivered[0] ?? first.row) < first.row)
  ) {
    const what = sends.length === 0 ? 'and nobody had sent it' : 'before it had come';
    const summary = `${first.node} credited ${spellJourney(journey)} ${what}`;
    tell(
      books,
      'credit',
      summary,
      [first.node],
      [step('it was credited', first.row), ...sends.map(({ row, to }) => step(`it was sent to ${to}`, row))],
    );
  }
  const taken = sends.find(({ consumed }) => consumed >= 0);
  if (taken === undefined || credits.length > 0 || !journeys.reporting.has(taken.to) || books.rest < 0) return;
  const summary = `${spellJourney(journey)} came to ${taken.to} and was never credited there`;
  tell(
    books,
    'credit',
    summary,
    [taken.to],
    [
      step('it was sent', taken.row),
      step(`${taken.to} had taken it`, taken.consumed),
      step('the system came to rest', books.rest),
    ],
  );
}

function places(first: Passage, second: Passage): string {
  return first.node === second.node ? first.node : `${first.node} and ${second.node}`;
}

function tell(
  books: TransitBooks,
  rule: string,
  summary: string,
  wrongAt: readonly string[],
  steps: ReturnType<typeof step>[],
): void {
  for (const node of wrongAt) books.suspect.add(node);
  blame(books, rule, summary, steps);
}
