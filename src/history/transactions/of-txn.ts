import type { History } from '../history.js';
import { OUTCOME, type Transactions } from '../transactions.js';
import { createSessions, INVOKE, meaningOfKinds, openInvokes } from './client-rows.js';
import { beginTransaction, createDraft, type Draft, endTransaction, finishDraft } from './draft.js';
import { createJsonCursor, type JsonCursor } from './json-cursor.js';
import { addMicroOperations, enterOperations, modelHere, NoTransaction } from './micro-operations.js';
import type { NoTransactions } from './of-history.js';
import { findsNumberNobodyWrote, takeZerosForTheStart } from './starts.js';
import { createTokens } from './tokens.js';

/** Whether a client ever asks for `txn`. Histories are of one kind: the first few operations tell. */
export function hasGenericTransactions(history: History): boolean {
  const meaning = meaningOfKinds(history);
  const cursor = createJsonCursor(createTokens());
  let seen = 0;
  for (let row = 0; row < history.length && seen < MANY; row++) {
    if (meaning[history.kind[row]!] !== INVOKE) continue;
    seen++;
    if (enter(history, cursor, row, true)) return true;
  }
  return false;
}

const MANY = 1000;

/** The operations `txn`; others are passed over. */
export function genericTransactions(history: History): Transactions | NoTransactions {
  const meaning = meaningOfKinds(history);
  let at = 0;
  try {
    const { model, isSure } = modelOf(history, meaning);
    const draft = createDraft(model);
    const cursor = createJsonCursor(draft.versions.tokens);
    const sessionOf = createSessions(history);

    function add(invoke: number, completion: number, outcome: number): void {
      at = invoke;
      if (!enter(history, cursor, invoke, true)) return;
      beginTransaction(draft, sessionOf(history.process[invoke]!), outcome, invoke, completion);
      const asked = cursor.at;
      // What failed may have been told versions as well: that it made them nobody else may see.
      const isTelling = outcome === OUTCOME.ok || (outcome === OUTCOME.fail && draft.model === 'versioned');
      const isTold = isTelling && enter(history, cursor, completion, false);
      if (isTold) at = completion;
      else {
        cursor.bytes = history.bodyBytes(invoke);
        cursor.at = asked;
      }
      addMicroOperations(draft, cursor, isTold);
      endTransaction(draft);
    }

    for (let row = 0; row < history.length; row++) {
      const what = meaning[history.kind[row]!]!;
      if (what >= 0 && what !== INVOKE && history.ref[row]! >= 0) add(history.ref[row]!, row, what);
    }
    for (const row of openInvokes(history, meaning)) add(row, -1, OUTCOME.info);
    const twice = twiceWritten(draft);
    if (twice !== undefined) return { unsupported: twice };
    const transactions = finishDraft(draft, { hasRealTime: true, sessionsCount: false });
    if (isSure) return transactions;
    takeZerosForTheStart(transactions, 'everywhere');
    return findsNumberNobodyWrote(transactions) ? { unsupported: NO_WRITE } : transactions;
  } catch (error) {
    if (error instanceof NoTransaction) return { unsupported: `${error.message} (event ${at})` };
    throw error;
  }
}

/** Why versions cannot be told apart, or undefined. */
function twiceWritten({ duplicate, invoked }: Draft): string | undefined {
  if (duplicate === undefined) return undefined;
  const { key, value, first, second } = duplicate;
  const where = `events ${invoked[first]} and ${invoked[second]}`;
  return `${value} is written to ${key} twice (${where}), so that nobody can say which write a read found`;
}

const NO_WRITE = 'no write was answered, so that nobody can say whether reads tell values or versions';

/** What kind of history it is; not for sure where no answer to a write, and no list, says so. */
function modelOf(history: History, meaning: Int8Array): { model: Transactions['model']; isSure: boolean } {
  const cursor = createJsonCursor(createTokens());
  let asked: Transactions['model'] | undefined;
  for (let row = 0; row < history.length; row++) {
    const what = meaning[history.kind[row]!]!;
    if (what !== OUTCOME.ok && (what !== INVOKE || asked !== undefined)) continue;
    if (!enter(history, cursor, row, what === INVOKE)) continue;
    const model = modelHere(cursor);
    if (what === INVOKE) asked = model;
    else if (model !== undefined) return { model, isSure: true };
  }
  return { model: asked ?? 'register', isSure: asked === 'append' };
}

/** Puts the cursor into the micro-operations of a row's body, if it has some. */
function enter(history: History, cursor: JsonCursor, row: number, isInvoke: boolean): boolean {
  if (history.bodyLength(row) === 0) return false;
  cursor.bytes = history.bodyBytes(row);
  cursor.at = history.bodyStart(row);
  return enterOperations(cursor, isInvoke);
}
