import { HARNESS } from '../event.js';
import type { SystemSpec } from '../header.js';
import type { History } from '../history.js';
import { NOTHING, OUTCOME, type Transactions, UNKNOWN } from '../transactions.js';
import { createSessions, INVOKE, meaningOfKinds, openInvokes } from './client-rows.js';
import { addRead, addWrite, beginTransaction, createDraft, type Draft, endTransaction, finishDraft } from './draft.js';
import { createJsonCursor, FOUND, type JsonCursor, peek, skip, spells, take, takeScalar } from './json-cursor.js';
import type { NoTransactions } from './of-history.js';
import { tokenOf } from './tokens.js';
import { createVersions, keyOf, versionOf } from './versions.js';

/** Why the results of a system's operations do not tell every version of an account; undefined if they do. */
export function tellsVersions(spec: SystemSpec): string | undefined {
  if (spec.observation !== 'chain') {
    return `${spec.name} does not tell versions of accounts: its observation model is ${spec.observation}`;
  }
  if (spec.transit !== undefined) {
    return `${spec.name} moves money in messages: accounts change while no operation is at work on them`;
  }
  return undefined;
}

/**
 * Operations of banks under `chain`: each leg of an applied one is a read of the previous version and a write of the new
 * one; reads, refusals and the final dumps read what they tell. Of what failed or never ended the accounts are known. A
 * transfer that is asked for again, by its id, after an `info` is one transaction, from its first invoke on.
 */
export function chainTransactions(history: History): Transactions | NoTransactions {
  const meaning = meaningOfKinds(history);
  const draft = createDraft('versioned');
  const results = createJsonCursor(draft.versions.tokens);
  const sessionOf = createSessions(history);
  const again = askedAgain(history, meaning);

  function begin(invoke: number, completion: number, outcome: number): void {
    beginTransaction(draft, sessionOf(history.process[invoke]!), outcome, invoke, completion);
  }

  for (let row = 0; row < history.length; row++) {
    const outcome = meaning[history.kind[row]!]!;
    const invoke = history.ref[row]!;
    if (outcome < 0 || outcome === INVOKE || invoke < 0) continue;
    if (outcome === OUTCOME.ok) {
      if (again.repeats(row)) continue;
      begin(again.firstInvoke(row), row, outcome);
      addResult(draft, results, history, row);
      endTransaction(draft);
    } else if (!(outcome === OUTCOME.info && again.isResolved(row))) {
      begin(invoke, row, outcome);
      addAttempt(draft, history, invoke);
      endTransaction(draft);
    }
  }
  for (const row of openInvokes(history, meaning)) {
    if (again.isResolved(row)) continue;
    begin(row, -1, OUTCOME.info);
    addAttempt(draft, history, row);
    endTransaction(draft);
  }
  return finishDraft(draft, { hasRealTime: true, sessionsCount: false });
}

/** Operations that bear the id of an earlier one. */
interface Again {
  /** The `ok` tells what an earlier `ok` has told. */
  repeats(ok: number): boolean;
  /** The invoke of an `ok`, or that of the first operation of its id that ended in `info`. */
  firstInvoke(ok: number): number;
  /** An `info`, or an invoke without an end, whose id got an `ok` later. */
  isResolved(row: number): boolean;
}

function askedAgain(history: History, meaning: Int8Array): Again {
  const ids = createVersions();
  const firstOk: number[] = [];
  const firstInfo: number[] = [];

  function idOf(row: number): number {
    const invoke = meaning[history.kind[row]!] === INVOKE ? row : history.ref[row]!;
    const tx = history.tx[invoke]!;
    return tx < 0 || history.processes[history.process[invoke]!]?.participant === HARNESS ? -1 : keyOf(ids, tx);
  }

  for (let row = 0; row < history.length; row++) {
    const what = meaning[history.kind[row]!]!;
    if (what !== OUTCOME.ok && what !== OUTCOME.info) continue;
    const id = idOf(row);
    if (id < 0) continue;
    const list = what === OUTCOME.ok ? firstOk : firstInfo;
    list[id] ??= row;
  }
  return {
    repeats: (row) => {
      const id = idOf(row);
      return id >= 0 && firstOk[id] !== row;
    },
    firstInvoke: (row) => {
      const id = idOf(row);
      const info = id < 0 ? undefined : firstInfo[id];
      return history.ref[info !== undefined && info < row ? info : row]!;
    },
    isResolved: (row) => {
      const id = idOf(row);
      return id >= 0 && firstOk[id] !== undefined;
    },
  };
}

