import type { History } from '../../src/history/history.js';
import type { Checker } from './checker.js';
import type { UnknownReason, Verdict } from './verdict.js';

/**
 * Turns findings into a verdict, by the same rules for every checker: a violation found is a fail, whatever else is
 * missing; a pass needs every safety rule judged, something observed, and a history that does not stop short.
 */
export function judge(checker: Checker, history: History, options: Record<string, unknown> = {}): Verdict {
  const findings = checker.check(history, options);
  const unjudged = findings.unjudged ?? [];
  const coverage = { counts: findings.counts, warnings: findings.warnings ?? [], unjudged };
  const base = { checker: checker.name, options, violations: findings.violations, coverage };
  if (findings.violations.length > 0) return { ...base, verdict: 'fail', ...certificateOf(findings) };

  const reason = whyUnknown(checker, history, coverage.counts, unjudged);
  if (reason !== undefined) return { ...base, verdict: 'unknown', reason };
  return { ...base, verdict: 'pass', ...certificateOf(findings) };
}

function whyUnknown(
  checker: Checker,
  history: History,
  counts: Record<string, number>,
  unjudged: readonly { rule: string; reason: UnknownReason }[],
): UnknownReason | undefined {
  const unsupported = unjudged.find((u) => u.reason === 'unsupported' && isDecisive(checker, u.rule));
  if (unsupported !== undefined) return 'unsupported';
  if (history.ending === 'torn') return 'incomplete-history';
  if (checker.needs.some((counter) => !(counts[counter]! > 0))) return 'vacuous';
  return unjudged.find((u) => isDecisive(checker, u.rule))?.reason;
}

/** Whether the verdict hangs on this rule: a safety rule, or any rule of a checker that has liveness rules only. */
function isDecisive(checker: Checker, rule: string): boolean {
  const hasSafety = Object.values(checker.rules).some((r) => r.kind === 'safety');
  return !hasSafety || checker.rules[rule]?.kind === 'safety';
}

function certificateOf(findings: { certificate?: unknown }): { certificate?: unknown } {
  return findings.certificate === undefined ? {} : { certificate: findings.certificate };
}
