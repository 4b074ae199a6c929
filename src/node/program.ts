import type { Disk } from './disk.js';
import type { Body, Fields, Message } from './message.js';

/**
 * A node, written once for every host: a function of its context and configuration, state in its closure. Handlers
 * are synchronous. The context is the only way out: no clock, dice, timers or promises besides it.
 */
export type NodeProgram<Config> = (node: NodeContext, config: Config) => Handlers;

/** What to do with a message, by its type. A type without a handler is answered with error 10 if it has a msg_id. */
export type Handlers = Record<string, (message: Message) => void>;

export interface NodeContext {
  readonly id: string;
  /** All other nodes, in the order of the scenario. */
  readonly peers: readonly string[];
  /** Sends a message; gives it the next msg_id of this life unless the body has one, and returns that id. */
  send(dest: string, body: Body): number;
  /** Answers a request: its msg_id becomes in_reply_to. */
  reply(request: Message, body: Body): void;
  /** Calls `action` once after `ms` milliseconds of real or virtual time; the firing is recorded first. */
  after(ms: number, action: () => void): Timer;
  /** Nanoseconds by this node's own clock, which may be skewed. */
  now(): number;
  /** A number in [0, 1) from the seed. */
  random(): number;
  /** Reports a local event; it leaves before the message that follows it. */
  record(kind: string, fields?: Fields): void;
  /**
   * From now on messages of these types count as consumed only when the program hands them to the function that this
   * gives: for nodes that take what has arrived in an order of their own. To be called once, at the start. Such a
   * life reports `recv` for every message that it consumes, of whatever type.
   */
  keep(types: readonly string[]): (message: Message) => void;
  /** All that it keeps from one life to the next. */
  readonly disk: Disk;
}

export interface Timer {
  cancel(): void;
}

/** What a node receives in `init`, before anything else. */
export interface Init<Config = Record<string, unknown>> {
  node_id: string;
  node_ids: string[];
  config: Config;
  seed: number;
}