/** Adds what an `ok` tells: legs, a dump, or one account. What has no version is passed over. */
function addResult(draft: Draft, cursor: JsonCursor, history: History, row: number): void {
  if (history.bodyLength(row) === 0) return;
  cursor.bytes = history.bodyBytes(row);
  cursor.at = history.bodyStart(row);
  addClaims(draft, cursor, true);
}

const FIELDS = ['"account"', '"version"', '"previous"', '"legs"', '"accounts"'];
const ACCOUNT = 0;
const VERSION = 1;
const PREVIOUS = 2;

/**
 * Adds the object at the cursor, which it passes: `{account, version}`, with `previous` where it was written; or, if it is
 * a whole result, what is in its `legs` or `accounts`.
 */
function addClaims(draft: Draft, cursor: JsonCursor, isResult: boolean): void {
  const { versions } = draft;
  let key = -1;
  let version = Number.NaN;
  let previous = Number.NaN;
  let isList = false;
  take(cursor, 123);
  while (peek(cursor) === 34) {
    const field = fieldAt(cursor);
    skip(cursor);
    take(cursor, 58);
    const c = peek(cursor);
    if (field > PREVIOUS && isResult && c === 91) {
      isList = true;
      takeClaims(draft, cursor);
    } else if (field < 0 || field > PREVIOUS || c === 91 || c === 123) skip(cursor);
    else if (takeScalar(cursor) === FOUND.scalar) {
      if (field === ACCOUNT) key = keyOf(versions, cursor.token);
      else if (field === VERSION) version = cursor.token;
      else previous = cursor.token;
    }
    take(cursor, 44);
  }
  take(cursor, 125);
  if (isList || key < 0 || !Number.isInteger(version)) return;
  if (Number.isInteger(previous)) {
    const before = versionFound(draft, key, previous);
    addRead(draft, key, before);
    addWrite(draft, key, versionOf(versions, key, version), before);
  } else addRead(draft, key, versionFound(draft, key, version));
}

/** Which of FIELDS the key at the cursor is, or -1. */
function fieldAt({ bytes, at }: JsonCursor): number {
  const first = bytes[at + 1];
  for (let field = 0; field < FIELDS.length; field++) {
    if (FIELDS[field]!.charCodeAt(1) === first && spells(bytes, at, FIELDS[field]!)) return field;
  }
  return -1;
}

function takeClaims(draft: Draft, cursor: JsonCursor): void {
  take(cursor, 91);
  while (!take(cursor, 93)) {
    if (peek(cursor) === 123) addClaims(draft, cursor, false);
    else skip(cursor);
    take(cursor, 44);
  }
}

/** Version 0 is the account as it was at the start. */
function versionFound(draft: Draft, key: number, version: number): number {
  return version === 0 ? NOTHING : versionOf(draft.versions, key, version);
}

/** Adds the accounts that an operation would have written, as far as its invoke tells. */
function addAttempt(draft: Draft, history: History, invoke: number): void {
  const { at, from = at, to, amount, tx } = history.body(invoke);
  if (typeof tx !== 'string' || amount === undefined) return;
  for (const account of [from, to]) {
    if (typeof account !== 'string') continue;
    const key = keyOf(draft.versions, tokenOf(draft.versions.tokens, account));
    addRead(draft, key, UNKNOWN);
    addWrite(draft, key, UNKNOWN, UNKNOWN);
  }
}
