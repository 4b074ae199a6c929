import type { System } from '../systems/system.js';
import type { Draft } from './draft.js';
import { oneOf_ } from './phrases.js';
import type { Expectation, Scenario } from './scenario.js';

type Checks = Scenario['checks'];

/** The checks that the scenario names, or those that the system's spec lists. */
// biome-ignore lint/suspicious/noExplicitAny: each system has its own type of configuration, which only it reads.
export function resolveChecks(draft: Draft, system: System<any> | undefined): Checks {
  const given = draft.value.checks as (string | Record<string, Record<string, unknown>>)[] | undefined;
  if (given === undefined) return (system?.spec.checks ?? []).map((name) => ({ name, options: {}, named: false }));
  const seen = new Set<string>();
  return given.map((check, i) => {
    const [name, options] = typeof check === 'string' ? [check, {}] : Object.entries(check)[0]!;
    if (seen.has(name))
      draft.complain({
        path: ['checks', i],
        message: `the check "${name}" stands here twice`,
        expected: 'each check once',
      });
    seen.add(name);
    return { name, options, named: true };
  });
}

/** An expected failure must be one that the checks of this scenario can find. */
export function resolveExpectation(draft: Draft, checks: Checks): Expectation {
  const given = draft.value.expect as 'pass' | 'unknown' | { fail: string[] } | undefined;
  if (!draft.sound(['expect'])) return { verdict: 'pass' };
  if (given === undefined || typeof given === 'string') return { verdict: given ?? 'pass' };
  const run = new Set(checks.map(({ name }) => name));
  for (const [i, rule] of given.fail.entries()) {
    if (run.size === 0 || run.has(rule.split('/')[0]!)) continue;
    const message = `${rule} cannot fail, because this check is not run`;
    draft.complain({ path: ['expect', 'fail', i], message, expected: `a rule of ${oneOf_([...run])}` });
  }
  return { fail: [...given.fail] };
}
