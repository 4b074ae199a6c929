import type { History } from '../../src/history/history.js';
import { APPLIED, type SessionLog, SILENT, UNCLEAR } from './log.js';
import { holds } from './told-set.js';
import { createWatermarks, type Watermarks } from './watermarks.js';

/** What a session may expect of the states it meets: its own writes, or what it was shown before. */
export type Due = 'own' | 'shown';

/** A state of a session that lacks a write that was due. Numbers of operations in the log. */
export interface Miss {
  operation: number;
  stream: number;
  /** The first write of the stream that is missing. */
  seq: number;
}

/** What was compared. */
export interface Compared {
  /** Operations of the kind judged before which something had become due in their session. */
  pairs: number;
  /** Of these, those for which the session had moved to another node. */
  moved: number;
  /** Of these, those about which nothing certain can be said. */
  unclear: number;
  sessions: number;
}

/**
 * Follows every session from operation to operation and compares what is due with the states that its reads meet, or
 * its writes. In the words of D. Terry, A. Demers, K. Petersen, M. Spreitzer, M. Theimer, B. Welch, "Session Guarantees
 * for Weakly Consistent Replicated Data" (1994): read your writes (own, reads), monotonic reads (shown, reads),
 * monotonic writes (own, writes), writes follow reads (shown, writes), as far as the session itself can see them. The
 * result of a write is a read of the state that it was applied to. O(operations x streams of a state).
 */
export function followSessions(
  history: History,
  log: SessionLog,
  due: Due,
  at: 'reads' | 'writes',
  onMiss: (miss: Miss) => void,
): Compared {
  const sessions = createSessions(history, log, due);
  const compared: Compared = { pairs: 0, moved: 0, unclear: 0, sessions: 0 };
  for (let i = 0; i < log.length; i++) {
    const session = log.session[i]!;
    if (sessions.since[session] === 0) compared.sessions++;
    sessions.since[session] ||= 1;
    if ((log.does[i] === APPLIED) === (at === 'writes')) {
      const isPair = judge(i, session);
      if (isPair) {
        compared.pairs++;
        if (sessions.lastAt[session] !== log.node[i]) compared.moved++;
      }
    }
    sessions.take(i);
  }
  return compared;

  /** Whether anything had become due. */
  function judge(i: number, session: number): boolean {
    // What shows no state at all is no read.
    if (log.told[i] === SILENT) return false;
    if (log.told[i] === UNCLEAR) {
      const isPair = sessions.since[session]! > 1;
      if (isPair) compared.unclear++;
      return isPair;
    }
    let isPair = false;
    const beyond = log.beyond.get(i);
    for (let e = log.stateStart[i]!; e < log.stateStart[i + 1]!; e++) {
      const stream = log.stateStream[e]!;
      const upTo = log.stateUpTo[e]!;
      const mark = sessions.marks.get(session, stream);
      isPair ||= mark > 0;
      if (mark <= upTo) continue;
      // Of versions the newest is missed; those between are in it.
      const isVersion = log.reason === 'unsupported' && !log.isTotal;
      const seq = isVersion ? mark : sessions.firstMissing(session, stream, upTo, beyond);
      if (seq > 0) onMiss({ operation: i, stream, seq });
    }
    if (sessions.isHazy[session] === 1) {
      compared.unclear++;
      return true;
    }
    return isPair;
  }
}

/** What has become due in each session. */
export interface Sessions {
  /** By session and stream: no write above it is due. */
  readonly marks: Watermarks;
  /** The same, but every write up to it is due; for `shown` only. */
  readonly whole: Watermarks;
  /** By session: 0 before its first operation, 1 when nothing is due yet, 2 from then on. */
  readonly since: Uint8Array;
  /** Whether something is due that nobody can name. */
  readonly isHazy: Uint8Array;
  /** The node of the last operation by which something became due. */
  readonly lastAt: Int32Array;
  /** Takes in an operation: what it makes due from now on. */
  take(i: number): void;
  /** Single writes of a session that are due beyond those, stream and number by turns. */
  single(session: number): readonly number[];
  /** The first write above `upTo` that is due and not among those beyond; 0: there is none. */
  firstMissing(session: number, stream: number, upTo: number, beyond: readonly number[] | undefined): number;
}

