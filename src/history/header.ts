/** The first line of a history: all that a checker must know and the events do not say. */

export const FORMAT = 1;

export interface Header {
  touchstone: 'history';
  format: typeof FORMAT;
  /** Version of the tool that wrote it. */
  tool: string;
  run: string;
  /** False in hand-written and imported logs, which have no checkpoints and are not incomplete for want of a seal. */
  sealed: boolean;
  host: 'sim' | 'nats' | 'import';
  system: string;
  /** The system's contract as data: see specs/<system>/spec.json. */
  spec: SystemSpec;
  /** The system's configuration as the nodes received it. */
  config: Record<string, unknown>;
  /** Every account and what it held at the start, in minor units. */
  accounts: Record<string, number>;
  nodes: string[];
  clients: string[];
  seed: number;
  /** Checks to run: `named` when the scenario asked for it by name. */
  checks: CheckRequest[];
  /** What the scenario's faults do to the links and nodes, so that checkers know which guarantees still hold. */
  conditions: Conditions;
  /** The scenario as resolved, for `replay`; null where there was none. */
  scenario: unknown;
  /** Whether the broker enforced who is who ("trusted": a user's own server). */
  identities: 'enforced' | 'trusted';
}

export interface CheckRequest {
  name: string;
  options: Record<string, unknown>;
  named: boolean;
}

/** Faults a scenario may inject, in the words of a spec's `tolerates`. */
export interface Conditions {
  loss: boolean;
  duplication: boolean;
  reordering: boolean;
  crashes: boolean;
}

/**
 * What checkers may know of a system, as data. Every section but the first six is optional; a checker that needs
 * one that is absent answers `unknown (unsupported)`.
 */
export interface SystemSpec {
  name: string;
  /** What a read tells: DESIGN's observation models. */
  observation: 'chain' | 'set' | 'balance-only';
  /** Message types by name: who may send it to whom and a JSON Schema of its body without type, msg_id, in_reply_to. */
  messages: Record<string, MessageSpec>;
  /** Local events by kind, with a JSON Schema of their fields. */
  events: Record<string, { says: string; fields: object }>;
  /** Message types that do not count as activity when a run settles. */
  background: string[];
  /** Faults under which the system still promises progress and final agreement. */
  tolerates: Conditions;
  /** Checks that run by default. */
  checks: string[];
  lamportClock?: LamportClockSpec;
  mutualExclusion?: MutualExclusionSpec;
  hashChain?: HashChainSpec;
  transit?: TransitSpec;
  snapshots?: SnapshotSpec;
  writeSets?: WriteSetSpec;
  /** Operations that change one account by their `amount`, and in which direction: `{deposit: 1, withdraw: -1}`. */
  changes?: Record<string, 1 | -1>;
  delivery?: DeliverySpec;
  totals?: TotalsSpec;
  /** Names by which faults may call whichever node it is at the time. */
  roles?: Record<string, RoleSpec>;
}

/** A node bears the role from the local event `gained` until it reports `lost`, or until its life ends. */
export interface RoleSpec {
  gained: string;
  lost: string;
}

export interface MessageSpec {
  says: string;
  from: 'node' | 'client' | 'any';
  to: 'node' | 'client' | 'any';
  /** The message type this answers (by in_reply_to), if it is a reply. */
  answers?: string;
  body: object;
}

/** Which events carry Lamport's clock, and what may be expected of it. */
export interface LamportClockSpec {
  /** Events that tick besides send and receive. */
  ticks: string[];
  /** Whether a restarted node may begin again at 0. */
  restart?: 'continues' | 'fresh';
  /** Whether the messages of one broadcast may share a tick, which is so unless said, or each has its own. */
  broadcast?: 'shared-tick' | 'own-ticks';
  /** Local events that tell a receive; their clock should be the higher of its own and the message's, plus 1. */
  receives?: string[];
}

