import { integerIn } from '../../node/chance.js';
import type { Body } from '../../node/message.js';
import type { Memory, Operation } from '../../workload/operation.js';
import { NOTHING, setIn, union, type WriteSet } from './write-set.js';

/** What a customer keeps in mind: its clock, and the writes that it has made or seen. */
interface Mind extends Memory {
  clock?: number;
  set?: WriteSet;
}

/** In phase 2 of the original a request has a number, which everything that comes of it carries. */
const REQUEST = { type: 'integer', description: "The original's number of this request." };

const query: Operation = {
  says: 'read the balance at the branch asked',
  arguments: { type: 'object', additionalProperties: false, properties: { request: REQUEST } },
  draw: () => ({}),
  request: (args, _tx, memory) => asked('query', args, memory),
  outcome: (reply, memory) =>
    reply.type === 'query_ok' && reply.result === 'read' ? learnt(reply, memory) : undefined,
};

export const OPERATIONS: Record<string, Operation> = {
  query,
  deposit: change('deposit', 'pay an amount in at the branch asked'),
  withdraw: change('withdraw', 'take an amount out at the branch asked, if the balance there covers it'),
};

function change(name: 'deposit' | 'withdraw', says: string): Operation {
  return {
    says,
    arguments: {
      type: 'object',
      additionalProperties: false,
      required: ['amount'],
      properties: { amount: { type: 'integer' }, request: REQUEST },
    },
    draw: ({ amount: [low, high], draw }) => ({ amount: integerIn(draw('amount'), low, high) }),
    request: (args, tx, memory) => asked(name, { ...args, tx }, memory),
    outcome: (reply, memory) =>
      reply.type === `${name}_ok` && (reply.result === 'applied' || reply.result === 'refused')
        ? learnt(reply, memory)
        : undefined,
  };
}

/** A customer's clock goes up before it sends; it does not take in those of others, as replies carry none. */
function asked(type: string, args: Record<string, unknown>, memory: Memory): Body {
  const mind = memory as Mind;
  mind.clock = (mind.clock ?? 0) + 1;
  return { type, ...args, clock: mind.clock, ...(mind.set ?? NOTHING) };
}

function learnt(reply: Body, memory: Memory): { result: Record<string, unknown> } {
  const { type: _type, msg_id: _msgId, in_reply_to: _inReplyTo, ...result } = reply;
  const mind = memory as Mind;
  mind.set = union(mind.set ?? NOTHING, setIn(result));
  return { result };
}
