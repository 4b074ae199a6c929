import type { Verdict } from '../../checkers/contract/verdict.js';
import type { RunVerdict } from '../../checkers/run-verdict.js';
import type { History } from '../history/history.js';
import type { Scenario } from '../scenario/scenario.js';

/** What one run came to. */
export interface RunResult {
  scenario: Scenario;
  seed: number;
  host: 'sim' | 'nats';
  /** Path of the history; undefined when it was kept in memory only. */
  history?: string;
  /** The history's bytes when it was kept in memory. */
  bytes?: Uint8Array;
  /** The history, read. */
  log?: History;
  /** Rows recorded when each of the scenario's steps was over. */
  stepRows: readonly number[];
  checks: Verdict[];
  /** Steps and final states that did not come out as the scenario expects. */
  unmet: Unmet[];
  verdict: RunVerdict;
  /** Whether the verdict and the violated rules are those the scenario expects. */
  asExpected: boolean;
  /** The harness, the broker or a node that never answered `init`: exit code 4. */
  broken?: string | undefined;
}

/** An expectation of a step or of `finally` that was not met: the user's, not a checker's. */
export interface Unmet {
  where: string;
  summary: string;
  /** Rows of the history. */
  events: number[];
}
