import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printsOf, scenarioOfInput } from '../src/cli/original-input.js';
import { readHistory } from '../src/history/files/read.js';
import { PACKAGE_ROOT } from '../src/package-root.js';
import { brokenRules } from '../src/run/judge-run.js';
import { openScenario, SCENARIO_WORLD } from '../src/run/open-scenario.js';
import { runInSimulation } from '../src/run/simulate.js';
import { parseScenario } from '../src/scenario/parse.js';
import type { NodeRun, Scenario } from '../src/scenario/scenario.js';
import type { System } from '../src/systems/system.js';

/** Seeds for each search: a sample here; TOUCHSTONE_SEEDS=1000 makes it the whole search. */
const SEEDS = Number(process.env.TOUCHSTONE_SEEDS ?? 2);

/** What holds of every system's scenarios, mutants and prints, as tests. */
// biome-ignore lint/suspicious/noExplicitAny: each system has its own type of configuration, which only it reads.
export function testSystem(system: System<any>): void {
  const scenarios = join(PACKAGE_ROOT, 'scenarios', system.name);
  const golden = join(PACKAGE_ROOT, 'specs', system.name, 'golden');
  const files = readdirSync(scenarios).sort();
  const reference = files.filter((file) => file.startsWith('reference-'));
  const mutants = Object.entries(system.mutants);
  const open = (file: string) => openScenario(join(scenarios, file));
  const mutantFile = (name: string) => `mutant-${name}.yaml`;
  const source = (file: string) => open(file).source as object;

  describe('scenarios', () => {
    test.each(files)('%s comes to what it expects', (file) => {
      const scenario = open(file);
      const { checks, unmet, verdict, asExpected } = runInSimulation(scenario);
      const rules = 'fail' in scenario.expect ? [...scenario.expect.fail].sort() : [];
      expect({ rules: brokenRules(checks), unmet, because: verdict.because, asExpected }).toEqual({
        rules,
        unmet: [],
        because: verdict.because,
        asExpected: true,
      });
    });

    test('there is one for each mutant, which expects exactly what the table says, and none besides', () => {
      const expected = Object.fromEntries(mutants.map(([name, { kills }]) => [mutantFile(name), [...kills].sort()]));
      const found = files
        .filter((file) => file.startsWith('mutant-'))
        .map((file) => [file, open(file).expect])
        .map(([file, expectation]) => [file, [...(expectation as { fail: string[] }).fail].sort()]);
      expect(Object.fromEntries(found)).toEqual(expected);
    });

    test('each opens with a comment that says what it shows and why', () => {
      const comments = files.map((file) => readFileSync(join(scenarios, file), 'utf8').split('\n').slice(0, 2));
      expect(
        comments.filter(([schema, words]) => !schema!.startsWith('# yaml-language-server') || !/^# .{40}/.test(words!)),
      ).toEqual([]);
    });
  });

  describe('reference', () => {
    test.each(reference)('%s passes with other seeds', (file) => {
      const scenario = open(file);
      for (let seed = 1; seed <= SEEDS; seed++) {
        expect({ seed, ...brokenBy({ ...scenario, seed }) }).toEqual({ seed, rules: [], unmet: [] });
      }
    });
  });

  describe('mutants', () => {
    test.each(mutants)('%s breaks exactly its rules, and none with the decision put back', (name, { kills }) => {
      const scenario = open(mutantFile(name));
      for (let seed = 1; seed <= SEEDS; seed++) {
        const broken = brokenBy(withProgram(scenario, { mutant: name }, seed));
        expect({ seed, rules: broken.rules }).toEqual({ seed, rules: [...kills].sort() });
        const putBack = brokenBy(withProgram(scenario, { reference: true }, seed));
        expect({ seed, ...putBack }).toEqual({ seed, rules: [], unmet: [] });
      }
    });

    /** Those of a few steps first: they cost least. */
    const grounds = [...reference].sort((a, b) => Number('workload' in source(a)) - Number('workload' in source(b)));

    test.each(mutants)('%s is found by a scenario of the reference, which aims at nothing', (name, { kills }) => {
      const foundBy = grounds.find((file) => {
        const scenario = open(file);
        const nodes = scenario.nodes.map((node) => ({ ...node, run: { mutant: name } }));
        const seeds = Array.from({ length: SEEDS }, (_, i) => i + 1);
        return seeds.some((seed) => brokenBy({ ...scenario, nodes, seed }).rules.some((rule) => kills.includes(rule)));
      });
      expect(foundBy).toBeDefined();
    });
  });

  describe('prints', () => {
    const inputs = readdirSync(golden).filter((file) => !file.endsWith('.out'));
    test.each(inputs)('%s prints what the original prints', (file) => {
      const input = system.readInput!(readFileSync(join(golden, file), 'utf8'), file);
      const document = JSON.stringify(scenarioOfInput(system.name, input, file));
      const scenario = parseScenario(document, file, SCENARIO_WORLD);
      const { bytes, stepRows, verdict } = runInSimulation(scenario);
      const prints = system.prints!(system.configure(input.config, input.nodes), input.nodes);
      const lines = [...printsOf(input, prints, readHistory(bytes!, file), stepRows)];
      expect(verdict.verdict).toBe('pass');
      expect(`${lines.join('\n')}\n`).toBe(readFileSync(join(golden, file.replace(/\.\w+$/, '.out')), 'utf8'));
    });
  });
}

/** The same scenario with another program at the nodes that run a mutant, and with another seed. */
function withProgram(scenario: Scenario, run: NodeRun, seed: number): Scenario {
  const nodes = scenario.nodes.map((node) => ('mutant' in node.run ? { ...node, run } : node));
  return { ...scenario, seed, nodes };
}

/** The rules that a run broke, and what it expected of its own steps that did not come. */
function brokenBy(scenario: Scenario): { rules: string[]; unmet: string[] } {
  const { checks, unmet } = runInSimulation(scenario);
  return { rules: brokenRules(checks), unmet: unmet.map(({ summary }) => summary) };
}
