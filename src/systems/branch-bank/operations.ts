import { integerIn } from '../../node/chance.js';
import type { Body } from '../../node/message.js';
import type { Memory, Operation } from '../../workload/operation.js';
import { outcomeOf } from '../../workload/operation-forms.js';
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
  outcome: learnt('query', 'read'),
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
    outcome: learnt(name, 'applied', 'refused'),
  };
}

/** A customer's clock goes up before it sends; it does not take in those of others, as replies carry none. */
function asked(type: string, args: Record<string, unknown>, memory: Memory): Body {
  const mind = memory as Mind;
  mind.clock = (mind.clock ?? 0) + 1;
  return { type, ...args, clock: mind.clock, ...(mind.set ?? NOTHING) };
}

/** A customer keeps in mind the writes that an answer tells of. */
function learnt(name: string, ...results: string[]): Operation['outcome'] {
  const read = outcomeOf(name, ...results);
  return (reply, memory) => {
    const outcome = read(reply, memory);
    const mind = memory as Mind;
    if (outcome !== undefined) mind.set = union(mind.set ?? NOTHING, setIn(outcome.result));
    return outcome;
  };
}
