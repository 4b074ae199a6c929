import type { History } from '../history.js';
import { type Token, type Tokens, tokenOf } from '../transactions/tokens.js';
import { keyOf } from '../transactions/versions.js';
import { MOST_DIGITS } from './numbers.js';
import { readPlume } from './plume.js';
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

/**
 * AWDIT's text formats: that of Plume, or its own, in which lines `r key value` and `w key value` stand in transactions
 * with a line of dashes between them, and these in sessions with a line of equals signs between them. A key that nobody
 * writes 0 to holds 0 at the start. Throws HistoryError.
 */
export function readAwdit(source: Source): History {
  if (/^\s*[rw]\(/.test(source.bytes.toString('latin1', 0, 4096))) return readPlume(source);
  try {
    return readOwn(source);
  } catch (error) {
    throw asHistoryError(error, source);
  }
}

function readOwn(source: Source): History {
  const { bytes, size } = source;
  const log = createSessionLog();
  const { tokens } = log.draft.versions;
  const written = keysWithZero(source, tokens);
  /** What stands between the last separator and here. */
  let open: Operation[] = [];
  let session = 0;
  let from = 0;
  for (const line of linesOf(bytes, size)) {
    if (line.text === '') continue;
    if (/^-+$/.test(line.text) || /^=+$/.test(line.text)) {
      add(log, source, session, open, from, line.at, written);
      open = [];
      from = line.at;
      if (line.text[0] === '=') session++;
    } else {
      if (open.length === 0) from = line.at;
      open.push(operationIn(line, tokens));
    }
  }
  add(log, source, session, open, from, size, written);
  const body = (_: number, text: string) => ({
    operations: text
      .trim()
      .split(/\s*\n\s*/)
      .join(', '),
  });
  return historyOfSessions(log, source, 'awdit', { body });
}

interface Line {
  at: number;
  text: string;
}

interface Operation {
  at: number;
  isWrite: boolean;
  key: number;
  value: number;
}

function* linesOf(bytes: Buffer, size: number): Iterable<Line> {
  for (let at = 0; at < size; ) {
    const newline = bytes.indexOf(10, at);
    const end = newline < 0 ? size : newline;
    yield { at, text: bytes.toString('utf8', at, end).trim() };
    at = end + 1;
  }
}

const OPERATION = new RegExp(`^([rw])\\s+(\\d{1,${MOST_DIGITS}})\\s+(\\d{1,${MOST_DIGITS}})$`);

function operationIn({ at, text }: Line, tokens: Tokens): Operation {
  const match = OPERATION.exec(text);
  if (match === null) {
    const hint = 'expected r key value, w key value (whole numbers), a line of - or a line of =';
    throw new LogProblem(at, `this is no operation: ${JSON.stringify(text.slice(0, 30))}`, hint);
  }
  const [key, value] = [match[2]!, match[3]!].map((digits) => numberIn(digits, tokens));
  return { at, isWrite: match[1] === 'w', key: key!, value: value! };
}

function numberIn(digits: string, tokens: Tokens): Token {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : tokenOf(tokens, BigInt(digits));
}

function keysWithZero({ bytes, size }: Source, tokens: Tokens): Set<number> {
  const keys = new Set<number>();
  for (const { text } of linesOf(bytes, size)) {
    const match = /^w\s+(\d+)\s+0+$/.exec(text);
    if (match !== null && match[1]!.length <= MOST_DIGITS) keys.add(numberIn(match[1]!, tokens));
  }
  return keys;
}

function add(
  log: SessionLog,
  source: Source,
  session: number,
  operations: readonly Operation[],
  from: number,
  to: number,
  written: ReadonlySet<number>,
): void {
  if (operations.length === 0) return;
  beginOfSession(log, session, true, from, to);
  for (const { at, isWrite, key, value } of operations) {
    const isStart = !isWrite && value === 0 && !written.has(key);
    addOfSession(log, isWrite, keyOf(log.draft.versions, key), isStart ? Number.NaN : value, source, at);
  }
  endOfTransaction(log);
}
