import type { FindingsBuilder } from '../contract/findings.js';
import type { Compared } from './due.js';
import type { SessionLog } from './log.js';

/** Says why some comparisons could not be made, for each of the rules. */
export function tellUnclear(
  findings: FindingsBuilder,
  log: SessionLog,
  rules: readonly string[],
  operations: number,
): void {
  const what = operations === 1 ? 'one operation' : `${operations} operations`;
  const why =
    log.reason === 'ambiguous'
      ? `from the balances that ${what} told it does not follow which writes they reflect`
      : `the results of ${what} do not tell which writes they reflect`;
  for (const rule of rules) findings.unjudged(rule, log.reason, why);
}

export function remarks(findings: FindingsBuilder, { pairs, moved }: Compared): void {
  if (pairs > 0 && moved === 0) findings.warn('no session moved to another node in between');
}
