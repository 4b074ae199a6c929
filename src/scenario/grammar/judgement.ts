import type { WholeWorld } from '../world.js';
import { adopted, listOf, record, type Schema } from './definitions.js';

export function checks(world: WholeWorld): Schema {
  const names = Object.keys(world.checkers);
  return {
    description: "Checks to run, by name or as {name: options}; default: all that the system's spec lists.",
    ...listOf({
      title: 'check',
      anyOf: [
        { title: 'checker', enum: names },
        ...Object.entries(world.checkers).map(([name, { options }]) =>
          record({ [name]: options === undefined ? record({}, []) : adopted(options) }, [name]),
        ),
      ],
    }),
    examples: ['[CHECKER, {CHECKER: {OPTION: VALUE}}]'],
  };
}

export function expectation(world: WholeWorld): Schema {
  return {
    description: 'What the run must come to, default pass. {fail: [...]}: these rules are broken, and no others.',
    anyOf: [
      { enum: ['pass', 'unknown'] },
      record({ fail: { ...listOf({ title: 'rule', enum: rulesOf(world) }), examples: ['[CHECKER/RULE]'] } }, ['fail']),
    ],
    default: 'pass',
    examples: ['pass', 'unknown', '{fail: [CHECKER/RULE]}'],
  };
}

function rulesOf(world: WholeWorld): string[] {
  return Object.entries(world.checkers).flatMap(([name, { rules }]) => rules.map((rule) => `${name}/${rule}`));
}
