import type { Memory } from '../../workload/operation.js';
import { OPERATIONS } from './operations.js';

test('a customer counts its own requests, and carries to the next branch what it has written and read', () => {
  const { deposit, query } = OPERATIONS;
  const memory: Memory = {};
  expect(deposit!.request({ amount: 4, request: 9 }, 't1', memory)).toEqual({
    type: 'deposit',
    amount: 4,
    request: 9,
    tx: 't1',
    clock: 1,
    seen: {},
  });
  const reply = { type: 'deposit_ok', msg_id: 3, in_reply_to: 1, result: 'applied', balance: 14, seen: { n1: 2 } };
  expect(deposit!.outcome(reply, memory)).toEqual({ result: { result: 'applied', balance: 14, seen: { n1: 2 } } });
  expect(
    query!.outcome({ type: 'query_ok', result: 'read', seen: { n2: 1 }, also: [['n3', 2]] }, memory),
  ).toBeDefined();
  expect(query!.request({}, 't2', memory)).toEqual({
    type: 'query',
    clock: 2,
    seen: { n1: 2, n2: 1 },
    also: [['n3', 2]],
  });
});

test.each([
  ['query', { type: 'query_ok', result: 'applied' }],
  ['query', { type: 'deposit_ok', result: 'read' }],
  ['deposit', { type: 'withdraw_ok', result: 'applied' }],
  ['withdraw', { type: 'withdraw_ok', result: 'read' }],
])('%s is not answered by %j', (operation, reply) => {
  expect(OPERATIONS[operation]!.outcome(reply, {})).toBeUndefined();
});
