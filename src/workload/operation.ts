import type { Body } from '../node/message.js';

/** What a client can ask of a system. */
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
