import type { Verdict } from '../../checkers/contract/verdict.js';
import { judgeAll } from '../../checkers/judge-all.js';
import { overallVerdict } from '../../checkers/run-verdict.js';
import type { History } from '../history/history.js';
import type { Expectation, Scenario } from '../scenario/scenario.js';
import { unmetExpectations } from './expectations.js';
import type { RunResult } from './result.js';

/**
 * What a recorded run comes to: every check, the scenario's own expectations, and whether all is as expected. A run that
 * broke (`broken` says how) can still show what is wrong, and not that all is right.
 */
export function judgeRun(
  scenario: Scenario,
  history: History,
  broken?: string,
): Pick<RunResult, 'checks' | 'unmet' | 'verdict' | 'asExpected'> {
  const checks = judgeAll(history, scenario.checks);
  const unmet = unmetExpectations(scenario, history);
  const judged = overallVerdict(checks, scenario.checks);
  const isOpen = broken !== undefined && judged.verdict === 'pass';
  const verdict = isOpen ? { ...judged, verdict: 'unknown' as const, because: broken } : judged;
  const asExpected = unmet.length === 0 && isExpected(scenario.expect, verdict.verdict, brokenRules(checks));
  return { checks, unmet, verdict, asExpected };
}

/** The rules that were violated, as checker/rule, sorted and each once. */
export function brokenRules(checks: readonly Verdict[]): string[] {
  const rules = checks.flatMap(({ checker, violations }) => violations.map(({ rule }) => `${checker}/${rule}`));
  return [...new Set(rules)].sort();
}

function isExpected(expect: Expectation, verdict: string, broken: readonly string[]): boolean {
  if ('verdict' in expect) return verdict === expect.verdict;
  const expected = [...new Set(expect.fail)].sort();
  return expected.length === broken.length && expected.every((rule, place) => rule === broken[place]);
}
