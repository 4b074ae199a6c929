import type { Operation } from '../../workload/operation.js';
import { outcomeOf, payment, plain } from '../../workload/operation-forms.js';

const NAME = { type: 'string', minLength: 1 };

/** Begins a snapshot; unless it is given a name, it bears that of the operation, which no other one has. */
const snapshot: Operation = {
  says: 'begin a snapshot at the node asked',
  arguments: { type: 'object', additionalProperties: false, properties: { snapshot: NAME } },
  draw: () => ({}),
  request: ({ snapshot }, tx) => ({ type: 'snapshot', snapshot: snapshot ?? tx }),
  outcome: outcomeOf('snapshot', 'begun'),
};

/** A workload asks for the last one that is complete, for it knows no names. */
const collect: Operation = {
  says: 'read what the node asked has recorded of a snapshot: of the last that is complete there unless one is named',
  arguments: { type: 'object', additionalProperties: false, properties: { snapshot: NAME } },
  draw: () => ({}),
  request: ({ snapshot }) => ({ type: 'collect', ...(snapshot === undefined ? {} : { snapshot }) }),
  outcome: outcomeOf('collect', 'collected'),
};

const receive: Operation = {
  says: 'let the node asked take in the next message from another, or from a random one, where it does so only when told to',
  arguments: { type: 'object', additionalProperties: false, properties: { from: { type: 'string' } } },
  draw: () => ({}),
  request: ({ from }) => ({ type: 'receive', ...(from === undefined ? {} : { from }) }),
  outcome: outcomeOf('receive', 'received'),
};

export const OPERATIONS: Record<string, Operation> = {
  send: payment('send', 'send an amount from the account of the node asked to another node'),
  balance: plain('balance', 'read', 'read the balance of the account of the node asked'),
  snapshot,
  collect,
  create: plain('create', 'created', 'let the node asked take part from now on, where it did not from the start'),
  receive,
  receiveAll: plain(
    'receiveAll',
    'received',
    'let the node asked take in all that has come, in random order, and from then on whatever comes',
  ),
  keep: plain('keep', 'kept', 'let the node asked keep again what comes, when it has taken in what is there'),
};
