import { FORMAT, type Header } from '../history/header.js';
import { VERSION } from '../package-root.js';
import { conditionsOf } from '../scenario/conditions.js';
import type { Scenario } from '../scenario/scenario.js';
import type { System } from '../systems/system.js';

/** The first line of a run's history. In simulation `run` comes from the seed: the same seed gives the same bytes. */
export function headerOf(
  scenario: Scenario,
  system: System,
  where: Pick<Header, 'run' | 'host' | 'identities'>,
): Header {
  const nodes = scenario.nodes.map((node) => node.id);
  return {
    touchstone: 'history',
    format: FORMAT,
    tool: VERSION,
    run: where.run,
    sealed: true,
    host: where.host,
    system: scenario.system,
    spec: system.spec,
    config: scenario.config,
    accounts: system.accounts(scenario.config, nodes),
    nodes,
    clients: clientsOf(scenario),
    seed: scenario.seed,
    checks: scenario.checks,
    conditions: conditionsOf(scenario),
    scenario: scenario.source,
    identities: where.identities,
  };
}

/** All clients that a scenario speaks of, in the order in which they appear. */
export function clientsOf(scenario: Scenario): string[] {
  if (scenario.workload !== undefined) {
    return Array.from({ length: scenario.workload.clients }, (_, place) => `c${place + 1}`);
  }
  const names = new Set<string>();
  for (const step of scenario.steps ?? []) {
    if ('together' in step) for (const { client } of step.together) names.add(client);
    else if ('client' in step) names.add(step.client);
  }
  return [...names];
}
