import type { EventLine } from '../../history/event.js';
import { createMessageLog } from './message-log.js';
import { createPrints } from './prints.js';

const config = { balances: { n1: 1000, n2: 1000, n3: 1000 }, holdMs: 0, hashProfile: 'netstring', decimals: 2 };
const nodes = ['n1', 'n2', 'n3'];

function block(node: string, height: number, from: string, to: string, amount: number): EventLine {
  return { v: 'node', k: 'block', node, life: 1, seq: height, body: JSON.stringify({ height, from, to, amount }) };
}

test('at the start every client shows its balance', () => {
  expect(createPrints(config, nodes).started()).toEqual(['Balance: $10', 'Balance: $10', 'Balance: $10']);
});

test('chain and table are those of the longest copy, or of the client asked for', () => {
  const prints = createPrints(config, nodes);
  expect(prints.print('blockchain')).toEqual(['']);
  prints.observe(block('n2', 1, 'n2', 'n3', 150));
  prints.observe(block('n1', 1, 'n2', 'n3', 150));
  prints.observe({ ...block('n2', 2, 'n1', 'n2', 400), body: Buffer.from('{"from":"n1","to":"n2","amount":400}') });
  expect(prints.print('blockchain')).toEqual(['|Client<2> pays Client<3> $1.5| -> |Client<1> pays Client<2> $4.0|']);
  expect(prints.print('blockchain', 'n1')).toEqual(['|Client<2> pays Client<3> $1.5|']);
  expect(prints.print('balance table')).toEqual(['Balance Table', ' Client 1: $6.0, Client 2: $12.5, Client 3: $11.5']);
  expect(prints.print('balance table', 'n3')).toEqual([
    'Balance Table',
    ' Client 1: $10.0, Client 2: $10.0, Client 3: $10.0',
  ]);
});

test('a transfer shows the balance before and after, and how it went', () => {
  const prints = createPrints(config, nodes);
  const transfer = { at: 'n1', operation: 'transfer', arguments: { to: 'n2', amount: 400 } };
  const legs = [
    { account: 'n1', previous: 0, version: 1, balance: 600 },
    { account: 'n2', previous: 0, version: 1, balance: 1400 },
  ];
  expect(prints.answered(transfer, { result: { result: 'applied', account: 'n1', legs } })).toEqual([
    'Balance before: $10.0',
    'Transaction SUCCESS!',
    'Balance after: $6.0',
  ]);
  expect(prints.answered(transfer, { result: { result: 'refused', account: 'n1', version: 3, balance: 399 } })).toEqual(
    [
      'Balance before: $3.99',
      'Cannot perform transaction: Transaction amount is higher than the balance!',
      'Transaction FAILED!',
      'Balance after: $3.99',
    ],
  );
  expect(prints.answered(transfer, { why: 'timeout' })).toEqual([
    'Cannot perform transaction: timeout!',
    'Transaction FAILED!',
  ]);
  const balance = { at: 'n1', operation: 'balance', arguments: {} };
  expect(prints.answered(balance, { result: { result: 'read', account: 'n1', version: 0, balance: 1000 } })).toEqual([
    'Balance: $10.0',
  ]);
});

test('the message log shows each message with the clock it left the client at, received ones when they were consumed', () => {
  const log = createMessageLog(['n1', 'n2', 'n3']);
  const send = (node: string, seq: number, to: string, type: string, clock: number, seen: number): EventLine => ({
    v: 'relay',
    k: 'send',
    node,
    life: 1,
    seq,
    to,
    type,
    clock,
    seen,
  });
  const deliver = (node: string, delivery: number, from: string, fromSeq: number): EventLine => ({
    v: 'relay',
    k: 'deliver',
    node,
    life: 1,
    delivery,
    from,
    fromLife: 1,
    fromSeq,
  });
  log.observe({ v: 'node', k: 'request', node: 'n1', life: 1, seq: 1, clock: 1, seen: 0 });
  log.observe(send('n1', 2, 'n2', 'REQUEST', 2, 0));
  log.observe(deliver('n2', 1, 'c9', 1));
  log.observe(deliver('n2', 2, 'n1', 2));
  log.observe(send('n1', 3, 'n3', 'REQUEST', 3, 0));
  log.observe({ v: 'node', k: 'enter', node: 'n2', life: 1, seq: 1, clock: 9, seen: 1 });
  log.observe(send('n2', 2, 'n1', 'REPLY', 11, 2));
  log.observe(deliver('n1', 1, 'n2', 2));
  expect(log.lines('n1')).toEqual([
    '[Event - Broadcast - REQUEST] - [Clock - 3] - [Sent from Client 1]',
    '[Event - REPLY] - [Clock - 12] - [Received from Client 2]',
  ]);
  expect(log.lines('n2')).toEqual([
    '[Event - REQUEST] - [Clock - 10] - [Received from Client 1]',
    '[Event - REPLY] - [Clock - 11] - [Sent to Client 1]',
  ]);
  expect(log.lines('n3')).toEqual([]);
});
