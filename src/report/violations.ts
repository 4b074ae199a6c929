import type { Verdict, Violation } from '../../checkers/contract/verdict.js';

/** A violation with the number by which `show --violation` knows it: they count on, from 1, over all checks. */
export interface NumberedViolation {
  checker: string;
  violation: Violation;
  number: number;
}

export function numbered(checks: readonly Verdict[]): NumberedViolation[] {
  const all = checks.flatMap(({ checker, violations }) => violations.map((violation) => ({ checker, violation })));
  return all.map((one, index) => ({ ...one, number: index + 1 }));
}

/** The first violation of every rule, and how many `more` broke the same one. */
export function firstOfEachRule(checks: readonly Verdict[]): (NumberedViolation & { more: number })[] {
  const byRule = new Map<string, NumberedViolation & { more: number }>();
  for (const one of numbered(checks)) {
    const rule = `${one.checker}/${one.violation.rule}`;
    const first = byRule.get(rule);
    if (first === undefined) byRule.set(rule, { ...one, more: 0 });
    else first.more++;
  }
  return [...byRule.values()];
}
