import type { CheckRequest } from '../src/history/header.js';
import type { Verdict } from './contract/verdict.js';
import { CHECKERS } from './registry.js';

/** What all checks of a run come to. */
export interface RunVerdict {
  verdict: 'pass' | 'fail' | 'unknown';
  /** One sentence. */
  because: string;
  /** Names of checks that ran by default and had nothing to judge. */
  notExercised: string[];
}

/**
 * Fail if a check failed; else unknown if a check that was asked for by name is unknown, or if no safety check passed;
 * else pass. Checks that ran only by default and are unknown are listed as not exercised. `verdicts[i]` answers
 * `requests[i]`.
 */
export function overallVerdict(verdicts: readonly Verdict[], requests: readonly CheckRequest[]): RunVerdict {
  const notExercised = verdicts.filter((v, i) => v.verdict === 'unknown' && !requests[i]!.named).map((v) => v.checker);
  const failed = verdicts.filter((v) => v.verdict === 'fail');
  if (failed.length > 0) {
    const first = failed[0]!.violations[0]!;
    const others =
      failed.length === 1 ? '' : ` (${failed.length} checks failed: ${failed.map((v) => v.checker).join(', ')})`;
    return { verdict: 'fail', because: `${failed[0]!.checker}/${first.rule}: ${first.summary}${others}`, notExercised };
  }
  const open = verdicts.filter((v, i) => v.verdict === 'unknown' && requests[i]!.named);
  if (open.length > 0) {
    const because = `${open.map((v) => `${v.checker} is undecided (${v.reason})`).join(', ')}`;
    return { verdict: 'unknown', because, notExercised };
  }
  const passed = verdicts.filter((v) => v.verdict === 'pass');
  if (!passed.some((v) => hasSafetyRule(v.checker))) {
    return { verdict: 'unknown', because: 'no safety check passed: nothing was shown to be right', notExercised };
  }
  const missing = notExercised.length === 0 ? '' : `; not exercised: ${notExercised.join(', ')}`;
  return { verdict: 'pass', because: `${passed.map((v) => v.checker).join(', ')} passed${missing}`, notExercised };
}

function hasSafetyRule(checker: string): boolean {
  return Object.values(CHECKERS[checker]?.rules ?? {}).some((rule) => rule.kind === 'safety');
}
