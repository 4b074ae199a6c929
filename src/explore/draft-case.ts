import { SCENARIO_WORLD } from '../run/open-scenario.js';
import { parseScenario } from '../scenario/parse.js';
import type { NodeRun, PlannedNode, Scenario } from '../scenario/scenario.js';

/** A failing scenario while it is being shrunk: everything explicit, so that it can be deleted piece by piece. */
export interface Case {
  seed: number;
  nodes: readonly PlannedNode[];
  operations: readonly PlannedOperation[];
  /** One after the other, each when the one before has ended; else each at its own time. */
  inSequence: boolean;
  /** These as a scenario spells them. */
  network: Given;
  faults: readonly Given[];
  config: Given;
  limits: Given;
}

export type Given = Readonly<Record<string, unknown>>;

export interface PlannedOperation {
  client: string;
  at: string;
  operation: string;
  arguments: Given;
  /** ns from the start of the workload. */
  after: number;
}

/** What stays as it is. */
export interface Frame {
  name: string;
  system: string;
  checks?: unknown;
}

/** The case as the document of a scenario. */
export function documentOf(frame: Frame, { seed, nodes, operations, inSequence, ...rest }: Case): Given {
  const steps = operations.map((operation) => stepOf(operation, inSequence));
  const full = (part: Given | readonly Given[]): boolean => Object.keys(part).length > 0;
  return {
    scenario: frame.name,
    system: frame.system,
    seed,
    host: 'sim',
    nodes: nodesOf(nodes),
    ...(full(rest.config) && { config: rest.config }),
    steps: inSequence || steps.length === 1 ? steps : [{ together: steps }],
    ...(full(rest.network) && { network: rest.network }),
    ...(full(rest.faults) && { faults: rest.faults }),
    ...(frame.checks !== undefined && { checks: frame.checks }),
    ...(full(rest.limits) && { limits: rest.limits }),
  };
}

/** The case as a scenario that can run. Throws ScenarioError where it makes no sense. */
export function scenarioOf(frame: Frame, draft: Case): Scenario {
  return parseScenario(JSON.stringify(documentOf(frame, draft)), frame.name, SCENARIO_WORLD);
}

/** Nanoseconds as a scenario spells them. */
export function spellDuration(ns: number): string {
  const [whole, part] = [
    Math.floor(ns / 1e6),
    String(ns % 1e6)
      .padStart(6, '0')
      .replace(/0+$/, ''),
  ];
  return part === '' ? `${whole}ms` : `${whole}.${part}ms`;
}

function stepOf({ client, at, operation, arguments: args, after }: PlannedOperation, inSequence: boolean): Given {
  const what = Object.keys(args).length === 0 ? operation : { [operation]: args };
  return { client, at, ...(!inSequence && after > 0 && { after: spellDuration(after) }), do: what };
}

/** What most nodes run is said once. */
function nodesOf(nodes: readonly PlannedNode[]): Given {
  const spelt = nodes.map(({ run }) => JSON.stringify(run));
  const count = (text: string): number => spelt.filter((other) => other === text).length;
  const usual = spelt.reduce((most, text) => (count(text) > count(most) ? text : most));
  const others = nodes.filter((_, i) => spelt[i] !== usual);
  const run = runOf(JSON.parse(usual));
  return {
    count: nodes.length,
    ...(run !== 'reference' && { run }),
    ...Object.fromEntries(others.map((node) => [node.id, { run: runOf(node.run) }])),
  };
}

function runOf(run: NodeRun): unknown {
  return 'reference' in run ? 'reference' : run;
}
