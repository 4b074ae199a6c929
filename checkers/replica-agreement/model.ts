import type { SystemSpec } from '../../src/history/header.js';
import type { History } from '../../src/history/history.js';
import type { Findings } from '../contract/checker.js';

/** One way in which nodes hold copies of the same, and how they are compared. Counts `comparisons`, at least. */
export interface AgreementModel {
  judges(spec: SystemSpec): boolean;
  check(history: History): Findings;
}
