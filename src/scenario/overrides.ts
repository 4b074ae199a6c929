import { ScenarioError } from './problem.js';
import type { Scenario } from './scenario.js';

/** The scenario with another seed. */
export function withSeed(scenario: Scenario, seed: number): Scenario {
  return { ...scenario, seed, source: { ...documentOf(scenario), seed } };
}

/**
 * The scenario with this program as every node, whatever ran there. Throws ScenarioError where it is for the simulator
 * only, which runs no programs but ours.
 */
export function withNodeCommand(scenario: Scenario, command: readonly string[]): Scenario {
  if (scenario.host === 'sim') {
    const message = 'says "host: sim", and a program of yours cannot run in the simulator';
    throw new ScenarioError([
      { file: scenario.file, line: 0, column: 0, message, expected: 'a scenario with host: any or host: nats' },
    ]);
  }
  const run = { command: [...command] };
  const { count } = (documentOf(scenario).nodes ?? {}) as { count?: number };
  return {
    ...scenario,
    nodes: scenario.nodes.map(({ id }) => ({ id, run })),
    source: { ...documentOf(scenario), nodes: { ...(count !== undefined && { count }), run } },
  };
}

function documentOf(scenario: Scenario): Record<string, unknown> {
  return scenario.source as Record<string, unknown>;
}
