import { outcomeOf, payment } from './operation-forms.js';

const send = payment('send', 'send an amount');

test('a payment goes to a node other than the one asked', () => {
  const drawn = (draw: number, nodes: string[]) =>
    send.draw({ at: 'n2', nodes, amount: [1, 6], draw: (purpose) => (purpose === 'to' ? draw : 0.5) });
  expect([drawn(0, ['n1', 'n2', 'n3']), drawn(0.99, ['n1', 'n2', 'n3'])]).toEqual([
    { to: 'n1', amount: 4 },
    { to: 'n3', amount: 4 },
  ]);
  expect(drawn(0, ['n2'])).toEqual({ to: 'n2', amount: 4 });
});

test.each([
  [
    'an answer with a result of it',
    { type: 'send_ok', result: 'applied' },
    { result: { result: 'applied', tx: 'c1-1' } },
  ],
  ['another result', { type: 'send_ok', result: 'read' }, undefined],
  ['an answer to another operation', { type: 'balance_ok', result: 'applied' }, undefined],
])('%s is read as what it is', (_case, reply, outcome) => {
  const body = { ...reply, msg_id: 7, in_reply_to: 2, tx: 'c1-1' };
  expect(outcomeOf('send', 'applied', 'refused')(body, {})).toEqual(outcome);
});
