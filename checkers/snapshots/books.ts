import type { History } from '../../src/history/history.js';
import { createChannels } from './channels.js';
import type { Snapshot } from './snapshot.js';
import { noStrikes, type Strikes } from './strikes.js';

/** All that the pass through the history has gathered. Nodes are numbered as in the header. */
export interface Books {
  readonly history: History;
  readonly nodes: readonly string[];
  readonly channels: ReturnType<typeof createChannels>;
  readonly snapshots: Snapshot[];
  readonly strikes: Strikes;
  /** By node: row of its report that it takes part; row of the first message it consumed from each other node, or -1. */
  readonly joined: Int32Array;
  readonly heard: Int32Array;
  /** Row of the first operation of a client, or -1. */
  firstAsked: number;
  /** By node: whether its consumption is known; whether it tells of each message that it takes, and may let them wait. */
  readonly exact: Uint8Array;
  readonly lets: Uint8Array;
  /** Row of the first event of a snapshot that lacks its fields, or -1. */
  malformed: number;
  /** Transfers of which every copy was lost: rows of their sends. */
  readonly lost: Set<number>;
  /** By node: what it holds by its transfers so far, and how many it has sent and consumed. */
  readonly balances: Float64Array;
  readonly traffic: Int32Array;
  readonly counts: Record<'snapshots' | 'records' | 'markers' | 'transfers' | 'crossed' | 'told', number>;
}

export function createBooks(history: History): Books {
  const { nodes } = history.header;
  const width = nodes.length;
  return {
    history,
    nodes,
    channels: createChannels(width),
    snapshots: [],
    strikes: noStrikes(),
    joined: new Int32Array(width).fill(-1),
    heard: new Int32Array(width * width).fill(-1),
    firstAsked: -1,
    exact: new Uint8Array(width).fill(1),
    lets: new Uint8Array(width),
    malformed: -1,
    lost: new Set(),
    balances: Float64Array.from(nodes, (node) => history.header.accounts[node] ?? Number.NaN),
    traffic: new Int32Array(width),
    counts: { snapshots: 0, records: 0, markers: 0, transfers: 0, crossed: 0, told: 0 },
  };
}
