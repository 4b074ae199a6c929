import type { Vantage } from './event.js';
import type { Header } from './header.js';

/** One kind of event: its vantage and its name. Kinds are interned, so that a checker compares small numbers. */
export interface Kind {
  v: Vantage;
  k: string;
}

/** One life of one participant: the unit of program order. */
export interface Process {
  participant: string;
  life: number;
  role: 'node' | 'client';
}

/**
 * A history in memory: typed columns, one row an event, in index order, which is a linear extension of
 * happens-before. Absent is -1 in integer columns and NaN in `clock`, `msgId`, `inReplyTo`. Rows are the recorder's
 * index `i`. Bodies stay bytes and are parsed only when asked for.
 */
export interface History {
  readonly header: Header;
  readonly length: number;
  /** `sealed`: whole and proven so; `unsealed`: hand-written or imported; `torn`: it stops before its seal. */
  readonly ending: 'sealed' | 'unsealed' | 'torn';
  readonly kinds: readonly Kind[];
  readonly processes: readonly Process[];
  /** Names of message types; `type[i]` is an index into it. */
  readonly types: readonly string[];

  readonly time: Float64Array;
  readonly kind: Uint16Array;
  /** Index into `processes`; for deliver, hold and drop the receiver's life. -1: the run's own event. */
  readonly process: Int32Array;
  /** Ordinal of the event among its process's own events (invoke, ok, fail, info, send, garbled, node events), from 0;
   * -1 for everything else. Together with `process` these are the coordinates that happens-before is made of. */
  readonly position: Int32Array;
  /** send, garbled, node events: `seq`; deliver: `delivery`; client events: `op`; fault events: `fault`. */
  readonly seq: Int32Array;
  /** Ts-Seen of a send or node event. */
  readonly seen: Int32Array;
  readonly claimedSeq: Int32Array;
  /** deliver, hold, drop: the row of the send; ok, fail, info: the row of the invoke; send with inReplyTo: the row of
   * the send it answers, where its sender got that message; recv: the row of the deliver. */
  readonly ref: Int32Array;
  readonly type: Int32Array;
  /** send, garbled: index of the destination in `participants`. */
  readonly to: Int32Array;
  readonly msgId: Float64Array;
  readonly inReplyTo: Float64Array;
  readonly clock: Float64Array;
  /** Transaction key; -1: none. `txName` spells it. Equal keys are equal transactions. */
  readonly tx: Float64Array;
  /** All names of nodes and clients. */
  readonly participants: readonly string[];

  /** Index of a kind in `kinds`, or -1 when no event has it. */
  kindOf(v: Vantage, k: string): number;
  typeOf(name: string): number;
  participantOf(name: string): number;
  txName(key: number): string;
  /** The bytes in which a body lies, as UTF-8 and among others, for those who read millions; not to be changed. */
  bodyBytes(row: number): Uint8Array;
  /** Where in them it begins, and how long it is: 0 where there is none. */
  bodyStart(row: number): number;
  bodyLength(row: number): number;
  /** The body's JSON text, or '' where there is none. */
  bodyText(row: number): string;
  /** The body parsed, a fresh object each time; `{}` where there is none. */
  body(row: number): Record<string, unknown>;
  /** `why` of a row, or ''. */
  why(row: number): string;
}
