import type { EventLine } from '../history/event.js';
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
  /** Reads an original input file; absent where the system has none. Throws InputError. */
  readInput?(text: string, file: string): OriginalInput;
  /** The original's prints; absent where the system has none. */
  prints?(config: Config, nodes: readonly string[]): OriginalPrints;
  /**
   * Turns what somebody's own program printed for an original input into a history, as far as it can be seen from
   * outside: the lines of an unsealed log, its header first. Where the output does not even have the original's form, a
   * `misprint` of the run says so. Throws InputError where it cannot be read at all.
   */
  readOutput?(input: OriginalText, outputs: readonly OriginalText[]): string[];
}

/** A file as it was given: what it is called in messages, and its text. */
export interface OriginalText {
  file: string;
  text: string;
}

/** The reference with one decision replaced by a real bug. */
export interface Mutant<Config = Record<string, unknown>> {
  program: NodeProgram<Config>;
  /** What the bug was, and where such a one was seen. */
  bug: string;
  /** Exactly the rules it breaks, as checker/rule. */
  kills: readonly string[];
}

/** An original input, as operations and prints. */
export interface OriginalInput {
  nodes: string[];
  /** As a scenario would give it: `configure` completes it. */
  config: Record<string, unknown>;
  /** Done one after the other. */
  commands: OriginalCommand[];
}

export type OriginalCommand =
  | { do: OriginalOperation; line: number }
  /** Does nothing for that many nanoseconds. */
  | { wait: number; line: number }
  /** Done at once by different clients, those of one client in this order. */
  | { together: OriginalOperation[]; line: number }
  /** Waits until nothing is on its way any more. */
  | { settle: true; line: number }
  /** Prints what the original would print now, from what the nodes have reported so far. */
  | { print: string; node?: string; line: number };

export interface OriginalOperation {
  /** Who asks; absent: the client that sits at the node asked. */
  client?: string;
  at: string;
  operation: string;
  arguments: Record<string, unknown>;
}

/** What the original prints, line by line, as a fold over the events of a run. */
export interface OriginalPrints {
  /** At the start. */
  started(): string[];
  /** Takes in the next event of the history; prints nothing by itself. */
  observe(event: EventLine): void;
  /** When an operation has been answered: the result of an `ok`, or why there is none. */
  answered(operation: OriginalOperation, answer: { result: Record<string, unknown> } | { why: string }): string[];
  /** What a user of the original would look at in the end. */
  closing(): string[];
  /** At a `print` command. */
  print(what: string, node?: string): string[];
}

/** A mistake in an original input. The message opens with file:line. */
export class InputError extends Error {
  constructor(file: string, line: number, reason: string) {
    super(`${file}:${line}: ${reason}`);
    this.name = 'InputError';
  }
}

export class ConfigError extends Error {
  constructor(
    message: string,
    readonly path: readonly (string | number)[] = [],
  ) {
    super(message);
    this.name = 'ConfigError';
  }
}