/** Which local events mean what; each carries `{request}`: the number of the request in its node's life. */
export interface MutualExclusionSpec {
  request: string;
  enter: string;
  leave: string;
  /** Grants follow the order of (clock, node) of the requests, as in Lamport 1978; absent where they need not. */
  order?: 'lamport';
  /** Messages that ask for, grant and give back the critical section. */
  messages: { request: string; reply: string; release: string };
}

/** A block is a local event with the fields {height, prev, hash, from, to, amount, tx}. */
export interface HashChainSpec {
  append: string;
  /**
   * How a block's bytes are laid out before hashing: a named profile of the hash-chain checker. The configuration's key
   * `hashProfile`, where the system has one, goes before it, and an option of the check before both.
   */
  profile: string;
}

/**
 * Money that travels: it leaves its sender's account, is in flight with a message, and reaches its receiver's. A node's
 * account bears the node's name. The message carries `{amount, tx}`; the local events carry `{tx, account, amount,
 * previous, version, balance}`, the account as it is afterwards.
 */
export interface TransitSpec {
  message: string;
  debit: string;
  credit: string;
}

/** Distributed snapshots as of Chandy and Lamport 1985. Each snapshot has a name, `snapshot`, unique in the run. */
export interface SnapshotSpec {
  /** Request of a client that makes its receiver begin one: `{snapshot}`. */
  begin: string;
  /** Marker between nodes: `{snapshot}`. */
  marker: string;
  /** Local event: the node has recorded its state: `{snapshot, balance}`. */
  record: string;
  /** Local event: the recording of the channel from `from` is over: `{snapshot, from, amount, transfers: [tx, ...]}`, in order of arrival. */
  channel: string;
  /** Operation whose `ok` tells the node's part: `{snapshot, account, balance, channels: [{from, amount}, ...]}`. */
  collect: string;
  /** Local event by which a node begins to take part; absent: every node does from its start. */
  join?: string;
  script?: SnapshotScriptSpec;
}

/**
 * Operations by which clients alone drive nodes that consume nothing by themselves, one after the other: then what
 * clients are told decides whether the snapshots can be right, and nodes need report nothing.
 */
export interface SnapshotScriptSpec {
  /** `{balance}`: the node begins to take part; absent, or never done: every node does from its start. */
  create?: string;
  /** `{to, amount}`: answered `{result: 'applied' | 'refused'}`. */
  send: string;
  /** `{from?}`: consumes one message, of that sender or of any: `{from, message, amount?}`, `message` its type. */
  receive: string;
  /** Every node consumes until nothing is left anywhere, in any order. */
  drain: string;
}

/**
 * Writes that several nodes accept and pass on to each other. A write is named by the node that accepted it and its
 * number there, `(by, seq)`, without gaps. A set of writes is told as `seen: {<node>: <highest seq>, ...}`, all up to
 * that number, and `also: [[<node>, <seq>], ...]` for those beyond a gap (absent: none).
 *
 * Results of operations: `{result: 'applied', tx, account, write: [by, seq], balance, seen, also?}` (the state right
 * after the write, which is in it), `{result: 'read' | 'refused', account, balance, seen, also?}`. An entry of a dump
 * may tell `seen` and `also` beside its `version`, the number of writes that it reflects.
 */
export interface WriteSetSpec {
  /** Local event: the node has applied a write, its own or another's: `{by, seq, tx, account, change, balance}`. */
  apply: string;
}

/**
 * Operations that tell the balances of all accounts at once, of which nothing else is known than what they add up to.
 * The configuration may say `totalAmount` (else the first read does), and `negativeBalances: true` allows them.
 */
export interface TotalsSpec {
  /** Operation whose `ok` tells `{balances: {<account>: <amount or null>, ...}}`. */
  read: string;
  /** Operation with the arguments `{from, to, amount}`. */
  transfer: string;
}

/** In which order messages of some types reach the application. */
export interface DeliverySpec {
  order: 'fifo' | 'causal' | 'total';
  messages: string[];
  /** Local event by which a message reaches the application; absent: when it is consumed. */
  deliver?: string;
  /**
   * Fields that the body of the message and the `deliver` event share, and that name the message however often it is
   * sent; absent: each send is a message of its own.
   */
  id?: string[];
}
