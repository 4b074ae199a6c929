import type { Step } from '../contract/verdict.js';

/** One snapshot as it is found in the history. Rows are -1 and numbers NaN where there was none. Channels: `from * nodes + to`. */
export interface Snapshot {
  readonly name: string;
  /** Its place in the list of all. */
  readonly number: number;
  /** Row of the first request to begin it; of the answer to it, unless that is an error; of its first event of whatever kind; of its last record or end of a channel. */
  begun: number;
  accepted: number;
  first: number;
  last: number;
  /** By node: the first request to begin that it consumed and did not refuse, and its first marker: when, and its traffic till then. */
  readonly asked: Trigger;
  readonly reached: Trigger;
  /** By node: row of its record, what it recorded, what it should have. */
  readonly record: Int32Array;
  readonly balance: Float64Array;
  readonly replayed: Float64Array;
  /** By channel: transfers sent before the sender's cut; consumed before the receiver's, and those out of order. */
  readonly sent: Int32Array;
  readonly consumed: Int32Array;
  readonly beyond: Map<number, readonly number[]>;
  /** Channels of which nobody knows what had been consumed at the receiver's cut. */
  readonly blurred: Set<number>;
  /** By channel: row of the marker, whether it was delivered, whether it came (was consumed, as far as that is known). */
  readonly marker: Int32Array;
  readonly markerDelivered: Uint8Array;
  readonly markerCame: Uint8Array;
  /** By channel: row of the end of its recording, and the amount recorded. */
  readonly closed: Int32Array;
  readonly amount: Float64Array;
  /** Channels that need no further reason to be wrong. */
  readonly excused: Set<number>;
  /** Ends of channels that could not be judged when they came. */
  readonly pending: number[];
  readonly told: Told[];
  readonly problems: Problem[];
  /** Whether a transfer may be in a receiver's state that was sent after the sender's cut, and nobody knows. */
  uncertainCut: boolean;
  records: number;
}

/** By node: row of an event, or -1, and how many transfers the node had sent and consumed by then. */
export interface Trigger {
  readonly row: Int32Array;
  readonly traffic: Int32Array;
}

/** What a client was told by the operation that collects. */
export interface Told {
  row: number;
  node: number;
  balance: number;
  channels: { from: string; amount: number }[];
}

/** Something that is wrong, unless a fault explains it. */
export interface Problem {
  rule: string;
  summary: string;
  steps: Step[];
}

/** Notes a problem; `excuses`: a channel that needs no further reason to be wrong. */
export function blame(snapshot: Snapshot, rule: string, summary: string, steps: Step[], excuses = -1): void {
  snapshot.problems.push({ rule, summary, steps });
  if (excuses >= 0) snapshot.excused.add(excuses);
}

export function newSnapshot(name: string, number: number, nodes: number): Snapshot {
  const channels = nodes * nodes;
  return {
    name,
    number,
    begun: -1,
    accepted: -1,
    first: -1,
    last: -1,
    asked: { row: new Int32Array(nodes).fill(-1), traffic: new Int32Array(nodes) },
    reached: { row: new Int32Array(nodes).fill(-1), traffic: new Int32Array(nodes) },
    record: new Int32Array(nodes).fill(-1),
    balance: new Float64Array(nodes).fill(Number.NaN),
    replayed: new Float64Array(nodes).fill(Number.NaN),
    sent: new Int32Array(channels).fill(-1),
    consumed: new Int32Array(channels).fill(-1),
    beyond: new Map(),
    blurred: new Set(),
    marker: new Int32Array(channels).fill(-1),
    markerDelivered: new Uint8Array(channels),
    markerCame: new Uint8Array(channels),
    closed: new Int32Array(channels).fill(-1),
    amount: new Float64Array(channels).fill(Number.NaN),
    excused: new Set(),
    pending: [],
    told: [],
    problems: [],
    uncertainCut: false,
    records: 0,
  };
}
