import type { History } from '../history.js';
import { transactionsOf } from '../transactions/of-history.js';
import { keyOf } from '../transactions/versions.js';
import { MICRO, NOTHING } from '../transactions.js';
import {
  createNotation,
  enterList,
  FOUND,
  leaveList,
  type Notation,
  nameHere,
  passColon,
  peek,
  skipForm,
  takeScalar,
  textOf,
  unexpected,
} from './notation.js';
import { LogProblem } from './problem.js';
import {
  addOfSession,
  beginOfSession,
  createSessionLog,
  endOfTransaction,
  historyOfSessions,
  type SessionLog,
} from './session-log.js';
import { asHistoryError, type Source } from './source.js';
import { mapAsObject } from './to-value.js';

/**
 * dbcop's JSON: sessions of transactions `{"events": [...], "committed": true}` whose events are
 * `{"Write": {"variable": 0, "version": 1}}`, `{"Read": {"variable": 0, "version": null}}` (null, or 0 where nobody
 * writes it: the variable as it was at the start) or, in short, `["w", 0, 1]` and `["r", 0, null]`. The list of sessions stands alone or under "data".
 * Throws HistoryError.
 */
export function readDbcop(source: Source): History {
  const log = createSessionLog();
  const n = createNotation(source.bytes, source.size, true, log.draft.versions.tokens);
  try {
    let sessions = -1;
    if (peek(n) === 123) {
      forEachKey(n, (key) => {
        if (key === 'data') sessions = n.at;
        skipForm(n);
      });
      if (sessions < 0)
        throw new LogProblem(n.at, 'there is no "data" in it', 'expected the list of sessions under "data"');
    }
    const isAlone = sessions < 0;
    if (!isAlone) n.at = sessions;
    enterList(n, 'the list of sessions');
    for (let session = 0; !leaveList(n); session++) {
      enterList(n, 'the list of transactions of a session');
      while (!leaveList(n)) takeTransaction(log, n, session, source);
    }
    if (isAlone && peek(n) !== 0) throw unexpected(n, 'the end of the log, after the list of sessions');
    const history = historyOfSessions(log, source, 'dbcop', { body: (_, text) => mapAsObject(text, true) });
    takeZeroForTheStart(transactionsOf(history));
    return history;
  } catch (error) {
    throw asHistoryError(error, source);
  }
}

/** Version 0 of a variable that nobody writes is how dbcop spells the start. */
function takeZeroForTheStart(transactions: ReturnType<typeof transactionsOf>): void {
  if ('unsupported' in transactions) return;
  const { micro, version, versions, valueName } = transactions;
  const isWritten = new Uint8Array(versions);
  for (let op = 0; op < micro.length; op++)
    if (micro[op] === MICRO.write && version[op]! >= 0) isWritten[version[op]!] = 1;
  for (let op = 0; op < micro.length; op++) {
    const read = micro[op] === MICRO.read ? version[op]! : -1;
    if (read >= 0 && isWritten[read] === 0 && valueName(read) === '0') version[op] = NOTHING;
  }
}

function takeTransaction(log: SessionLog, n: Notation, session: number, source: Source): void {
  const start = n.at;
  let events = -1;
  let isCommitted: boolean | undefined;
  forEachKey(n, (key) => {
    if (key === 'events') events = n.at;
    const at = n.at;
    skipForm(n);
    // `success` in logs of its first version.
    if (key !== 'committed' && key !== 'success') return;
    const word = textOf(n, at, n.at);
    if (word !== 'true' && word !== 'false') throw new LogProblem(at, `"${key}" is ${word}`, 'expected true or false');
    isCommitted = word === 'true';
  });
  if (events < 0 || isCommitted === undefined) {
    throw new LogProblem(
      start,
      `a transaction has no "${events < 0 ? 'events' : 'committed'}"`,
      'expected {"events": [...], "committed": true}',
    );
  }
  const end = n.at;
  beginOfSession(log, session, isCommitted, start, end);
  n.at = events;
  enterList(n, 'the list of events');
  while (!leaveList(n)) takeEvent(log, n, source);
  endOfTransaction(log);
  n.at = end;
}

function takeEvent(log: SessionLog, n: Notation, source: Source): void {
  const at = n.at;
  let kind = '';
  let variable = Number.NaN;
  let version: number | undefined;
  if (peek(n) === 91) {
    n.at++;
    kind = nameHere(n) ?? '';
    skipForm(n);
    variable = takeToken(n, 'the variable');
    version = takeToken(n, 'the version, or null');
    if (!leaveList(n)) throw unexpected(n, ']');
  } else {
    forEachKey(n, (name) => {
      kind = { Read: 'r', Write: 'w' }[name] ?? '';
      forEachKey(n, (key) => {
        if (key === 'variable') variable = takeToken(n, 'the variable');
        else if (key === 'version') version = takeToken(n, 'the version, or null');
        else skipForm(n);
      });
    });
  }
  if (
    (kind !== 'r' && kind !== 'w') ||
    Number.isNaN(variable) ||
    version === undefined ||
    (kind === 'w' && Number.isNaN(version))
  ) {
    throw new LogProblem(
      at,
      'this is no event',
      'expected {"Write": {"variable": 0, "version": 1}} or {"Read": ...}, or ["w", 0, 1] or ["r", 0, 1]',
    );
  }
  addOfSession(log, kind === 'w', keyOf(log.draft.versions, variable), version, source, at);
}

/** Takes a scalar; NaN stands for null. */
function takeToken(n: Notation, what: string): number {
  const found = takeScalar(n);
  if (found === FOUND.nil) return Number.NaN;
  if (found !== FOUND.scalar) throw unexpected(n, what);
  return n.token;
}

/** Takes the object at the cursor; `each` is called with the cursor before a value, and takes it. */
function forEachKey(n: Notation, each: (key: string) => void): void {
  if (peek(n) !== 123) throw unexpected(n, 'an object');
  n.at++;
  while (peek(n) !== 125) {
    const key = nameHere(n);
    if (key === undefined) throw unexpected(n, 'a key or }');
    skipForm(n);
    passColon(n);
    peek(n);
    each(key);
  }
  n.at++;
}
