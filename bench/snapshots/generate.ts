import { minimalHeader } from '../../src/history/files/from-lines.js';
import type { Header, SystemSpec } from '../../src/history/header.js';
import type { Recorder } from '../../src/history/recorder.js';
import { chanceOf, integerIn, sequence } from '../../src/node/chance.js';
import { recorded } from '../recorded.js';

const NODES = 16;
const INITIAL = 1_000_000;
/** Of a thousand steps: transfers, deliveries; the rest are other local events. */
const SEND = 300;
const DELIVER = 950;
/** Messages under way, on average, before deliveries are preferred. */
const CROWD = 200;
/** Steps between the beginnings of two snapshots: several are under way at once. */
const BETWEEN = 900;

interface Message {
  from: number;
  seq: number;
  vector: number[];
  /** A transfer's name and amount, or a snapshot's. */
  tx?: string;
  amount: number;
  snapshot?: string;
}

interface Recording {
  open: Set<number>;
  content: { amount: number; transfers: string[] }[];
}

interface Node {
  name: string;
  seq: number;
  msgId: number;
  deliveries: number;
  vector: number[];
  balance: number;
  version: number;
  inbox: Message[];
  recordings: Map<string, Recording>;
}

/**
 * The pinned generator: a sealed history of exactly `events` events of 16 nodes that pay each other at random, carry
 * vector clocks with every message and event, and take one snapshot after the other, several at once. Messages to one
 * node are delivered in the order in which they were sent, so that they are in causal order as well.
 */
export function generateSnapshots(events: number): Uint8Array {
  return recorded(events, header(), (recorder) => play(recorder, events), false);
}

