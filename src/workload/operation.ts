import type { Body } from '../node/message.js';

/** What a client can ask of a system. */
export interface Operation {
  says: string;
  /** JSON Schema of its arguments as a scenario's step gives them. */
  arguments: object;
  /** Draws arguments for a workload. */
  draw(choice: OperationChoice): Record<string, unknown>;
  /** The request, without msg_id. `tx` is the operation's transaction id. */
  request(args: Record<string, unknown>, tx: string, memory: Memory): Body;
  /** Reads a reply that is not an error; undefined: it is no legal answer to this operation. */
  outcome(reply: Body, memory: Memory): Outcome | undefined;
}

/**
 * What a client keeps in mind from one operation of its session to the next, such as a clock or what it has read.
 * Operations read and change it; a new session begins with an empty one.
 */
export type Memory = Record<string, unknown>;

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
