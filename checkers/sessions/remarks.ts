import { type FindingsBuilder, LISTED } from '../contract/findings.js';
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

/**
 * Whether one more violation of a rule will be listed. To find its witnesses takes a search through the session; those
 * that are only counted need none.
 */
export function createListing(findings: FindingsBuilder): (rule: string) => boolean {
  const found = new Map<string, number>();
  return (rule) => {
    const count = (found.get(rule) ?? 0) + 1;
    found.set(rule, count);
    if (count > LISTED) findings.violation(rule, '');
    return count <= LISTED;
  };
}
