import { join } from 'node:path';
import { PACKAGE_ROOT } from '../package-root.js';
import { openScenario, SCENARIO_WORLD } from '../run/open-scenario.js';
import { runInSimulation } from '../run/simulate.js';
import { withSeed } from '../scenario/overrides.js';
import { parseScenario } from '../scenario/parse.js';
import type { Scenario } from '../scenario/scenario.js';
import { deliveryOrder } from './covered.js';
import { type Case, type Given, scenarioOf, spellDuration } from './draft-case.js';
import { fatesOf, operationsOf, plannedFaults } from './freeze.js';
import { shrink } from './shrink.js';
import { textOf } from './write-shrunk.js';

// Real processes or thousands of runs: on a busy machine they take their time.
jest.setTimeout(60_000);

const open = (name: string): Scenario => openScenario(join(PACKAGE_ROOT, 'scenarios/mutex-ledger', `${name}.yaml`));
const planted = (name: string, mutant: string, seed: number): Scenario => {
  const scenario = withSeed(open(name), seed);
  return { ...scenario, nodes: scenario.nodes.map(({ id }) => ({ id, run: { mutant } })) };
};

/** The run of a scenario as a case whose operations are explicit. */
function caseOf(scenario: Scenario): Case {
  const source = scenario.source as Record<string, Given>;
  return {
    seed: scenario.seed,
    nodes: scenario.nodes,
    operations: operationsOf(runInSimulation(scenario).log!),
    inSequence: false,
    network: source.network ?? {},
    faults: (source.faults as unknown as Given[]) ?? [],
    config: source.config ?? {},
    limits: source.limits ?? {},
  };
}

const frame = { name: 'frozen', system: 'mutex-ledger' };

describe('freezing', () => {
  test.each(['reference-contention', 'reference-slow-replies', 'reference-duplicates', 'reference-lost-requests'])(
    '%s: explicit operations give the very same run',
    (name) => {
      const scenario = withSeed(open(name), 5);
      const { log } = runInSimulation(scenario);
      const again = runInSimulation(scenarioOf(frame, caseOf(scenario)));
      expect(Array.from(again.log!.time)).toEqual(Array.from(log!.time));
      expect(deliveryOrder(again.log!)).toBe(deliveryOrder(log!));
    },
  );

  test.each(['reference-slow-replies', 'reference-duplicates', 'reference-lost-requests'])(
    '%s: without chance, and with what became of each message spelt out, all goes the same way',
    (name) => {
      const scenario = withSeed(open(name), 5);
      const draft = caseOf(scenario);
      const noLag = { ...draft, network: { ...draft.network, inbox: '0ms' } };
      const { log } = runInSimulation(scenarioOf(frame, noLag));
      const faults = fatesOf(log!, 0);
      const again = runInSimulation(scenarioOf(frame, { ...noLag, seed: 77, network: { inbox: '0ms' }, faults }));
      expect(deliveryOrder(again.log!)).toBe(deliveryOrder(log!));
      expect(again.log!.kind.filter((kind) => kind === again.log!.kindOf('relay', 'drop'))).toHaveLength(
        log!.kind.filter((kind) => kind === log!.kindOf('relay', 'drop')).length,
      );
    },
  );

  test('what a partition holds back from a client is spelt out too', () => {
    const scenario = parseScenario(
      `scenario: cut off
system: mutex-ledger
steps:
  - {client: c1, at: n1, do: {transfer: {to: n2, amount: 1}}}
network: {inbox: 0ms}
faults:
  - {at: 0ms, for: 40ms, partition: [[c1], [n1]]}
`,
      'cut.yaml',
      SCENARIO_WORLD,
    );
    const { log } = runInSimulation(scenario);
    const faults = fatesOf(log!, 0);
    expect(faults).toEqual([{ when: { message: 'transfer', from: 'c1', to: 'n1', nth: 1 }, delay: '40ms' }]);
    const again = runInSimulation(scenarioOf(frame, { ...caseOf(scenario), faults }));
    expect(deliveryOrder(again.log!)).toBe(deliveryOrder(log!));
  });

  test('faults that were drawn at random are spelt out with their times', () => {
    const text = `scenario: at random
system: mutex-ledger
workload: {clients: 3, operations: 20}
network: {delay: {exponential: 3ms}}
faults:
  - {at: 0ms, random: {every: 20ms, of: {pause: 1, partition: 1}, for: 10ms}}
`;
    const { log } = runInSimulation(parseScenario(text, 'random.yaml', SCENARIO_WORLD));
    const source = [
      { at: '0ms', random: {} },
      { at: '5ms', pause: 'n1' },
    ];
    const [kept, ...drawn] = plannedFaults(source, log!);
    expect(kept).toEqual(source[1]);
    expect(drawn.length).toBeGreaterThan(2);
    expect(drawn.map(({ at }) => at)).toEqual(drawn.map((_, i) => `${20 * (i + 1)}ms`));
    expect(drawn.every((one) => 'pause' in one || 'partition' in one)).toBe(true);
    expect(drawn.slice(0, -1).every((one) => one.for === '10ms')).toBe(true);
  });

  test('durations', () => {
    expect([0, 1, 1_500_000, 2e6, 12_345_678_901].map(spellDuration)).toEqual([
      '0ms',
      '0.000001ms',
      '1.5ms',
      '2ms',
      '12345.678901ms',
    ]);
  });
});

describe('shrinking', () => {
  test.each([
    ['reference-slow-replies', 'stale-replies', 'mutual-exclusion/stale-reply', 1, 0],
    ['reference-contention', 'fork-relinked', 'replica-agreement/fork', 2, 1],
    ['reference-retried-transfer', 'retry-applied-again', 'exactly-once/twice', 1, 1],
  ])('%s with %s is small afterwards, and still breaks %s', (name, mutant, rule, operations, faults) => {
    const scenario = firstFailing(name, mutant, rule);
    const shrunk = shrink(scenario, rule)!;
    expect(shrunk.operations).toBeLessThanOrEqual(operations + 1);
    expect(shrunk.faults).toBeLessThanOrEqual(faults);
    expect(shrunk.from).toBeGreaterThanOrEqual(40);
    expect(shrink(scenario, rule)).toEqual(shrunk);
    const text = textOf(shrunk, scenario);
    const small = parseScenario(text, 'small.yaml', SCENARIO_WORLD);
    expect(small.expect).toEqual({ fail: expect.arrayContaining([rule]) });
    expect(runInSimulation(small).asExpected).toBe(true);
    expect(text.split('\n').length).toBeLessThan(20);
  });

  test('what does not fail cannot be shrunk', () => {
    expect(shrink(open('reference-original-example'), 'mutual-exclusion/overlap')).toBeUndefined();
  });
});

function firstFailing(name: string, mutant: string, rule: string): Scenario {
  for (let seed = 1; seed < 100; seed++) {
    const scenario = planted(name, mutant, seed);
    const { checks } = runInSimulation(scenario);
    if (checks.some(({ checker, violations }) => violations.some((one) => `${checker}/${one.rule}` === rule)))
      return scenario;
  }
  throw new Error(`${mutant} does not fail in ${name}`);
}
