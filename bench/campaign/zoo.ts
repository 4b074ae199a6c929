import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/package-root.js';
import { openScenario } from '../../src/run/open-scenario.js';
import type { NodeRun, Scenario } from '../../src/scenario/scenario.js';
import { SYSTEMS } from '../../src/systems/registry.js';

/** Every mutant of every system, as system/mutant. */
export function mutantsOfAll(): string[] {
  return Object.entries(SYSTEMS).flatMap(([system, { mutants }]) =>
    Object.keys(mutants).map((mutant) => `${system}/${mutant}`),
  );
}

export function killsOf(name: string): readonly string[] {
  const [system, mutant] = name.split('/') as [string, string];
  return SYSTEMS[system]!.mutants[mutant]!.kills;
}

/** The scenario that was written for a mutant. */
export function mutantScenario(name: string): Scenario {
  const [system, mutant] = name.split('/') as [string, string];
  return openScenario(join(PACKAGE_ROOT, 'scenarios', system, `mutant-${mutant}.yaml`));
}

/** The reference scenarios of a mutant's system. */
export function huntingGrounds(name: string): Scenario[] {
  const folder = join(PACKAGE_ROOT, 'scenarios', name.split('/')[0]!);
  const files = readdirSync(folder).sort();
  return files.filter((file) => file.startsWith('reference-')).map((file) => openScenario(join(folder, file)));
}

/** The scenario with the decision put back. */
export function withReference(scenario: Scenario): Scenario {
  return withProgram(scenario, { reference: true });
}

/** The scenario with a mutant at every node. */
export function withMutant(scenario: Scenario, name: string): Scenario {
  return withProgram(scenario, { mutant: name.split('/')[1]! });
}

function withProgram(scenario: Scenario, run: NodeRun): Scenario {
  const nodes = scenario.nodes.map(({ id }) => ({ id, run }));
  const written = { count: nodes.length, run: 'reference' in run ? 'reference' : run };
  return { ...scenario, nodes, source: { ...(scenario.source as object), nodes: written } };
}
