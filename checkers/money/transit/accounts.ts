import { step } from '../../contract/findings.js';
import { blame, type TransitBooks } from './books.js';
import { type Journeys, spellJourney } from './journeys.js';

/** One version of an account, as the event that made it tells it. */
export interface Version {
  balance: number;
  tx: string;
  row: number;
}

/** By account: its versions from 1 on, as the debits and credits of its node tell them. */
export type Accounts = ReadonlyMap<string, Version[]>;

/** Follows each account from version to version, and tells where an event does not follow from the one before. */
export function readAccounts(books: TransitBooks, journeys: Journeys): Accounts {
  const { history, findings } = books;
  const accounts = new Map<string, Version[]>();
  for (const { entry, journey, sign } of journeys.steps) {
    const { node, row, account, previous, version, balance } = entry;
    if (account !== node || Number.isNaN(version) || Number.isNaN(balance)) {
      findings.unjudged(
        'balance',
        'unsupported',
        `event ${row} of ${node} does not tell its account, version and balance`,
      );
      continue;
    }
    let versions = accounts.get(node);
    if (versions === undefined) accounts.set(node, (versions = []));
    const last = versions.at(-1);
    const before = last?.balance ?? history.header.accounts[node] ?? Number.NaN;
    const due = before + sign * entry.amount;
    const isNext = version === versions.length + 1 && (Number.isNaN(previous) || previous === versions.length);
    if (balance !== due || !isNext) {
      const did = sign < 0 ? 'debited' : 'credited';
      const times = (balance - before) / (sign * entry.amount);
      const how = times === 2 ? ` was ${did} twice at ${node}` : times === 0 ? ` was never ${did} at ${node}` : '';
      const name = how === '' || !isNext ? '' : `transfer ${journey.tx}${how}: `;
      const told = `${name}${node} ${did} ${spellJourney(journey)} and says that it then held ${balance} at version ${version}`;
      tell(books, node, `${told}; by its own events it was ${due} at version ${versions.length + 1}`, [
        step(
          last === undefined ? '' : `before, it held ${last.balance} at version ${versions.length}`,
          last?.row ?? -1,
        ),
        step(`${did} ${entry.amount}`, row),
      ]);
    }
    if (sign < 0 && balance < 0) {
      blame(books, 'overdraft', `${spellJourney(journey)} was carried out, although ${node} held only ${before}`, [
        step(last === undefined ? '' : `before, it held ${last.balance}`, last?.row ?? -1),
        step(`it takes ${entry.amount}`, row),
      ]);
    }
    // A version that was told wrongly is gone on from: one mistake is told once.
    if (isNext || version > versions.length) {
      while (versions.length < version - 1 && versions.length < journeys.steps.length)
        versions.push({ balance: Number.NaN, tx: '', row });
      versions.push({ balance, tx: journey.tx, row });
    }
  }
  return accounts;
}

function tell(books: TransitBooks, node: string, summary: string, steps: ReturnType<typeof step>[]): void {
  books.suspect.add(node);
  blame(books, 'balance', summary, steps);
}
