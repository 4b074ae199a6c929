import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/package-root.js';
import { openScenario } from '../../src/run/open-scenario.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { SYSTEMS } from '../../src/systems/registry.js';
import type { Campaign } from './campaign.js';

/**
 * The kill table: each mutant, in its own scenario, is found within 1,000 seeds by the rules that its table names and
 * by no others; with the decision put back (`+ reference`) the same scenario passes on every seed.
 */
export const mutants: Campaign = {
  says: 'every mutant is killed by exactly its rules, and its scenario passes with the decision put back',
  seeds: 1_000,
  cases: () => mutantScenarios().flatMap((file) => [file, `${file} + reference`]),
  scenario(name) {
    const [file, restored] = name.split(' + ');
    const scenario = openScenario(join(PACKAGE_ROOT, 'scenarios', file!));
    return restored === undefined ? scenario : putBack(scenario);
  },
  judge(name, tally) {
    if (name.endsWith(' + reference')) {
      if (tally.pass === tally.runs) return [];
      return [`${name}: ${tally.runs - tally.pass} of ${tally.runs} runs did not pass; seed ${tally.firstOdd?.seed}`];
    }
    const expected = [...killsOf(this.scenario(name))].sort();
    const found = Object.keys(tally.violations).sort();
    const missing = expected.filter((rule) => !found.includes(rule));
    const surplus = found.filter((rule) => !expected.includes(rule));
    return [
      ...missing.map((rule) => `${name}: no seed violated ${rule}`),
      ...surplus.map(
        (rule) => `${name}: seed ${tally.firstSeed[rule]} violated ${rule}, which its table does not name`,
      ),
    ];
  },
};

function mutantScenarios(): string[] {
  return Object.keys(SYSTEMS).flatMap((system) =>
    readdirSync(join(PACKAGE_ROOT, 'scenarios', system))
      .filter((file) => file.startsWith('mutant-'))
      .sort()
      .map((file) => `${system}/${file}`),
  );
}

function killsOf({ system, nodes }: Scenario): readonly string[] {
  const mutant = nodes.flatMap(({ run }) => ('mutant' in run ? [run.mutant] : []))[0]!;
  return SYSTEMS[system]!.mutants[mutant]!.kills;
}

function putBack(scenario: Scenario): Scenario {
  return { ...scenario, nodes: scenario.nodes.map(({ id }) => ({ id, run: { reference: true } })) };
}
