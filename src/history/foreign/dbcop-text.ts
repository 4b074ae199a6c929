import type { History } from '../history.js';
import { type Tokens, tokenOf } from '../transactions/tokens.js';
import { keyOf } from '../transactions/versions.js';
import { MOST_DIGITS } from './numbers.js';
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

/** Whether a log begins like one of dbcop's text. */
export function isDbcopText(head: string): boolean {
  return /^([ \t]*(\/\/[^\n]*)?\r?\n|[ \t]*-+[ \t]*\r?\n)*[ \t]*(\[\s*[A-Za-z0-9_]+(:=|==)|\/\/)/.test(head);
}

/**
 * dbcop's text: transactions `[x:=1 y==2 z==?]`, with a `!` behind those that were aborted, in the order of their session;
 * lines of dashes between sessions; comments behind `//`. A read of `?` finds the variable as it was at the start. Throws
 * HistoryError.
 */
export function readDbcopText(source: Source): History {
  const log = createSessionLog();
  const { bytes, size } = source;
  let session = 0;
  try {
    for (let at = 0; at < size; ) {
      const newline = bytes.indexOf(10, at);
      const end = newline < 0 ? size : newline;
      if (end - at > MOST_BYTES)
        throw new LogProblem(at, 'this line is too long', `expected at most ${MOST_BYTES} bytes`);
      const line = bytes.toString('latin1', at, end).replace(/\/\/.*$/s, '');
      if (/^\s*-+\s*$/.test(line)) session++;
      else takeLine(log, source, session, at, line);
      at = end + 1;
    }
    return historyOfSessions(log, source, 'dbcop', { body: (_, text) => ({ transaction: text.trim() }) });
  } catch (error) {
    throw asHistoryError(error, source);
  }
}

const MOST_BYTES = 2 ** 28;
const TRANSACTION = /\s*(?:\[([^[\]]*)\](!?)|(\S))/y;
const EVENT = new RegExp(
  `\\s*(?:([\\p{L}\\p{N}_]+)(?:(:=)(\\d{1,${MOST_DIGITS}})|==(?:(\\d{1,${MOST_DIGITS}})|\\?))(?!\\S)|(\\S))`,
  'uy',
);

function takeLine(log: SessionLog, source: Source, session: number, from: number, line: string): void {
  TRANSACTION.lastIndex = 0;
  for (let match = TRANSACTION.exec(line); match !== null; match = TRANSACTION.exec(line)) {
    const [whole, events, bang, other] = match;
    const end = from + TRANSACTION.lastIndex;
    if (other !== undefined) throw malformed(end - 1, line.slice(end - 1 - from));
    const start = end - whole.trimStart().length;
    beginOfSession(log, session, bang === '', start, end);
    takeEvents(log, source, start + 1, events!);
    endOfTransaction(log);
  }
}

function takeEvents(log: SessionLog, source: Source, from: number, latin: string): void {
  const { versions } = log.draft;
  const text = Buffer.from(latin, 'latin1').toString();
  EVENT.lastIndex = 0;
  for (let match = EVENT.exec(text); match !== null; match = EVENT.exec(text)) {
    const [whole, variable, assigns, written, read, other] = match;
    const at = from + Buffer.byteLength(text.slice(0, EVENT.lastIndex - whole.trimStart().length));
    if (other !== undefined) throw malformed(at, text.slice(EVENT.lastIndex - 1));
    const digits = written ?? read;
    const version = digits === undefined ? Number.NaN : numberIn(digits, versions.tokens);
    addOfSession(log, assigns !== undefined, keyOf(versions, tokenOf(versions.tokens, variable!)), version, source, at);
  }
}

function numberIn(digits: string, tokens: Tokens): number {
  return tokenOf(tokens, BigInt(digits));
}

function malformed(at: number, text: string): LogProblem {
  const hint =
    'expected transactions such as [x:=1 y==2 z==?], with a ! behind those that were aborted, or a line of dashes';
  return new LogProblem(at, `found ${JSON.stringify(text.slice(0, 30))}`, hint);
}
