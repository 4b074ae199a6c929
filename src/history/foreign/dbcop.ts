import type { History } from '../history.js';
import { transactionsOf } from '../transactions/of-history.js';
import { takeZerosForTheStart } from '../transactions/starts.js';
import { keyOf } from '../transactions/versions.js';
import { isDbcopText, readDbcopText } from './dbcop-text.js';
import {
  createNotation,
  enterList,
  FOUND,
  leaveList,
  type Notation,
  passColon,
  peek,
  skipForm,
  takeScalar,
  textOf,
  unexpected,
} from './notation.js';
import { wordAmong } from './operation-map.js';
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
 * writes it: the variable as it was at the start), in short `["w", 0, 1]` and `["r", 0, null]`, or, of its first version,
 * `{"write": true, "variable": 0, "value": 1, "success": true}`. The list of sessions stands alone or under "data". And its
 * text: see readDbcopText. Throws HistoryError.
 */
export function readDbcop(source: Source): History {
  if (isDbcopText(source.bytes.toString('latin1', 0, Math.min(source.size, 4096)))) return readDbcopText(source);
  const log = createSessionLog();
  const n = createNotation(source.bytes, source.size, true, log.draft.versions.tokens);
  try {
    let sessions = -1;
    if (peek(n) === 123) {
      forEachKey(n, (key) => {
        if (key === KEY.data) sessions = n.at;
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
    const transactions = transactionsOf(history);
    // How dbcop spells the start.
    if (!('unsupported' in transactions)) takeZerosForTheStart(transactions, 'everywhere');
    return history;
  } catch (error) {
    throw asHistoryError(error, source);
  }
}

function takeTransaction(log: SessionLog, n: Notation, session: number, source: Source): void {
  const start = n.at;
  let events = -1;
  let isCommitted: boolean | undefined;
  forEachKey(n, (key) => {
    if (key === KEY.events) events = n.at;
    // `success` in logs of its first version.
    if (key === KEY.committed || key === KEY.success) isCommitted = takeBoolean(n, NAMES[key]!);
    else skipForm(n);
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
  const failed: Event[] = [];
  n.at = events;
  enterList(n, 'the list of events');
  while (!leaveList(n)) {
    const event = takeEvent(n);
    if (event.isDone) addEvent(log, event, source);
    else if (event.isWrite) failed.push(event);
  }
  endOfTransaction(log);
  // As if they had been tried by themselves.
  if (failed.length > 0) {
    beginOfSession(log, session, false, start, end);
    for (const event of failed) addEvent(log, event, source);
    endOfTransaction(log);
  }
  n.at = end;
}

interface Event {
  at: number;
  isWrite: boolean;
  /** Tokens; NaN for null. */
  variable: number;
  version: number;
  /** Events of the first dbcop can have failed. */
  isDone: boolean;
}

function addEvent(log: SessionLog, { isWrite, variable, version, at }: Event, source: Source): void {
  addOfSession(log, isWrite, keyOf(log.draft.versions, variable), version, source, at);
}

function takeEvent(n: Notation): Event {
  const at = n.at;
  let kind = '';
  let variable = Number.NaN;
  let version: number | undefined;
  let isDone = true;
  function takeField(key: number): void {
    if (key === KEY.variable) variable = takeToken(n, 'the variable');
    else if (key === KEY.version || key === KEY.value) version = takeToken(n, 'the version, or null');
    else if (key === KEY.write) kind = takeBoolean(n, 'write') ? 'w' : 'r';
    else if (key === KEY.success) isDone = takeBoolean(n, 'success');
    else skipForm(n);
  }
  if (peek(n) === 91) {
    n.at++;
    kind = KINDS[wordAmong(n, KIND_NAMES)] ?? '';
    if (kind === '') skipForm(n);
    variable = takeToken(n, 'the variable');
    version = takeToken(n, 'the version, or null');
    if (!leaveList(n)) throw unexpected(n, ']');
  } else {
    forEachKey(n, (key) => {
      if (key !== KEY.Read && key !== KEY.Write) return takeField(key);
      kind = key === KEY.Read ? 'r' : 'w';
      forEachKey(n, takeField);
    });
  }
  const isWrite = kind === 'w';
  const isWhole = (isWrite || kind === 'r') && !Number.isNaN(variable) && version !== undefined;
  if (!isWhole || (isWrite && Number.isNaN(version))) {
    const hint =
      'expected {"Write": {"variable": 0, "version": 1}} or {"Read": ...}, ["w", 0, 1] or ["r", 0, 1], or {"write": true, "variable": 0, "value": 1, "success": true}';
    throw new LogProblem(at, 'this is no event', hint);
  }
  return { at, isWrite, variable, version: version!, isDone };
}

function takeBoolean(n: Notation, key: string): boolean {
  peek(n);
  const at = n.at;
  skipForm(n);
  const word = textOf(n, at, Math.min(n.at, at + 30));
  if (word !== 'true' && word !== 'false') throw new LogProblem(at, `"${key}" is ${word}`, 'expected true or false');
  return word === 'true';
}

/** Takes a scalar; NaN stands for null. */
function takeToken(n: Notation, what: string): number {
  const found = takeScalar(n);
  if (found === FOUND.nil) return Number.NaN;
  if (found !== FOUND.scalar) throw unexpected(n, what);
  return n.token;
}

const NAMES = [
  'data',
  'events',
  'committed',
  'success',
  'Read',
  'Write',
  'variable',
  'version',
  'value',
  'write',
] as const;
const NAME_BYTES = NAMES.map((name) => Buffer.from(name));
/** The numbers of the names. */
const KEY = Object.fromEntries(NAMES.map((name, k) => [name, k])) as Record<(typeof NAMES)[number], number>;
const KINDS = ['r', 'w'];
const KIND_NAMES = KINDS.map((name) => Buffer.from(name));

/** Takes the object at the cursor; `each` is called with a KEY (-1: another one) and the cursor before its value, and takes that. */
function forEachKey(n: Notation, each: (key: number) => void): void {
  if (peek(n) !== 123) throw unexpected(n, 'an object');
  n.at++;
  while (peek(n) !== 125) {
    const key = wordAmong(n, NAME_BYTES);
    if (key < 0) {
      if (peek(n) !== 34) throw unexpected(n, 'a key or }');
      skipForm(n);
    }
    passColon(n);
    peek(n);
    each(key);
  }
  n.at++;
}
