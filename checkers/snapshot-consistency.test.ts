import fc from 'fast-check';
import type { EventLine } from '../src/history/event.js';
import { historyFrom, minimalHeader } from '../src/history/files/from-lines.js';
import { snapshotConsistency } from './snapshot-consistency.js';

const NODES = ['n1', 'n2', 'n3'];
const INITIAL = 20;
const SPEC = {
  ...minimalHeader().spec,
  transit: { message: 'PAY', debit: 'debit', credit: 'credit' },
  snapshots: { begin: 'snapshot', marker: 'MARKER', record: 'record', channel: 'channel', collect: 'collect' },
};

interface Message {
  from: number;
  to: number;
  amount: number;
  /** Positions among the events of the sender and the receiver; -1: not consumed. */
  sent: number;
  taken: number;
}

/** A tiny run with one snapshot, in which nodes record when they like and may be off by a little. */
interface Run {
  lines: EventLine[];
  transfers: Message[];
  /** By node: what happened at it, as `node:position` of what its message came from, or '' for a local event. */
  events: string[][];
  /** By node: position of its record or -1, and what it recorded. */
  cuts: number[];
  balances: number[];
  /** What was recorded of a channel `to<from`: the transfers. */
  channels: Map<string, number[]>;
}

type Choice = [node: number, act: number, pick: number];

function play(script: readonly Choice[]): Run {
  const run: Run = {
    lines: [],
    transfers: [],
    events: [[], [], []],
    cuts: [-1, -1, -1],
    balances: [0, 0, 0],
    channels: new Map(),
  };
  const { lines, transfers, events, cuts } = run;
  const queues = new Map<string, { seq: number; transfer: number }[]>();
  const live = [INITIAL, INITIAL, INITIAL];
  const seqs = [0, 0, 0];
  const seen = [0, 0, 0];
  const marked = new Set<string>();

  function own(node: number, line: Omit<EventLine, 'v'> & { v: EventLine['v'] }): number {
    events[node]!.push('');
    lines.push({ ...line, node: NODES[node]!, seq: ++seqs[node]!, seen: seen[node]! });
    return events[node]!.length - 1;
  }

  function send(from: number, to: number, transfer: number, body: object): void {
    const type = transfer < 0 ? 'MARKER' : 'PAY';
    const tx = transfer < 0 ? undefined : `t-${transfer}`;
    const position = own(from, { v: 'relay', k: 'send', to: NODES[to]!, type, tx, body: JSON.stringify(body) });
    if (transfer >= 0) transfers[transfer]!.sent = position;
    const link = `${from}>${to}`;
    queues.set(link, [...(queues.get(link) ?? []), { seq: seqs[from]!, transfer }]);
  }

  function take(from: number, to: number, lie: number): void {
    const next = queues.get(`${from}>${to}`)?.shift();
    if (next === undefined) return;
    lines.push({ v: 'relay', k: 'deliver', node: NODES[to]!, from: NODES[from]!, fromSeq: next.seq });
    seen[to]!++;
    const position = own(to, { v: 'node', k: 'took' });
    if (next.transfer < 0) {
      marked.add(`${to}<${from}`);
      if (cuts[to]! >= 0) close(to, from, lie);
      return;
    }
    const transfer = transfers[next.transfer]!;
    transfer.taken = position;
    events[to]![position] = `${from}:${transfer.sent}`;
    live[to]! += transfer.amount;
  }

  function close(to: number, from: number, lie: number): void {
    const crossing = transfers.flatMap((t, n) =>
      t.from === from && t.to === to && t.taken > cuts[to]! && (cuts[from]! < 0 || t.sent < cuts[from]!) ? [n] : [],
    );
    const content = lie > 7 ? crossing.slice(1) : lie > 6 ? [...crossing, ...crossing] : crossing;
    run.channels.set(`${to}<${from}`, content);
    const amount = content.reduce((sum, n) => sum + transfers[n]!.amount, 0);
    const names = content.map((n) => `t-${n}`);
    const body = { snapshot: 's1', from: NODES[from], amount, transfers: names };
    own(to, { v: 'node', k: 'channel', body: JSON.stringify(body) });
  }

  function record(node: number, lie: number): void {
    run.balances[node] = live[node]! + (lie === 9 ? 1 : 0);
    const body = JSON.stringify({ snapshot: 's1', balance: run.balances[node] });
    cuts[node] = own(node, { v: 'node', k: 'record', body });
    for (let k = 1; k < 3; k++) send(node, (node + k) % 3, -1, { snapshot: 's1' });
    for (let from = 0; from < 3; from++) if (marked.has(`${node}<${from}`)) close(node, from, lie);
  }

  lines.push({ v: 'relay', k: 'send', node: 'c1', to: 'n1', type: 'snapshot', body: '{"snapshot":"s1"}' });
  for (const [node, act, pick] of script) {
    const other = (node + 1 + (pick % 2)) % 3;
    if (act < 35) {
      const amount = 1 + (pick % 3);
      live[node]! -= amount;
      const transfer = transfers.push({ from: node, to: other, amount, sent: -1, taken: -1 }) - 1;
      send(node, other, transfer, { amount });
    } else if (act < 80) take(other, node, pick);
    else if (cuts[node]! < 0) record(node, pick);
  }
  return run;
}

