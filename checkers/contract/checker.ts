import type { History } from '../../src/history/history.js';
import type { Coverage, Unjudged, Violation } from './verdict.js';

/** One property. Pure: the same history and options give the same findings, and neither is changed. */
export interface Checker {
  name: string;
  /** One line for `touchstone list checkers`. */
  says: string;
  rules: Record<string, Rule>;
  /** Counters of which each must be above zero, or the check was vacuous. */
  needs: readonly string[];
  /** JSON Schema of the options; absent: it takes none. */
  options?: object;
  check(history: History, options: Record<string, unknown>): Findings;
}

export interface Rule {
  says: string;
  /** A safety rule that cannot be judged makes the verdict unknown; a liveness rule is only listed as unjudged. */
  kind: 'safety' | 'liveness';
}

/** What a checker found. The verdict follows from it by the same rules for all: see judge.ts. */
export interface Findings {
  violations: Violation[];
  counts: Coverage['counts'];
  warnings?: string[];
  unjudged?: Unjudged[];
  certificate?: unknown;
}
