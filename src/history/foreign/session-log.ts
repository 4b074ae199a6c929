import type { History } from '../history.js';
import {
  addRead,
  addWrite,
  beginTransaction,
  createDraft,
  type Draft,
  endTransaction,
  finishDraft,
} from '../transactions/draft.js';
import { noteTransactions } from '../transactions/of-history.js';
import { tokenName } from '../transactions/tokens.js';
import { type Versions, versionOf } from '../transactions/versions.js';
import { NOTHING, OUTCOME } from '../transactions.js';
import { addLogRow, addProcess, createLogRows, historyOfRows, type Import, type LogRows, ROW } from './log-rows.js';
import { LogProblem } from './problem.js';
import { lineOf, type Source } from './source.js';

/**
 * A log that tells, of each session, its transactions in their order, and nothing of time: the formats of the academic
 * checkers. Their definitions count the order of a session at every level. Each transaction becomes two events.
 */
export interface SessionLog {
  readonly draft: Draft;
  readonly rows: LogRows;
  /** Numbers of sessions by their names (tokens) in the log, and their processes. */
  readonly sessions: Map<number, number>;
}

export function createSessionLog(): SessionLog {
  return { draft: createDraft('register'), rows: createLogRows(), sessions: new Map() };
}

/** Begins a transaction of the session of this name, whose text stands in [from, to) of the log. */
export function beginOfSession(log: SessionLog, session: number, isCommitted: boolean, from: number, to: number): void {
  const { draft, rows, sessions } = log;
  let number = sessions.get(session);
  if (number === undefined) {
    number = addProcess(rows, `s${tokenName(draft.versions.tokens, session)}`, 1);
    sessions.set(session, number);
  }
  const time = rows.count;
  const invoke = addLogRow(rows, ROW.invoke, number, -1, time, from, from);
  const outcome = isCommitted ? OUTCOME.ok : OUTCOME.fail;
  const completion = addLogRow(rows, outcome + 1, number, invoke, time + 1, from, to);
  beginTransaction(draft, number, outcome, invoke, completion);
}

/** Adds a read, or a write, of a value (a token; NaN: the key as it was at the start). Throws LogProblem at `at`. */
export function addOfSession(
  log: SessionLog,
  isWrite: boolean,
  key: number,
  value: number,
  source: Source,
  at: number,
): void {
  const { draft, rows } = log;
  const { versions }: { versions: Versions } = draft;
  if (!isWrite) {
    addRead(draft, key, Number.isNaN(value) ? NOTHING : versionOf(versions, key, value));
    return;
  }
  addWrite(draft, key, versionOf(versions, key, value), NOTHING);
  if (draft.duplicate === undefined) return;
  const { key: name, value: written, first } = draft.duplicate;
  const line = lineOf(source, rows.start[draft.invoked[first]!]!);
  const hint = 'no value is written to a key twice, or nobody can say which write a read found';
  throw new LogProblem(at, `${written} is written to ${name} again, after the transaction of line ${line}`, hint);
}

export function endOfTransaction(log: SessionLog): void {
  endTransaction(log.draft);
}

/** The history of the transactions so far. Throws LogProblem where there are none. */
export function historyOfSessions(
  log: SessionLog,
  source: Source,
  system: string,
  texts: Pick<Import, 'body' | 'text'>,
): History {
  if (log.draft.count === 0) throw new LogProblem(0, 'there are no transactions in it', 'expected at least one');
  const checks = [{ name: 'serializability', options: {}, named: true }];
  const history = historyOfRows(log.rows, {
    header: { run: source.name, system, checks },
    bytes: source.bytes,
    ...texts,
  });
  noteTransactions(history, finishDraft(log.draft, { hasRealTime: false, sessionsCount: true }));
  return history;
}
