import type { SystemSpec } from '../history/header.js';
import type { Body } from '../node/message.js';
import type { NodeProgram } from '../node/program.js';

/** A system under test that comes with us: a record, not a subclass. */
export interface System<Config = Record<string, unknown>> {
  name: string;
  says: string;
  /** specs/<system>/spec.json. */
  spec: SystemSpec;
  /** JSON Schema of `config` in a scenario. */
  configSchema: object;
  /** Fills in defaults; throws ConfigError where the values make no sense together. */
  configure(given: Record<string, unknown>, nodes: readonly string[]): Config;
  /** Every account and its money at the start. */
  accounts(config: Config, nodes: readonly string[]): Record<string, number>;
  program: NodeProgram<Config>;
  mutants: Record<string, Mutant<Config>>;
  operations: Record<string, Operation>;
  /** Reads an original input file; absent where the system has none. */
  readInput?(text: string, file: string): OriginalInput;
}

/** The reference with one decision replaced by a real bug. */
export interface Mutant<Config = Record<string, unknown>> {
  program: NodeProgram<Config>;
  /** What the bug was, and where such a one was seen. */
  bug: string;
  /** Exactly the rules it breaks, as checker/rule. */
  kills: readonly string[];
  /** Why it needs a hand-aimed fault, if it does. */
  aimed?: string;
}

/** What a client can ask for. */
export interface Operation {
  says: string;
  /** JSON Schema of its arguments as a scenario's step gives them. */
  arguments: object;
  /** Draws arguments for a workload. */
  draw(choice: OperationChoice): Record<string, unknown>;
  /** The request, without msg_id. `tx` is the operation's transaction id. */
  request(args: Record<string, unknown>, tx: string): Body;
  /** Reads a reply that is not an error; undefined: it is no legal answer to this operation. */
  outcome(reply: Body): Outcome | undefined;
}

export interface OperationChoice {
  /** The node asked. */
  at: string;
  nodes: readonly string[];
  amount: readonly [number, number];
  /** A number in [0, 1), keyed by purpose and operation. */
  draw(purpose: string): number;
}

/** `ok` with what was learnt. A refusal is ok: it is a read. `result.result` says `applied`, `refused` or `read`. */
export interface Outcome {
  result: Record<string, unknown>;
}

/** An original input, as operations and prints. */
export interface OriginalInput {
  nodes: string[];
  config: Record<string, unknown>;
  /** Done one after the other. */
  commands: OriginalCommand[];
}

export type OriginalCommand =
  | { do: { at: string; operation: string; arguments: Record<string, unknown> }; line: number }
  | { wait: number; line: number }
  /** Prints what the original would print now, from what the nodes have reported so far. */
  | { print: string; node?: string; line: number };

export class ConfigError extends Error {
  constructor(
    message: string,
    readonly path: readonly (string | number)[] = [],
  ) {
    super(message);
    this.name = 'ConfigError';
  }
}