export function createSessions(history: History, log: SessionLog, due: Due): Sessions {
  const count = history.processes.length;
  const marks = createWatermarks(count, log.streams.length);
  /** The same, but only as far as everything below is due, too. */
  const whole = due === 'shown' ? createWatermarks(count, log.streams.length) : marks;
  /** By session: single writes that are due, stream and number by turns. */
  const single = new Map<number, number[]>();
  const since = new Uint8Array(count);
  const isHazy = new Uint8Array(count);
  const lastAt = new Int32Array(count).fill(-1);
  /** By session and stream: what was missing last, and of what. What is due does not become less. */
  const missing = new Map<number, { upTo: number; seq: number }>();
  /** Whether own writes of one stream did not come in their order. */
  const isMixed = new Uint8Array(count);

  function takeOwn(i: number, session: number): void {
    if (log.does[i] !== APPLIED) return;
    for (let w = log.writeStart[i]!; w < log.writeStart[i + 1]!; w++) {
      if (log.writeSeq[w]! <= marks.get(session, log.writeStream[w]!)) isMixed[session] = 1;
      marks.raise(session, log.writeStream[w]!, log.writeSeq[w]!);
      addOwn(session, log.writeStream[w]!, log.writeSeq[w]!);
    }
    if (log.writeStart[i] === log.writeStart[i + 1] && log.reason === 'unsupported') isHazy[session] = 1;
    becomes(i, session);
  }

  function takeShown(i: number, session: number): void {
    if (log.told[i] === SILENT) return;
    if (log.told[i] === UNCLEAR) isHazy[session] = 1;
    for (let e = log.stateStart[i]!; e < log.stateStart[i + 1]!; e++) {
      marks.raise(session, log.stateStream[e]!, log.stateUpTo[e]!);
      whole.raise(session, log.stateStream[e]!, log.stateUpTo[e]!);
    }
    const beyond = log.beyond.get(i);
    for (let k = 0; beyond !== undefined && k < beyond.length; k += 2) {
      marks.raise(session, beyond[k]!, beyond[k + 1]!);
    }
    if (beyond !== undefined) addShown(session, beyond);
    becomes(i, session);
  }

  function becomes(i: number, session: number): void {
    since[session] = 2;
    lastAt[session] = log.node[i]!;
  }

  function addOwn(session: number, stream: number, seq: number): void {
    const list = single.get(session);
    if (list === undefined) single.set(session, [stream, seq]);
    else list.push(stream, seq);
  }

  /** Keeps those only that are beyond what is due as a whole: there are never many. */
  function addShown(session: number, beyond: readonly number[]): void {
    const kept: number[] = [];
    for (const list of [single.get(session) ?? [], beyond]) {
      for (let k = 0; k < list.length; k += 2) {
        const [stream, seq] = [list[k]!, list[k + 1]!];
        if (seq > whole.get(session, stream) && !holds(kept, stream, seq)) kept.push(stream, seq);
      }
    }
    single.set(session, kept);
  }

  return {
    marks,
    whole,
    single: (session) => single.get(session) ?? [],
    since,
    isHazy,
    lastAt,
    take: (i) => (due === 'own' ? takeOwn(i, log.session[i]!) : takeShown(i, log.session[i]!)),
    firstMissing(session, stream, upTo, beyond) {
      const cell = session * log.streams.length + stream;
      const known = missing.get(cell);
      if (known?.upTo === upTo && !holds(beyond, stream, known.seq)) return known.seq;
      const seq = findMissing(session, stream, upTo, beyond);
      if (seq > 0) missing.set(cell, { upTo, seq });
      return seq;
    },
  };

  function findMissing(session: number, stream: number, upTo: number, beyond: readonly number[] | undefined): number {
    let first = 0;
    const points = single.get(session) ?? [];
    const isSorted = due === 'own' && isMixed[session] === 0;
    for (let k = points.length - 2; k >= 0; k -= 2) {
      const seq = points[k + 1]!;
      if (points[k] !== stream) continue;
      if (seq <= upTo && isSorted) break;
      if (seq > upTo && (first === 0 || seq < first) && !holds(beyond, stream, seq)) first = seq;
    }
    if (due === 'own') return first;
    const end = whole.get(session, stream);
    for (let seq = upTo + 1; seq <= end && (first === 0 || seq < first); seq++) {
      if (!holds(beyond, stream, seq)) return seq;
    }
    return first;
  }
}
