import type { History } from '../../src/history/history.js';
import { createSessions, type Due } from './due.js';
import type { SessionLog } from './log.js';

/** What a state that holds a write must hold, too. */
export interface DueBefore {
  /** Of a stream: all writes up to this number. */
  upTo(stream: number): number;
  /** Of a stream: the highest write that is due; of `own` the highest of all in its session. */
  highest(stream: number): number;
  /** Single writes, stream and number by turns. */
  single: readonly number[];
}

/**
 * Visits the operations that made writes, in order, with what every state that holds such a write must hold as well:
 * for `own` the write before it in its session (and with it, by the same rule, all before that one), for `shown` all
 * that its session had been shown before.
 */
export function eachWrite(
  history: History,
  log: SessionLog,
  due: Due,
  visit: (operation: number, due: DueBefore) => void,
): void {
  const sessions = createSessions(history, log, due);
  const last = new Int32Array(due === 'own' ? history.processes.length : 0).fill(-1);
  let session = 0;
  const before = {
    upTo: (stream: number) => (due === 'own' ? 0 : sessions.whole.get(session, stream)),
    highest: (stream: number) => sessions.marks.get(session, stream),
    single: NONE,
  };
  for (let i = 0; i < log.length; i++) {
    session = log.session[i]!;
    if (log.writeStart[i]! < log.writeStart[i + 1]! && !log.repeated.has(i)) {
      if (due === 'shown') before.single = sessions.single(session);
      else before.single = last[session]! < 0 ? NONE : writesOf(log, last[session]!);
      visit(i, before);
      if (due === 'own') last[session] = i;
    }
    sessions.take(i);
  }
}

const NONE: readonly number[] = [];

/** The writes that an operation made, stream and number by turns. */
export function writesOf(log: SessionLog, operation: number): number[] {
  const writes: number[] = [];
  for (let w = log.writeStart[operation]!; w < log.writeStart[operation + 1]!; w++) {
    writes.push(log.writeStream[w]!, log.writeSeq[w]!);
  }
  return writes;
}
