import { minimalHeader } from '../../src/history/files/from-lines.js';
import type { Header, SystemSpec } from '../../src/history/header.js';
import type { Recorder } from '../../src/history/recorder.js';
import { recorded } from '../recorded.js';

const NODES = ['n1', 'n2', 'n3'];
const CLIENTS = 500;
/** Writes that a branch may lag behind the newest. */
const LAG = 12;

/** A participant: its numbers, its clock, and a branch's state. */
interface Party {
  name: string;
  seq: number;
  msgId: number;
  deliveries: number;
  clock: number;
  seen: number[];
  balance: number;
}

interface Write {
  by: number;
  seq: number;
  tx: string;
  change: number;
}

/**
 * The pinned generator: customers move between branches that pass their deposits and withdrawals on to each other, in
 * the order of acceptance and some writes late; each branch catches up with what its customer knows before it answers.
 */
export function generateBranches(events: number): Uint8Array {
  const clients = Array.from({ length: CLIENTS }, (_, k) => `c${k + 1}`);
  return recorded(events, header(clients), (recorder) => {
    const play = createPlay(recorder, clients);
    while (recorder.count + 60 <= events) play();
  });
}

function header(clients: string[]): Header {
  const base = minimalHeader();
  const clocked = (from: 'client' | 'node') => ({
    says: 'a message with a clock',
    from,
    to: 'node' as const,
    body: { type: 'object', required: ['clock'], properties: { clock: { type: 'integer' } } },
  });
  const spec: SystemSpec = {
    ...base.spec,
    observation: 'set',
    messages: { query: clocked('client'), deposit: clocked('client'), write: clocked('node') },
    lamportClock: { ticks: ['receive'], broadcast: 'own-ticks', receives: ['receive'] },
    writeSets: { apply: 'apply' },
    changes: { deposit: 1, withdraw: -1 },
  };
  return { ...base, spec, accounts: { bank: 1_000 }, nodes: NODES, clients };
}

/** Answers a function that plays one operation. */
function createPlay(recorder: Recorder, clients: readonly string[]): () => void {
  const party = (name: string): Party => ({
    name,
    seq: 0,
    msgId: 0,
    deliveries: 0,
    clock: 0,
    seen: NODES.map(() => 0),
    balance: 1_000,
  });
  const branches = NODES.map(party);
  const customers = clients.map(party);
  const operations = clients.map(() => 0);
  const writes: Write[] = [];
  /** By branch: how many of all writes it has applied. */
  const applied = NODES.map(() => 0);
  /** By customer: how many of all writes it has been shown. */
  const known = clients.map(() => 0);
  let state = 1;

  /** The generator's only dice: xorshift (Marsaglia 2003). */
  function below(n: number): number {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  }

  function send(
    from: Party,
    to: Party,
    type: string,
    fields: object,
    clock?: number,
    inReplyTo?: number,
  ): number | undefined {
    const seq = ++from.seq;
    const isClient = from.name[0] === 'c';
    // What is between branches needs no answer, and so no number.
    const msgId = isClient || to.name[0] === 'c' ? ++from.msgId : undefined;
    const body = JSON.stringify({ type, ...fields, clock, msg_id: msgId, in_reply_to: inReplyTo });
    const order = isClient ? {} : { seen: from.deliveries };
    const about = { v: 'relay' as const, k: 'send', node: from.name, life: 1, seq, to: to.name, type };
    recorder.record({ ...about, msgId, inReplyTo, clock, ...order, body });
    const delivery = ++to.deliveries;
    const where = { node: to.name, life: 1, delivery, from: from.name, fromLife: 1, fromSeq: seq };
    recorder.record({ v: 'relay', k: 'deliver', ...where });
    return msgId;
  }

  function local(branch: Party, k: string, body: object | undefined, fields: object): void {
    const about = { v: 'node' as const, k, node: branch.name, life: 1, seq: ++branch.seq, seen: branch.deliveries };
    recorder.record({ ...about, ...fields, body: body && JSON.stringify(body) });
  }

  function hear(branch: Party, clock: number): void {
    branch.clock = Math.max(branch.clock, clock) + 1;
    local(branch, 'receive', undefined, { clock: branch.clock });
  }

  function apply(branch: Party, { by, seq, tx, change }: Write): void {
    branch.seen[by] = seq;
    branch.balance += change;
    local(branch, 'apply', { by: NODES[by], seq, change, balance: branch.balance }, { tx });
  }

  /** Brings a branch on to the first `count` writes; each comes from the branch that accepted it. */
  function catchUp(b: number, count: number): void {
    for (; applied[b]! < count; applied[b]!++) {
      const write = writes[applied[b]!]!;
      if (write.by === b) continue;
      const [origin, branch] = [branches[write.by]!, branches[b]!];
      const { seq, change } = write;
      send(origin, branch, 'write', { seq, change }, ++origin.clock);
      hear(branch, origin.clock);
      apply(branch, write);
      send(branch, origin, 'got', { seq });
      // The origin looks whether it must send again.
      for (let n = 0; n < 6; n++) local(origin, 'timer', undefined, {});
    }
  }

  return () => {
    const c = below(clients.length);
    const b = below(NODES.length);
    const [customer, branch] = [customers[c]!, branches[b]!];
    const op = ++operations[c]!;
    const amount = 1 + below(9);
    const kind = ['query', 'deposit', 'withdraw', 'query'][below(4)]!;
    const tx = kind === 'query' ? undefined : `${customer.name}-${op}`;
    const asked = kind === 'query' ? { do: kind, at: branch.name } : { do: kind, at: branch.name, amount, tx };
    const who = { v: 'client' as const, node: customer.name, life: 1, op };
    recorder.record({ ...who, k: 'invoke', tx, body: JSON.stringify(asked) });
    const request = send(customer, branch, kind, { amount: tx && amount, tx }, ++customer.clock);
    hear(branch, customer.clock);
    catchUp(b, Math.max(known[c]!, writes.length - below(LAG)));
    let write: Write | undefined;
    if (tx !== undefined) {
      // An accepted write comes after all that its branch knows.
      catchUp(b, writes.length);
      write = { by: b, seq: branch.seen[b]! + 1, tx, change: kind === 'deposit' ? amount : -amount };
      writes.push(write);
      applied[b]!++;
      apply(branch, write);
    }
    known[c] = applied[b]!;
    const seen = Object.fromEntries(NODES.map((node, by) => [node, branch.seen[by]]));
    const about = write === undefined ? { result: 'read' } : { result: 'applied', tx, write: [NODES[b], write.seq] };
    const told = { ...about, balance: branch.balance, seen };
    send(branch, customer, 'told', told, undefined, request);
    recorder.record({ ...who, k: 'ok', body: JSON.stringify(told) });
  };
}
