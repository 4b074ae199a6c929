import type { PlannedFault } from '../faults/fault.js';
import type { Span } from '../node/span.js';

/** A scenario after validation: nothing left to look up, durations in nanoseconds, defaults filled in. */
export interface Scenario {
  /** Its title. */
  name: string;
  /** Where it came from, for messages; never part of a simulated history. */
  file: string;
  system: string;
  seed: number;
  host: 'any' | 'sim' | 'nats';
  nodes: PlannedNode[];
  /** The system's configuration, complete and checked against specs/<system>. */
  config: Record<string, unknown>;
  /** Exactly one of the two. */
  workload?: Workload;
  steps?: Step[];
  finally?: FinalState[];
  /** `inbox`: the longest time in ns that a simulated node leaves a message in its inbox. */
  network: { delay: Span; order: 'fifo' | 'any'; loss: number; duplicate: number; inbox: number };
  faults: PlannedFault[];
  /** Checks to run; `named` false: they come from the spec's default list. */
  checks: { name: string; options: Record<string, unknown>; named: boolean }[];
  expect: Expectation;
  limits: Limits;
  /** The document as parsed, for the history's header. */
  source: unknown;
}

export interface PlannedNode {
  id: string;
  run: NodeRun;
}

export type NodeRun = { reference: true } | { mutant: string } | { command: string[] };

export interface Workload {
  clients: number;
  /** Over all clients. */
  operations: number;
  /** Weights by the name of an operation of the system. */
  mix: Record<string, number>;
  /** Smallest and largest amount of a drawn operation. */
  amount: [number, number];
  /** Pause of a client between a completion and its next operation. */
  think: Span;
  /** How a client finds its node: one of its own (the i-th client at the i-th node), or another for each operation. */
  route: 'own' | 'any';
}

export type Step = OperationStep | { together: OperationStep[] } | { until: 'settled' } | { wait: number };

export interface OperationStep {
  client: string;
  at: string;
  operation: string;
  arguments: Record<string, unknown>;
  /** In a group: ns from its beginning, or as soon after as the client is free; absent: at once. */
  after?: number;
  /** A name for it in messages. */
  as?: string;
  expect?: Allowed[];
  /** line:column of the step, for messages. */
  where: string;
}

/** One allowed outcome: a word (`ok`, `refused`, `fail`, `info`), or values of the result. */
export type Allowed = { outcome: string } | { values: Record<string, ValueRule> };

export type ValueRule =
  | { equals: string | number | boolean }
  | { between: [number, number] }
  | { oneOf: (string | number)[] };

/** Balances by account; accounts not named are free. */
export interface FinalState {
  balances: Record<string, ValueRule>;
  where: string;
}

export type Expectation = { verdict: 'pass' | 'unknown' } | { fail: string[] };

export interface Limits {
  /** Nanoseconds without news before the system counts as settled. */
  quiet: number;
  /** The longest a run may take until it has settled. */
  settle: number;
  /** After this long without a reply an operation is `info`. */
  timeout: number;
  /** A node that has not answered `init` by then has not started. */
  start: number;
}
