import type { History } from '../history.js';
import type { Transactions } from '../transactions.js';
import { chainTransactions, tellsVersions } from './of-results.js';
import { genericTransactions, hasGenericTransactions } from './of-txn.js';

/** Why the operations of a history cannot be judged as transactions. */
export interface NoTransactions {
  unsupported: string;
}

const known = new WeakMap<History, Transactions | NoTransactions>();

/**
 * The client operations of a history as transactions, read once however many ask. Three kinds of histories have them:
 *
 * - imported ones, whose reader has noted them (`noteTransactions`);
 * - operations `{"do":"txn","ops":[...]}` of micro-operations `["append", key, value]`, `["r", key, null]` and
 *   `["w", key, value]`, whose `ok` is `{"ops":[...]}`, the same with what the reads found: a list for appends (null: an
 *   empty one), a value or null for writes. Where every write tells versions, `ok` has `["w", key, version, replaced]` and
 *   `["r", key, version]`, and version 0 or null is the key as it was at the start;
 * - operations of banks under the observation model `chain`.
 */
export function transactionsOf(history: History): Transactions | NoTransactions {
  let transactions = known.get(history);
  if (transactions === undefined) known.set(history, (transactions = read(history)));
  return transactions;
}

/** Notes what the reader of an imported log has made of its operations, or why nothing. */
export function noteTransactions(history: History, transactions: Transactions | NoTransactions): void {
  known.set(history, transactions);
}

function read(history: History): Transactions | NoTransactions {
  if (hasGenericTransactions(history)) return genericTransactions(history);
  const why = tellsVersions(history.header.spec);
  return why === undefined ? chainTransactions(history) : { unsupported: why };
}
