import type { EventLine } from '../../history/event.js';
import type { BranchConfig } from './config.js';
import { createPrints } from './prints.js';

const nodes = ['n1', 'n2'];
const config = (phase: 1 | 2 | 3): BranchConfig => ({
  initialBalance: 40_000,
  retransmitMs: 100,
  decimals: 2,
  original: { phase, customers: [7, 9], branches: [20, 10] },
});
const asked = (client: string, at: string, operation: string) => ({ client, at, operation, arguments: {} });
const applied = { result: { result: 'applied' } };

function answersOf(phase: 1 | 3): string[] {
  const prints = createPrints(config(phase), nodes);
  expect(prints.started()).toEqual([]);
  expect([
    ...prints.answered(asked('c2', 'n1', 'deposit'), applied),
    ...prints.answered(asked('c1', 'n2', 'query'), { result: { result: 'read', balance: 41_050 } }),
    ...prints.answered(asked('c2', 'n2', 'withdraw'), { result: { result: 'refused', balance: 4 } }),
    ...prints.answered(asked('c2', 'n2', 'query'), { why: 'timeout' }),
  ]).toEqual([]);
  return prints.print(`phase ${phase}`);
}

test('phase 1: an object for each customer, with all that it received', () => {
  expect(answersOf(1)).toEqual([
    '[{"id":7,"recv":[{"interface":"query","balance":410.5}]},',
    '{"id":9,"recv":[{"interface":"deposit","result":"success"},{"interface":"withdraw","result":"fail"},{"interface":"query","result":"fail"}]}]',
  ]);
});

test('phase 3: an object for each event, with the branch asked', () => {
  expect(answersOf(3)).toEqual([
    '[{"id":9,"recv":[{"interface":"deposit","branch":20,"result":"success"}]},',
    '{"id":7,"recv":[{"interface":"query","branch":10,"balance":410.5}]},',
    '{"id":9,"recv":[{"interface":"withdraw","branch":10,"result":"fail"}]},',
    '{"id":9,"recv":[{"interface":"query","branch":10,"result":"fail"}]}]',
  ]);
});

test('phase 2: three lists; what is sent or received again is not listed again', () => {
  const prints = createPrints(config(2), nodes);
  const body = (fields: object) => JSON.stringify(fields);
  const send = (node: string, to: string, type: string, clock: number, fields: object): EventLine => {
    return { v: 'relay', k: 'send', node, life: 1, to, type, clock, body: body({ type, clock, ...fields }) };
  };
  const receive = (node: string, clock: number, fields: object): EventLine => {
    return { v: 'node', k: 'receive', node, life: 1, clock, body: Buffer.from(body({ clock, ...fields })) };
  };
  const write = { by: 'n1', seq: 1, request: 3 };
  const events = [
    send('c1', 'n1', 'withdraw', 1, { request: 3 }),
    receive('n1', 2, { interface: 'withdraw', from: 'c1', request: 3 }),
    send('n1', 'n2', 'propagate_withdraw', 3, write),
    { v: 'relay', k: 'send', node: 'n1', life: 1, to: 'c1', type: 'withdraw_ok', body: '{}' } as const,
    send('n1', 'n2', 'propagate_withdraw', 4, write),
    receive('n2', 4, { interface: 'propagate_withdraw', from: 'n1', ...write }),
    receive('n2', 5, { interface: 'propagate_withdraw', from: 'n1', ...write }),
    { v: 'relay', k: 'send', node: 'harness', life: 1, to: 'n1', type: 'dump', body: '{}' } as const,
  ];
  for (const event of events) prints.observe(event);
  expect(prints.print('phase 2')).toEqual([
    '[{"id":7,"type":"customer","events":[{"customer-request-id":3,"logical_clock":1,"interface":"withdraw","comment":"event_sent from customer 7"}]},',
    '{"id":9,"type":"customer","events":[]}]',
    '[{"id":20,"type":"branch","events":[{"customer-request-id":3,"logical_clock":2,"interface":"withdraw","comment":"event_recv from customer 7"},{"customer-request-id":3,"logical_clock":3,"interface":"propogate_withdraw","comment":"event_sent to branch 10"}]},',
    '{"id":10,"type":"branch","events":[{"customer-request-id":3,"logical_clock":4,"interface":"propogate_withdraw","comment":"event_recv from branch 20"}]}]',
    '[{"id":7,"customer-request-id":3,"type":"customer","logical_clock":1,"interface":"withdraw","comment":"event_sent from customer 7"},',
    '{"id":20,"customer-request-id":3,"type":"branch","logical_clock":2,"interface":"withdraw","comment":"event_recv from customer 7"},',
    '{"id":20,"customer-request-id":3,"type":"branch","logical_clock":3,"interface":"propogate_withdraw","comment":"event_sent to branch 10"},',
    '{"id":10,"customer-request-id":3,"type":"branch","logical_clock":4,"interface":"propogate_withdraw","comment":"event_recv from branch 20"}]',
  ]);
});

test('a scenario of our own shows the balance of every branch in the end', () => {
  const prints = createPrints({ initialBalance: 100, retransmitMs: 100, decimals: 0 }, nodes);
  prints.observe({ v: 'node', k: 'apply', node: 'n2', life: 1, body: '{"balance":140}' });
  prints.observe({ v: 'node', k: 'hold', node: 'n1', life: 1, body: '{}' });
  expect(prints.closing()).toEqual(['Branch 1: 100', 'Branch 2: 140']);
});
