import type { SystemSpec } from '../../src/history/header.js';
import type { History } from '../../src/history/history.js';
import type { Findings } from '../contract/checker.js';

/** One way in which nodes tell what they have carried out, and how it is judged. Counts `decided`, at least. */
export interface OnceModel {
  judges(spec: SystemSpec): boolean;
  check(history: History): Findings;
}
