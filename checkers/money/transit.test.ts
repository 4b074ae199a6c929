import fc from 'fast-check';
import type { EventLine } from '../../src/history/event.js';
import { historyFrom, minimalHeader } from '../../src/history/files/from-lines.js';
import { transitMoney } from './transit.js';

const NODES = ['n1', 'n2', 'n3'];
const INITIAL = 50;
const SPEC = { ...minimalHeader().spec, transit: { message: 'PAY', debit: 'debit', credit: 'credit' } };

/** Mistakes that a node may make with a transfer. */
const BUGS = ['not debited', 'debited twice', 'not sent', 'sent twice', 'more sent', 'not credited'] as const;
const MORE_BUGS = ['credited twice', 'more credited', 'wrong balance', 'credited too early'] as const;
type Bug = 'none' | (typeof BUGS)[number] | (typeof MORE_BUGS)[number];

interface Payment {
  from: number;
  hop: number;
  amount: number;
  bug: Bug;
  /** How many messages are delivered before the next payment. */
  delivers: number;
}

const payment: fc.Arbitrary<Payment> = fc.record({
  from: fc.nat(2),
  hop: fc.integer({ min: 1, max: 2 }),
  amount: fc.integer({ min: 1, max: 5 }),
  bug: fc.oneof({ weight: 8, arbitrary: fc.constant('none' as const) }, fc.constantFrom(...BUGS, ...MORE_BUGS)),
  delivers: fc.nat(2),
});

/** What the nodes report and send; everything is delivered in the end, and they come to rest. */
function play(payments: readonly Payment[]): EventLine[] {
  const lines: EventLine[] = [];
  const balances = NODES.map(() => INITIAL);
  const versions = NODES.map(() => 0);
  const seqs = NODES.map(() => 0);
  const seen = NODES.map(() => 0);
  const underWay: { from: number; to: number; seq: number; tx: string; amount: number; bug: Bug }[] = [];

  function own(node: number, line: EventLine): void {
    lines.push({ ...line, node: NODES[node]!, seq: ++seqs[node]!, seen: seen[node]! });
  }

  function change(node: number, k: 'debit' | 'credit', tx: string, amount: number, off = 0): void {
    balances[node]! += k === 'debit' ? -amount : amount;
    const previous = versions[node]!++;
    const fields = {
      tx,
      account: NODES[node],
      amount,
      previous,
      version: versions[node],
      balance: balances[node]! + off,
    };
    own(node, { v: 'node', k, tx, body: JSON.stringify(fields) });
  }

  function deliver(): void {
    const message = underWay.shift();
    if (message === undefined) return;
    const { from, to, seq, tx, amount, bug } = message;
    lines.push({ v: 'relay', k: 'deliver', node: NODES[to]!, from: NODES[from]!, fromSeq: seq });
    seen[to]!++;
    own(to, { v: 'node', k: 'took' });
    if (bug === 'not credited' || bug === 'credited too early') return;
    change(to, 'credit', tx, amount + (bug === 'more credited' ? 1 : 0));
    if (bug === 'credited twice') change(to, 'credit', tx, amount);
  }

  for (const [n, { from, hop, amount, bug, delivers }] of payments.entries()) {
    const to = (from + hop) % 3;
    const tx = `t-${n}`;
    if (bug !== 'not debited') change(from, 'debit', tx, amount, bug === 'wrong balance' ? 1 : 0);
    if (bug === 'debited twice') change(from, 'debit', tx, amount);
    if (bug === 'credited too early') change(to, 'credit', tx, amount);
    for (let k = bug === 'not sent' ? 1 : 0; k < (bug === 'sent twice' ? 2 : 1); k++) {
      const sent = amount + (bug === 'more sent' ? 1 : 0);
      own(from, { v: 'relay', k: 'send', to: NODES[to]!, type: 'PAY', tx, body: JSON.stringify({ tx, amount: sent }) });
      underWay.push({ from, to, seq: seqs[from]!, tx, amount: sent, bug });
    }
    for (let k = 0; k < delivers; k++) deliver();
  }
  while (underWay.length > 0) deliver();
  for (const node of NODES.keys()) own(node, { v: 'node', k: 'idle' });
  lines.push({ v: 'run', k: 'settled' });
  return lines;
}

/** The definition: at no event does the sum of all accounts and all that is in flight change, and at rest all arrived. */
function conserves(lines: readonly EventLine[]): boolean {
  const balances = new Map(NODES.map((node) => [node, INITIAL]));
  const left = new Map<string, number>();
  const sent: string[] = [];
  const came: string[] = [];
  const credited: string[] = [];
  for (const { k, node, body, from, fromSeq } of lines) {
    const { tx, amount, balance } = body === undefined ? {} : JSON.parse(String(body));
    if (k === 'send') {
      if (left.get(tx) !== amount || sent.includes(tx)) return false;
      sent.push(tx);
    } else if (k === 'deliver') {
      const message = lines.find((line) => line.k === 'send' && line.node === from && line.seq === fromSeq)!;
      came.push(JSON.parse(String(message.body)).tx);
    } else if (k === 'debit' || k === 'credit') {
      balances.set(node!, balance);
      if (k === 'debit' ? left.has(tx) : credited.includes(tx) || !came.includes(tx) || left.get(tx) !== amount) {
        return false;
      }
      if (k === 'debit') left.set(tx, amount);
      else credited.push(tx);
      let total = 0;
      for (const held of balances.values()) total += held;
      for (const [name, money] of left) if (!credited.includes(name)) total += money;
      if (total !== INITIAL * NODES.length) return false;
    }
  }
  return sent.length === left.size && credited.length === left.size;
}

test('money in transit is found in order exactly where no event changes the sum of all there is', () => {
  let wrong = 0;
  fc.assert(
    fc.property(fc.array(payment, { minLength: 2, maxLength: 6 }), (payments) => {
      const lines = play(payments);
      const expected = conserves(lines);
      wrong += Number(!expected);
      const accounts = Object.fromEntries(NODES.map((node) => [node, INITIAL]));
      const { violations } = transitMoney.check(historyFrom({ spec: SPEC, accounts, nodes: NODES }, lines), {});
      expect({ isRight: violations.length === 0, payments }).toEqual({ isRight: expected, payments });
    }),
    { seed: 1, numRuns: 500 },
  );
  expect(wrong > 120 && wrong < 440).toBe(true);
});
