import { pairOf, record, ref, type Schema } from './definitions.js';

export const MOST_CLIENTS = 1000;

/** Random operations; without the names of a system's, the mix is left open. */
export function workload(operations: string[] | undefined): Schema {
  const weight = { type: 'number', minimum: 0 };
  const keys = record(
    {
      clients: {
        description: 'How many, named c1, c2, ...; default: as many as nodes.',
        type: 'integer',
        minimum: 1,
        maximum: MOST_CLIENTS,
      },
      operations: {
        description: 'How many, over all clients.',
        type: 'integer',
        minimum: 1,
        maximum: 10_000_000,
        default: 100,
      },
      mix: {
        description: 'Weights of the operations; default: all of the system, equally.',
        type: 'object',
        minProperties: 1,
        ...(operations && {
          additionalProperties: false,
          properties: Object.fromEntries(operations.map((name) => [name, weight])),
        }),
      },
      amount: {
        description: 'Smallest and largest amount, in minor units.',
        ...pairOf({ type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
        default: [1, 10],
      },
      think: { ...ref('span'), description: "A client's pause before its next operation; default: none." },
      route: {
        description: 'own: the i-th client stays at the i-th node; any: another node for each operation.',
        enum: ['own', 'any'],
        default: 'own',
      },
    },
    [],
  );
  return { ...keys, examples: ['{clients: 3, operations: 60}'] };
}