function play(recorder: Recorder, events: number): void {
  const draw = sequence(chanceOf(1, 'bench', 'snapshots'));
  const nodes = Array.from({ length: NODES }, (_, n): Node => newNode(n));
  let underWay = 0;
  let transfers = 0;
  let snapshots = 0;

  function clockOf(n: number): string {
    const { vector } = nodes[n]!;
    vector[n]!++;
    const parts: string[] = [];
    for (let k = 0; k < NODES; k++) if (vector[k]! > 0) parts.push(`"n${k + 1}":${vector[k]}`);
    return `"vclock":{${parts.join(',')}}`;
  }

  function local(n: number, k: string, fields: string, tx?: string): void {
    const node = nodes[n]!;
    const body = `{${fields},${clockOf(n)},"kind":"${k}"}`;
    recorder.record({ v: 'node', k, node: node.name, life: 1, seq: ++node.seq, tx, seen: node.deliveries, body });
  }

  function send(
    n: number,
    to: number,
    type: string,
    fields: string,
    message: Omit<Message, 'from' | 'seq' | 'vector'>,
  ): void {
    const node = nodes[n]!;
    const clock = clockOf(n);
    const msgId = ++node.msgId;
    const { tx } = message;
    const body = `{"type":"${type}",${fields},${clock},"msg_id":${msgId}}`;
    const at = { node: node.name, life: 1, seq: ++node.seq, to: nodes[to]!.name };
    recorder.record({ v: 'relay', k: 'send', ...at, type, msgId, tx, seen: node.deliveries, body });
    nodes[to]!.inbox.push({ ...message, from: n, seq: node.seq, vector: [...node.vector] });
    underWay++;
  }

  function pay(n: number): void {
    const node = nodes[n]!;
    const to = (n + integerIn(draw(), 1, NODES - 1)) % NODES;
    const amount = integerIn(draw(), 1, Math.min(100, node.balance));
    const tx = `c1-${++transfers}`;
    node.balance -= amount;
    local(n, 'debit', account(node, tx, amount), tx);
    send(n, to, 'Transfer', `"amount":${amount},"tx":"${tx}"`, { tx, amount });
  }

  function account(node: Node, tx: string, amount: number): string {
    const previous = node.version++;
    return `"tx":"${tx}","account":"${node.name}","amount":${amount},"previous":${previous},"version":${node.version},"balance":${node.balance}`;
  }

  function record(n: number, snapshot: string): Recording {
    const node = nodes[n]!;
    local(n, 'record', `"snapshot":"${snapshot}","balance":${node.balance}`);
    const others = nodes.keys();
    const recording: Recording = { open: new Set(others), content: nodes.map(() => ({ amount: 0, transfers: [] })) };
    recording.open.delete(n);
    node.recordings.set(snapshot, recording);
    for (let to = 0; to < NODES; to++) {
      if (to !== n) send(n, to, 'Marker', `"snapshot":"${snapshot}"`, { snapshot, amount: 0 });
    }
    return recording;
  }

  function begin(n: number): void {
    const node = nodes[n]!;
    const snapshot = `s${++snapshots}`;
    const body = `{"type":"snapshot","snapshot":"${snapshot}"}`;
    recorder.record({
      v: 'relay',
      k: 'send',
      node: 'c1',
      life: 1,
      seq: snapshots,
      to: node.name,
      type: 'snapshot',
      body,
    });
    node.deliveries++;
    const from = { from: 'c1', fromLife: 1, fromSeq: snapshots };
    recorder.record({ v: 'relay', k: 'deliver', node: node.name, life: 1, delivery: node.deliveries, ...from });
    record(n, snapshot);
  }

  function deliver(n: number): void {
    const node = nodes[n]!;
    const message = node.inbox.shift();
    if (message === undefined) return;
    underWay--;
    const from = { from: nodes[message.from]!.name, fromLife: 1, fromSeq: message.seq };
    recorder.record({ v: 'relay', k: 'deliver', node: node.name, life: 1, delivery: ++node.deliveries, ...from });
    for (let k = 0; k < NODES; k++) node.vector[k] = Math.max(node.vector[k]!, message.vector[k]!);
    if (message.snapshot === undefined) take(n, message);
    else close(n, message.from, message.snapshot);
  }

  function take(n: number, { from, tx, amount }: Message): void {
    const node = nodes[n]!;
    node.balance += amount;
    local(n, 'credit', account(node, tx!, amount), tx);
    for (const { open, content } of node.recordings.values()) {
      if (!open.has(from)) continue;
      content[from]!.amount += amount;
      content[from]!.transfers.push(tx!);
    }
  }

  function close(n: number, from: number, snapshot: string): void {
    const node = nodes[n]!;
    const recording = node.recordings.get(snapshot) ?? record(n, snapshot);
    const { amount, transfers: names } = recording.content[from]!;
    const list = names.map((name) => `"${name}"`).join(',');
    local(
      n,
      'channel',
      `"snapshot":"${snapshot}","from":"${nodes[from]!.name}","amount":${amount},"transfers":[${list}]`,
    );
    recording.open.delete(from);
    if (recording.open.size === 0) node.recordings.delete(snapshot);
  }

  // A step makes at most what a first marker makes: its delivery, a record, markers to all others, the end of a channel.
  const MOST = NODES + 4;
  for (let step = 1; recorder.count + MOST < events; step++) {
    const n = integerIn(draw(), 0, NODES - 1);
    const what = integerIn(draw(), 0, 999);
    if (step % BETWEEN === 0) begin(n);
    else if (what < SEND && underWay < CROWD) pay(n);
    else if (what < DELIVER) deliver(n);
    else local(n, 'idle', '"for":"a while"');
  }
}

function newNode(n: number): Node {
  return {
    name: `n${n + 1}`,
    seq: 0,
    msgId: 0,
    deliveries: 0,
    vector: new Array<number>(NODES).fill(0),
    balance: INITIAL,
    version: 0,
    inbox: [],
    recordings: new Map(),
  };
}

function header(): Header {
  const names = Array.from({ length: NODES }, (_, n) => `n${n + 1}`);
  const spec: SystemSpec = {
    ...minimalHeader().spec,
    transit: { message: 'Transfer', debit: 'debit', credit: 'credit' },
    snapshots: { begin: 'snapshot', marker: 'Marker', record: 'record', channel: 'channel', collect: 'collect' },
    delivery: { order: 'causal', messages: ['Transfer', 'Marker'] },
  };
  const accounts = Object.fromEntries(names.map((name) => [name, INITIAL]));
  return { ...minimalHeader(), spec, accounts, nodes: names, clients: ['c1'] };
}
