import type { Expectation } from '../scenario/scenario.js';
import type { Tally } from './tally.js';

/** What an exploration comes to. */
export interface Outcome {
  kind: 'as expected' | 'not as expected' | 'broken' | 'undecided';
  /** One sentence. */
  because: string;
}

/**
 * Holds what many seeds came to against what the scenario expects of one. `pass` and `unknown` must hold on every seed.
 * A planned failure depends on the schedule, so it must show on at least one seed, rule by rule, and nothing else may
 * fail on any. Seeds that were undecided leave a `pass` undecided, and say nothing against a planned failure.
 */
export function outcomeOf(expect: Expectation, tally: Tally): Outcome {
  const planned = 'fail' in expect ? expect.fail : [];
  const surplus = Object.keys(tally.rules).filter((rule) => !planned.includes(rule));
  const missing = planned.filter((rule) => tally.rules[rule] === undefined);
  const seeds = tally.runs === 1 ? '1 seed' : `${tally.runs} seeds`;
  if (surplus.length > 0) {
    const which = planned.length > 0 ? ', which the scenario does not expect' : '';
    return { kind: 'not as expected', because: `violated: ${surplus.join(', ')}${which}` };
  }
  if (Object.keys(tally.unmet).length > 0) {
    return { kind: 'not as expected', because: 'steps or final states were not as the scenario expects' };
  }
  if (Object.keys(tally.broken).length > 0) return { kind: 'broken', because: 'runs broke down' };
  if (missing.length > 0) {
    return { kind: 'not as expected', because: `expected to fail, and held on all of ${seeds}: ${missing.join(', ')}` };
  }
  if (planned.length > 0) return { kind: 'as expected', because: `violated: ${planned.join(', ')}` };
  const wanted = 'verdict' in expect ? expect.verdict : 'pass';
  if (tally.asExpected === tally.runs && tally.runs > 0) {
    return { kind: 'as expected', because: `${wanted} on all of ${seeds}` };
  }
  if (wanted === 'unknown')
    return { kind: 'not as expected', because: 'decided on some seeds, expected to be unknown' };
  return { kind: 'undecided', because: `undecided on ${tally.unknown} of ${seeds}` };
}
