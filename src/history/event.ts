/**
 * The vocabulary of a history: what one line after the header may say.
 *
 * A line is one flat JSON object; the names below are the names in the file. Who set a field matters more than
 * what it says: everything is the recorder's, except where a field is marked as a claim, which was copied out of
 * a payload and may be a lie. `body` is the payload itself, verbatim.
 */

/** Who saw the event. Taken from the subject it came by, never from a payload. */
export type Vantage = 'client' | 'relay' | 'node' | 'fault' | 'disk' | 'run';

/** What each vantage may report. A node names its own kinds (each system's spec lists them). */
export const KINDS = {
  client: ['invoke', 'ok', 'fail', 'info'],
  relay: ['send', 'deliver', 'hold', 'drop', 'garbled'],
  fault: ['begin', 'end', 'strike', 'missed'],
  disk: ['append', 'truncate', 'sync', 'failed', 'lost', 'torn', 'flipped'],
  run: ['start', 'ready', 'misbehaved', 'exit', 'crash', 'stop', 'settled', 'unsettled', 'healed', 'done', 'misprint'],
} as const satisfies Record<Exclude<Vantage, 'node'>, readonly string[]>;

/**
 * Local events that every node may report, whatever its system. Where a life of ours gives no Ts-Seen, they carry
 * `handed`: how many deliveries it had been handed by then.
 */
export const NODE_KINDS = {
  /** `{delivery}`: consumed this delivery, out of order. */
  recv: 'recv',
  /** `{timer}`: the n-th timer that this life armed has fired. */
  timer: 'timer',
  /** `{ns}`: what the node's clock showed when its program looked at it. */
  now: 'now',
  /** `{sync, error?}`: the n-th sync that this life asked for was over. */
  synced: 'synced',
} as const;

/** The name under which the harness itself sends `init`, `dump` and `outcome`. No node or client may bear it. */
export const HARNESS = 'harness';

/** Ids of nodes, clients and kinds of local events. */
export const ID_PATTERN = /^[a-z][a-z0-9-]{0,31}$/;

/** One event as it is handed to the recorder, which adds `i` (contiguous index) and `t` (ns since the start). */
export interface EventLine {
  v: Vantage;
  k: string;
  /** The participant whose event this is: the sender, the receiver, the client, the node. Absent for the run's own. */
  node?: string;
  /** Its life (incarnation), from 1. For a client: its process, which ends with every `info`. */
  life?: number;
  /** `send`, `garbled`, node events: the arrival number in this life, from 1, contiguous over all three. */
  seq?: number;
  /** `send`, `garbled`: where to. */
  to?: string;
  /** Claims of a `send`, copied out of its body. */
  type?: string;
  msgId?: number;
  inReplyTo?: number;
  /** Claims that a `send` and a node event may carry. */
  clock?: number;
  tx?: string;
  /** `Ts-Seq`, written only where it differs from `seq`. */
  claimedSeq?: number;
  /** `Ts-Seen`: this delivery and all before it had been consumed. */
  seen?: number;
  /** `deliver`: the delivery's number in the receiver's life, from 1. */
  delivery?: number;
  /** `deliver`, `hold`, `drop`: whose message, by the coordinates of its send. */
  from?: string;
  fromLife?: number;
  fromSeq?: number;
  /** `deliver`, `drop`: which copy, when the message was duplicated; 0 is the original and is not written. */
  copy?: number;
  /** Client events: the operation's number for this client, from 1, over all its lives. */
  op?: number;
  /** `fault`: the fault's number in the scenario, from 1. */
  fault?: number;
  /** `hold`, `drop`, `garbled`, `exit`, `fail`, `info`: why, in a word or a short sentence. */
  why?: string;
  /** JSON text of one object: a message's body, a local event's fields, an operation with its arguments or result. */
  body?: string | Uint8Array;
  /** `garbled`: the payload in base64, cut at a limit. */
  raw?: string;
}
