import { integerIn } from '../../node/chance.js';
import type { Body } from '../../node/message.js';
import type { Operation } from '../../workload/operation.js';

/** Moves money from the account of the node asked to another one. */
const transfer: Operation = {
  says: 'pay an amount from the account of the node asked to the account of another',
  arguments: {
    type: 'object',
    additionalProperties: false,
    required: ['to', 'amount'],
    properties: { to: { type: 'string' }, amount: { type: 'integer' } },
  },
  draw({ at, nodes, amount: [low, high], draw }) {
    const others = nodes.filter((node) => node !== at);
    return {
      to: others[integerIn(draw('to'), 0, others.length - 1)] ?? at,
      amount: integerIn(draw('amount'), low, high),
    };
  },
  request: ({ to, amount }, tx) => ({ type: 'transfer', to, amount, tx }),
  outcome: (reply) =>
    reply.type === 'transfer_ok' && (reply.result === 'applied' || reply.result === 'refused')
      ? learnt(reply)
      : undefined,
};

/** Reads the balance of the account of the node asked. */
const balance: Operation = {
  says: 'read the balance of the account of the node asked, from its own table',
  arguments: { type: 'object', additionalProperties: false, properties: {} },
  draw: () => ({}),
  request: () => ({ type: 'balance' }),
  outcome: (reply) => (reply.type === 'balance_ok' && reply.result === 'read' ? learnt(reply) : undefined),
};

export const OPERATIONS: Record<string, Operation> = { transfer, balance };

function learnt({ type: _type, msg_id: _msgId, in_reply_to: _inReplyTo, ...result }: Body): {
  result: Record<string, unknown>;
} {
  return { result };
}
