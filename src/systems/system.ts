import type { SystemSpec } from '../history/header.js';
import type { NodeProgram } from '../node/program.js';
import type { Operation } from '../workload/operation.js';

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
