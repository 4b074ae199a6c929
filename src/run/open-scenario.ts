import { CHECKERS } from '../../checkers/registry.js';
import { loadScenario } from '../scenario/load.js';
import type { Scenario } from '../scenario/scenario.js';
import type { World } from '../scenario/world.js';

/** All that a scenario of this version may speak of. */
export const SCENARIO_WORLD: World = {
  checkers: Object.fromEntries(
    Object.values(CHECKERS).map(({ name, options, rules }) => [name, { options, rules: Object.keys(rules) } as const]),
  ),
};

/** Reads a scenario file. Throws ScenarioError. */
export function openScenario(path: string): Scenario {
  return loadScenario(path, SCENARIO_WORLD);
}
