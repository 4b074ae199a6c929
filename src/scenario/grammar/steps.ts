import type { System } from '../../systems/system.js';
import { listOf, record, ref, type Schema } from './definitions.js';

/** Words for the outcome of an operation. */
const OUTCOMES = ['ok', 'refused', 'fail', 'info'] as const;

const values: Schema = {
  description: 'Values of the result, by field.',
  type: 'object',
  minProperties: 1,
  additionalProperties: ref('valueRule'),
};

const outcome: Schema = {
  description:
    'ok: done, and not refused; refused: answered with a refusal; fail: provably no effect; info: no answer, or none ' +
    'that proves anything.',
  anyOf: [{ title: 'outcome', enum: OUTCOMES }, values],
  examples: [...OUTCOMES, '{balance: 10}'],
};

const expected: Schema = {
  description: 'The outcome that it must have, or {anyOf: [...]} to allow several.',
  anyOf: [{ title: 'outcome', enum: OUTCOMES }, record({ anyOf: listOf(outcome) }, ['anyOf']), values],
  examples: [...OUTCOMES, '{anyOf: [ok, refused]}', '{balance: {between: [10, 19]}}'],
};

/** One operation of one client; its arguments are those of the system. */
// biome-ignore lint/suspicious/noExplicitAny: each system has its own type of configuration, which only it reads.
function operationStep(system: System<any> | undefined, more: Record<string, Schema> = {}): Schema {
  return record(
    {
      client: {
        ...ref('id'),
        description: 'Who asks: a name of your choice, which keeps its session from step to step.',
      },
      at: { title: 'node', type: 'string', description: 'The node asked.' },
      do: operation(system),
      as: { ...ref('id'), description: 'A name for this step in messages.' },
      expect: expected,
      ...more,
    },
    ['client', 'at', 'do'],
  );
}

// biome-ignore lint/suspicious/noExplicitAny: each system has its own type of configuration, which only it reads.
function operation(system: System<any> | undefined): Schema {
  if (system === undefined) return { type: ['string', 'object'] };
  const operations = Object.entries(system.operations);
  return {
    anyOf: [
      { title: 'operation', enum: operations.map(([name]) => name) },
      ...operations.map(([name, { says, arguments: schema }]) => record({ [name]: schema as Schema }, [name], says)),
    ],
  };
}

const after: Schema = {
  ...ref('duration'),
  description:
    'So long after the group begins; a client that is still busy then asks as soon as it is free. Default: at once.',
};

/** The list of steps; without a system, any operation will do. */
// biome-ignore lint/suspicious/noExplicitAny: each system has its own type of configuration, which only it reads.
export function steps(system: System<any> | undefined): Schema {
  const operation = operationStep(system);
  const items = {
    title: 'step',
    anyOf: [
      operation,
      record(
        { together: listOf(operationStep(system, { after })) },
        ['together'],
        'Started at the same time, or each so long "after" that; the next step waits for all of them.',
      ),
      record({ until: { enum: ['settled'] } }, ['until'], 'Waits until nothing is on its way any more.'),
      record({ wait: ref('duration') }, ['wait']),
    ],
    examples: ['{client: c1, at: n1, do: OPERATION}', '{together: [...]}', '{until: settled}', '{wait: 2s}'],
  };
  return { ...listOf(items), examples: ['[{client: c1, at: n1, do: OPERATION}]'] };
}

const state: Schema = record(
  {
    balances: {
      description: 'Balances at the end, by account; accounts that are not named are free.',
      type: 'object',
      minProperties: 1,
      additionalProperties: ref('amountRule'),
    },
  },
  ['balances'],
);

export const finally_: Schema = {
  description: 'The state at the end, or {anyOf: [...]} to allow several.',
  anyOf: [state, record({ anyOf: listOf(state) }, ['anyOf'])],
  examples: ['{balances: {n1: 10}}', '{anyOf: [{balances: {n1: 10}}, {balances: {n1: 6}}]}'],
};
