import type { Certificate } from '../../src/history/certificate.js';
import type { UnknownReason } from '../contract/verdict.js';
import type { Level } from './levels.js';

/**
 * What the judgement of one model of transactions comes to, before it is put into words. Transactions and
 * micro-operations are numbers in `Transactions`.
 */
export interface Judged {
  /** Everything found that the level rules out, however much it is. */
  anomalies: Anomaly[];
  /** Set where the level can neither be confirmed nor refuted; anomalies that were found stand nevertheless. */
  unknown?: { reason: UnknownReason; why: string };
  /** `none` where there is nothing to show. */
  certificate: Certificate;
  /** What was looked at: versions, edges, components, ... */
  counts: Record<string, number>;
  /** Which levels the history keeps (true) or not (false), as far as that was judged. */
  holds?: Partial<Record<Level, boolean>>;
  warnings?: string[];
}

/** One way in which the level is broken; `rule` is a key of ANOMALIES (anomalies.ts). */
export type Anomaly = DirectAnomaly | CycleAnomaly | SearchedAnomaly;

/** Micro-operations that contradict each other or the level by themselves, the most telling one first. */
export interface DirectAnomaly {
  rule: string;
  operations: number[];
  /** What they come to, as it goes on after the names: "read x = 3, which t4 had written and taken back". */
  says: string;
}

export interface CycleAnomaly {
  rule: string;
  /** Each edge begins where the one before it ends, and the last ends where the first begins. */
  cycle: Edge[];
}

/** Transactions that have no order at all that the level would allow: every one was tried. */
export interface SearchedAnomaly {
  rule: string;
  transactions: number[];
}

/** `from` comes before `to`. */
export interface Edge {
  from: number;
  to: number;
  /**
   * ww: `to` wrote a later version of a key that `from` wrote; wr: it read what `from` wrote; rw: it wrote a later
   * version of a key than the one `from` read; so: it followed in the same session; rt: it began when `from` had ended.
   */
  type: 'ww' | 'wr' | 'rw' | 'so' | 'rt';
  /** ww, wr, rw: the micro-operations of `from` and of `to`. */
  by?: [number, number];
  /** ww, rw: the read that shows in which order the versions stand, where it is none of `by`. */
  shownBy?: number;
  /**
   * ww, where nothing tells the order of versions: the edges that force it. They lead from the writer `from` to a
   * transaction that read, by `shownBy`, the version of `to`: were `to` first, that read would have found `from`'s.
   */
  because?: Edge[];
}
