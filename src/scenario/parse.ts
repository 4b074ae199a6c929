import { FAULTS } from '../faults/registry.js';
import { SYSTEMS } from '../systems/registry.js';
import { type Draft, draftOf } from './draft.js';
import { grammarOf } from './grammar/scenario.js';
import { ScenarioError } from './problem.js';
import { resolve } from './resolve.js';
import type { Scenario } from './scenario.js';
import { type Validator, validator } from './validator.js';
import type { WholeWorld, World } from './world.js';
import { readYaml } from './yaml-tree.js';

const MOST_PROBLEMS = 20;

/**
 * Reads a scenario from YAML text. `file` names it in messages; `world` says what it may speak of. Throws
 * ScenarioError with all mistakes, in the order of the file.
 */
export function parseScenario(text: string, file: string, world: World): Scenario {
  const whole: WholeWorld = { systems: SYSTEMS, faults: FAULTS, ...world };
  const draft = draftOf(file, text);
  const tree = readYaml(text, (offset, message, expected, nearest) =>
    draft.complainAt(offset, { message, ...(expected && { expected }), ...(nearest && { nearest }) }),
  );
  if (tree === undefined) {
    if (draft.problems(1).length === 0) {
      throw new ScenarioError([{ file, line: 1, column: 1, message: 'the file is empty', expected: AT_LEAST }]);
    }
    return refuse(draft);
  }
  if (tree.kind !== 'map') {
    draft.complainAt(tree.start, { message: 'this is no scenario', expected: AT_LEAST });
    return refuse(draft);
  }
  draft.grow(tree);
  const { find } = validatorOf(world, whole, draft.value.system);
  for (const mistake of find(draft.value, draft.fractionAt)) draft.complain(mistake);
  const scenario = resolve(draft, whole);
  return draft.problems(1).length > 0 ? refuse(draft) : scenario;
}

const AT_LEAST = 'keys and values, at least "scenario: TITLE", "system: SYSTEM" and a workload or steps';

function refuse(draft: Draft): never {
  throw new ScenarioError(draft.problems(MOST_PROBLEMS));
}

/** Making a validator takes far longer than using it. */
const validators = new WeakMap<World, Map<unknown, Validator>>();

function validatorOf(key: World, world: WholeWorld, system: unknown): Validator {
  const known = validators.get(key) ?? new Map<unknown, Validator>();
  validators.set(key, known);
  const name = typeof system === 'string' && Object.hasOwn(world.systems, system) ? system : undefined;
  const made = known.get(name) ?? validator(grammarOf(world, name));
  known.set(name, made);
  return made;
}
