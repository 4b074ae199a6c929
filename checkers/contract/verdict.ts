import type { Vantage } from '../../src/history/event.js';

/** The answer of one checker about one history. The field names are fixed: users' scripts read them. */
export interface Verdict {
  checker: string;
  options: Record<string, unknown>;
  verdict: 'pass' | 'fail' | 'unknown';
  /** Why unknown. */
  reason?: UnknownReason;
  violations: Violation[];
  coverage: Coverage;
  certificate?: unknown;
}

export type UnknownReason = 'vacuous' | 'incomplete-history' | 'ambiguous' | 'precondition' | 'budget' | 'unsupported';

export interface Violation {
  /** Name of the broken rule, without the checker's. */
  rule: string;
  /** One sentence that a bank clerk would understand. */
  summary: string;
  /** Whose word the proof rests on: the weakest vantage among the events. */
  vantage: Vantage;
  /** Rows of the history, ascending: the witness. */
  events: number[];
  /** The argument, step by step. */
  steps: Step[];
}

export interface Step {
  why: string;
  events: number[];
}

export interface Coverage {
  /** What was observed, printed with every pass. */
  counts: Record<string, number>;
  /** Remarks that change no verdict ("no contention"). */
  warnings: string[];
  /** Rules that could not be decided on this history. */
  unjudged: Unjudged[];
}

export interface Unjudged {
  rule: string;
  reason: UnknownReason;
  why: string;
}
