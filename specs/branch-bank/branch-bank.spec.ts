import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printsOf, scenarioOfInput } from '../../src/cli/original-input.js';
import { readHistory } from '../../src/history/files/read.js';
import { PACKAGE_ROOT } from '../../src/package-root.js';
import { brokenRules } from '../../src/run/judge-run.js';
import { openScenario, SCENARIO_WORLD } from '../../src/run/open-scenario.js';
import { runInSimulation } from '../../src/run/simulate.js';
import { parseScenario } from '../../src/scenario/parse.js';
import type { NodeRun, Scenario } from '../../src/scenario/scenario.js';
import { branchBank } from '../../src/systems/branch-bank/system.js';

/** Seeds for each search: a sample here; TOUCHSTONE_SEEDS=1000 makes it the whole search. */
const SEEDS = Number(process.env.TOUCHSTONE_SEEDS ?? 2);
const SCENARIOS = join(PACKAGE_ROOT, 'scenarios', 'branch-bank');
const GOLDEN = join(PACKAGE_ROOT, 'specs', 'branch-bank', 'golden');

const files = readdirSync(SCENARIOS).sort();
const reference = files.filter((file) => file.startsWith('reference-'));
const mutants = Object.entries(branchBank.mutants);
const open = (file: string) => openScenario(join(SCENARIOS, file));
const source = (file: string) => open(file).source as object;
const mutantFile = (name: string) => `mutant-${name}.yaml`;

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
    const comments = files.map((file) => readFileSync(join(SCENARIOS, file), 'utf8').split('\n').slice(0, 2));
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

describe('an account below zero', () => {
  const scenario = open('reference-two-withdraw.yaml');
  const moneyOf = (checks: Scenario['checks']) =>
    runInSimulation({ ...scenario, checks }).checks.find(({ checker }) => checker === 'money-conservation')!;

  test('is told as a finding about the protocol', () => {
    const { verdict, coverage } = moneyOf(scenario.checks);
    expect(verdict).toBe('pass');
    expect(coverage.warnings).toHaveLength(3);
    for (const warning of coverage.warnings) {
      expect(warning).toMatch(/^n\d holds -80 in joint: withdrawals that were each covered where they were accepted /);
    }
  });

  test('is a violation where the check is strict', () => {
    const strict = moneyOf([{ name: 'money-conservation', options: { strict: true }, named: true }]);
    expect(brokenRules([strict])).toEqual(['money-conservation/overdrawn-replica']);
  });
});

test('nothing is remarked about the order of deliveries where all is well', () => {
  const { checks } = runInSimulation(open('reference-customers-move.yaml'));
  const { counts, warnings } = checks.find(({ checker }) => checker === 'causal-delivery')!.coverage;
  expect(warnings).toEqual([]);
  expect(counts.deliveries).toBe(2 * counts.messages!);
});

describe('prints', () => {
  const inputs = readdirSync(GOLDEN).filter((file) => !file.endsWith('.out'));
  test.each(inputs)('%s prints what the original prints', (file) => {
    const input = branchBank.readInput!(readFileSync(join(GOLDEN, file), 'utf8'), file);
    const document = JSON.stringify(scenarioOfInput('branch-bank', input, file));
    const scenario = parseScenario(document, file, SCENARIO_WORLD);
    const { bytes, stepRows, verdict } = runInSimulation(scenario);
    const prints = branchBank.prints!(branchBank.configure(input.config, input.nodes), input.nodes);
    const lines = [...printsOf(input, prints, readHistory(bytes!, file), stepRows)];
    expect(verdict.verdict).toBe('pass');
    expect(`${lines.join('\n')}\n`).toBe(readFileSync(join(GOLDEN, file.replace(/\.\w+$/, '.out')), 'utf8'));
  });
});
