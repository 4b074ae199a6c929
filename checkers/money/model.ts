import type { SystemSpec } from '../../src/history/header.js';
import type { History } from '../../src/history/history.js';
import type { Findings, Rule } from '../contract/checker.js';

/** One way in which a system keeps its money, and how it is judged. Counts `transfers` and `balances`, at least. */
export interface MoneyModel {
  judges(spec: SystemSpec): boolean;
  rules: Record<string, Rule>;
  check(history: History, options: Record<string, unknown>): Findings;
}
