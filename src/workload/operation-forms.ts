import { integerIn } from '../node/chance.js';
import type { Operation } from './operation.js';

/** An operation that pays an amount from the account of the node asked to the account of another node. */
export function payment(name: string, says: string): Operation {
  return {
    says,
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
    request: ({ to, amount }, tx) => ({ type: name, to, amount, tx }),
    outcome: outcomeOf(name, 'applied', 'refused'),
  };
}

/** An operation without arguments, with the one `result` that it can have. */
export function plain(name: string, result: string, says: string): Operation {
  return {
    says,
    arguments: { type: 'object', additionalProperties: false, properties: {} },
    draw: () => ({}),
    request: () => ({ type: name }),
    outcome: outcomeOf(name, result),
  };
}

/** Reads a reply of the type `<name>_ok` with one of these results: all that it tells but its envelope. */
export function outcomeOf(name: string, ...results: string[]): Operation['outcome'] {
  return ({ type, msg_id: _msgId, in_reply_to: _inReplyTo, ...result }) =>
    type === `${name}_ok` && results.includes(result.result as string) ? { result } : undefined;
}
