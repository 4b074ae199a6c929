import type { History } from '../history.js';
import type { Tokens } from '../transactions/tokens.js';
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
import { skipBlank, type Taken, takeWhole } from './whole-numbers.js';

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
  const log = createSessionLog();
  const lines = scan(source, log.draft.versions.tokens);
  const written = keysWithZero(lines);
  let session = 0;
  let first = 0;
  for (let line = 0; line <= lines.count; line++) {
    const kind = line === lines.count ? KIND.transaction : lines.kind[line]!;
    if (kind === KIND.read || kind === KIND.write) continue;
    const to = line === lines.count ? source.size : lines.at[line]!;
    addTransaction(log, source, session, lines, first, line, to, written);
    first = line + 1;
    if (kind === KIND.session) session++;
  }
  const body = (_: number, text: string) => ({
    operations: text
      .trim()
      .split(/\s*\n\s*/)
      .join(', '),
  });
  return historyOfSessions(log, source, 'awdit', { body });
}

/** What a line is: an operation, or what begins another transaction or session. */
const KIND = { read: 0, write: 1, transaction: 2, session: 3 } as const;

/** The lines of the log that are not blank. */
interface Lines {
  count: number;
  at: Uint32Array;
  kind: Uint8Array;
  /** Tokens. */
  key: Float64Array;
  value: Float64Array;
}

function scan({ bytes, size }: Source, tokens: Tokens): Lines {
  const lines: Lines = { count: 0, ...columns(1024) };
  const taken = { end: 0, token: 0 };
  for (let p = skipBlank(bytes, 0, true); p < size; p = skipBlank(bytes, p, true)) {
    const line = lines.count++;
    if (line === lines.at.length) grow(lines);
    lines.at[line] = p;
    const c = bytes[p];
    const from = p;
    if (c === 45 || c === 61) {
      lines.kind[line] = c === 45 ? KIND.transaction : KIND.session;
      while (bytes[p] === c) p++;
    } else if ((c === 114 || c === 119) && skipBlank(bytes, p + 1, false) > p + 1) {
      lines.kind[line] = c === 119 ? KIND.write : KIND.read;
      p = takeNumber(bytes, from, p + 1, tokens, taken);
      lines.key[line] = taken.token;
      p = takeNumber(bytes, from, p, tokens, taken);
      lines.value[line] = taken.token;
    }
    p = p === from ? p : skipBlank(bytes, p, false);
    if (p === from || (p < size && bytes[p] !== 10)) throw malformed(bytes, from);
  }
  return lines;
}

/** Takes the number behind the blanks at `at`, and answers where it ends. */
function takeNumber(bytes: Buffer, line: number, at: number, tokens: Tokens, taken: Taken): number {
  const from = skipBlank(bytes, at, false);
  const digits = from === at || bytes[from] === 45 ? 0 : takeWhole(bytes, from, tokens, taken);
  if (digits === 0 || digits > MOST_DIGITS) throw malformed(bytes, line);
  return taken.end;
}

function malformed(bytes: Buffer, at: number): LogProblem {
  const newline = bytes.indexOf(10, at);
  const text = bytes.toString('utf8', at, Math.min(newline < 0 ? bytes.length - 1 : newline, at + 60)).trim();
  const hint = 'expected r key value, w key value (whole numbers), a line of - or a line of =';
  return new LogProblem(at, `this is no operation: ${JSON.stringify(text.slice(0, 30))}`, hint);
}

function columns(capacity: number): Omit<Lines, 'count'> {
  return {
    at: new Uint32Array(capacity),
    kind: new Uint8Array(capacity),
    key: new Float64Array(capacity),
    value: new Float64Array(capacity),
  };
}

function grow(lines: Lines): void {
  const larger = columns(lines.at.length * 2);
  larger.at.set(lines.at);
  larger.kind.set(lines.kind);
  larger.key.set(lines.key);
  larger.value.set(lines.value);
  Object.assign(lines, larger);
}

function keysWithZero({ count, kind, key, value }: Lines): Set<number> {
  const keys = new Set<number>();
  for (let line = 0; line < count; line++) if (kind[line] === KIND.write && value[line] === 0) keys.add(key[line]!);
  return keys;
}

/** Adds the operations of lines [first, end), if there are any; their text ends at `to`. */
function addTransaction(
  log: SessionLog,
  source: Source,
  session: number,
  { at, kind, key, value }: Lines,
  first: number,
  end: number,
  to: number,
  written: ReadonlySet<number>,
): void {
  if (first === end) return;
  beginOfSession(log, session, true, at[first]!, to);
  for (let line = first; line < end; line++) {
    const isWrite = kind[line] === KIND.write;
    const isStart = !isWrite && value[line] === 0 && !written.has(key[line]!);
    const version = isStart ? Number.NaN : value[line]!;
    addOfSession(log, isWrite, keyOf(log.draft.versions, key[line]!), version, source, at[line]!);
  }
  endOfTransaction(log);
}
