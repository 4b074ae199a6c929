import type { Draft } from './draft.js';
import type { Path } from './mistake.js';
import type { ValueRule } from './scenario.js';

/** An expected value, given as itself, as {between: [low, high]} or as {oneOf: [...]}. */
export function ruleOf(draft: Draft, path: Path, rule: unknown): ValueRule {
  if (typeof rule !== 'object' || rule === null) return { equals: rule as string | number | boolean };
  if ('oneOf' in rule) return { oneOf: rule.oneOf as (string | number)[] };
  const { between } = rule as { between: [number, number] };
  if (between[0] > between[1]) {
    draft.complain({
      path: [...path, 'between'],
      message: 'the range is upside down',
      expected: `[${between[1]}, ${between[0]}]`,
    });
  }
  return { between };
}