/** Whether the states recorded are a consistent cut: whatever happened before an event in it is in it as well. */
function isConsistent({ events, cuts }: Run): boolean {
  const isIn = (node: number, position: number) => cuts[node]! < 0 || position <= cuts[node]!;
  return cuts.every((cut, node) =>
    events[node]!.slice(0, cut + 1).every((cause) => {
      if (cause === '') return true;
      const [from, position] = cause.split(':').map(Number) as [number, number];
      return isIn(from, position);
    }),
  );
}

/** What is wrong with a run, by the definition: the rule, and the node or the channel. */
function mistakes(run: Run): string[] {
  const { cuts, transfers } = run;
  const found: string[] = isConsistent(run) ? [] : ['cut'];
  for (const [node, cut] of cuts.entries()) {
    if (cut < 0) continue;
    let due = INITIAL;
    for (const { from, to, amount, sent, taken } of transfers) {
      if (from === node && sent < cut) due -= amount;
      if (to === node && taken >= 0 && taken < cut) due += amount;
    }
    if (run.balances[node] !== due) found.push(`state ${NODES[node]}`);
  }
  for (const [channel, content] of run.channels) {
    const [to, from] = channel.split('<').map(Number) as [number, number];
    if (cuts[from]! < 0 || cuts[to]! < 0) continue;
    const due = transfers.flatMap((t, n) => {
      const isCrossing =
        t.from === from && t.to === to && t.sent < cuts[from]! && !(t.taken >= 0 && t.taken < cuts[to]!);
      return isCrossing ? [n] : [];
    });
    if (String(content) !== String(due)) found.push(`channel ${NODES[to]}<${NODES[from]}`);
  }
  return found.sort();
}

/** The same, as the checker says it. */
function told(run: Run): string[] {
  const accounts = Object.fromEntries(NODES.map((node) => [node, INITIAL]));
  const history = historyFrom({ spec: SPEC, accounts, nodes: NODES, clients: ['c1'] }, run.lines);
  const { violations } = snapshotConsistency.check(history, {});
  const found = violations.flatMap(({ rule, summary }) => {
    if (rule === 'cut') return ['cut'];
    if (rule === 'state') return [`state ${summary.slice(0, 2)}`];
    if (rule !== 'channel') return [];
    const [, to, from] = /^(n\d) recorded the channel from (n\d)/.exec(summary)!;
    return [`channel ${to}<${from}`];
  });
  return [...new Set(found)].sort();
}

test('cuts, states and channels are found wrong exactly where the definition says so', () => {
  const seen = { cut: 0, state: 0, channel: 0, none: 0 };
  const script = fc.array(fc.tuple(fc.nat(2), fc.nat(99), fc.nat(9)), { minLength: 20, maxLength: 36 });
  fc.assert(
    fc.property(script, (choices) => {
      const run = play(choices);
      const expected = mistakes(run);
      expect(told(run)).toEqual(expected);
      if (expected.length === 0) seen.none++;
      for (const mistake of expected) seen[mistake.split(' ')[0] as 'cut' | 'state' | 'channel']++;
    }),
    { seed: 1, numRuns: 600 },
  );
  expect(Object.values(seen).map((count) => count > 30)).toEqual([true, true, true, true]);
});
