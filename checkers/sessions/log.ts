import type { FieldScanner } from '../contract/body-scan.js';
import { holds } from './told-set.js';

/** What an operation that ended `ok` was. A refusal is a read. */
export const READ = 0;
export const REFUSED = 1;
export const APPLIED = 2;

/**
 * How much an operation told of the state it met: that state; nothing at all (it is only acknowledged, or refused), so
 * that there is nothing to compare; or something from which the state does not follow.
 */
export const TOLD = 0;
export const SILENT = 1;
export const UNCLEAR = 2;

/**
 * All that clients did and were told, as columns, one row an operation that ended `ok`, in the order of their ends. A
 * session is a client's life: it ends with an `info`.
 *
 * Writes stand in streams, numbered from 1: in the model `set` a stream is what one node accepted, in `chain` the
 * versions of one account, in `balance-only` what the only writing session of an account wrote. A state is told as
 * how far it reaches in each stream, and single writes beyond; for a write it is the state that it was applied to.
 */
export interface SessionLog {
  streams: string[];
  /** Whether a state tells of every stream; else of those only that are listed for it. */
  isTotal: boolean;
  /** Where a state is unclear, why. */
  reason: 'ambiguous' | 'unsupported';
  length: number;
  /** Process. */
  session: number[];
  /** Rows of the invoke and of the `ok`. */
  invoke: number[];
  row: number[];
  does: number[];
  /** The node asked, as a participant; -1 where the client did not say. */
  node: number[];
  told: number[];
  /** States: operation `i` has the entries from `stateStart[i]` to before `stateStart[i + 1]`. */
  stateStart: number[];
  stateStream: number[];
  stateUpTo: number[];
  /** By operation: stream and number by turns. */
  beyond: Map<number, number[]>;
  /** Writes: operation `i` made those from `writeStart[i]` to before `writeStart[i + 1]`. */
  writeStart: number[];
  writeStream: number[];
  writeSeq: number[];
  /** Reads whose balance cannot reflect all own writes, whatever else they reflect. */
  short: Set<number>;
  /** Operations that ask for a transaction again: they tell no state, and when they wrote is not known. */
  repeated: Set<number>;
}

/** The last operation before this one in its session whose state contained a write; itself where there was none. */
export function lastShown(log: SessionLog, operation: number, stream: number, seq: number): number {
  for (let i = operation - 1; i >= 0; i--) {
    if (log.session[i] === log.session[operation] && contains(log, i, stream, seq)) return i;
  }
  return operation;
}

/** Whether the state that an operation met contained a write, as far as it told. */
export function contains(log: SessionLog, operation: number, stream: number, seq: number): boolean {
  for (let e = log.stateStart[operation]!; e < log.stateStart[operation + 1]!; e++) {
    if (log.stateStream[e] === stream && log.stateUpTo[e]! >= seq) return true;
  }
  return holds(log.beyond.get(operation), stream, seq);
}

/** Fields of a result, in the order of `fields.places`. */
export const RESULT_FIELDS = ['result', 'write', 'seen', 'also'];

/** An operation that ended `ok`: the same object for each, so that nobody keeps it. */
export interface Ended {
  session: number;
  invoke: number;
  row: number;
  does: number;
  /** Where the result's fields stand. */
  readonly fields: FieldScanner;
  /** Parses what was asked, and what was answered. */
  asked(): Record<string, unknown>;
  result(): Record<string, unknown>;
}

/** Puts into the log what an operation tells: its state, its writes. Answers how much that was. */
export type Teller = (ended: Ended, log: SessionLog) => number;
