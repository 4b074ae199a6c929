import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/package-root.js';
import { brokenRules } from '../../src/run/judge-run.js';
import { openScenario } from '../../src/run/open-scenario.js';
import { runInSimulation } from '../../src/run/simulate.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { branchBank } from '../../src/systems/branch-bank/system.js';
import { testSystem } from '../system-contract.fixture.js';

const open = (file: string) => openScenario(join(PACKAGE_ROOT, 'scenarios/branch-bank', file));

testSystem(branchBank);

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
