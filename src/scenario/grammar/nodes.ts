import { later, listOf, record, type Schema } from './definitions.js';

export const MOST_NODES = 100;

/** How many nodes, and what runs on them; without names of mutants, any will do. */
export function nodes(mutants: string[] | undefined): Schema {
  const run = {
    description: 'What runs there: our reference, a known-bad variant of it, or a program of yours.',
    anyOf: [
      { enum: ['reference'] },
      record(
        {
          mutant: {
            title: 'mutant',
            description: 'touchstone list mutants',
            type: 'string',
            ...(mutants && { enum: mutants }),
          },
        },
        ['mutant'],
      ),
      record(
        { command: { ...listOf({ type: 'string' }), description: 'Program and arguments.' } },
        ['command'],
        'It runs as you, with your rights: see specs/README.md.',
      ),
      record({ maelstrom: later('nodes that speak Maelstrom come in a later version; use command') }, ['maelstrom']),
    ],
    default: 'reference',
    examples: ['reference', '{mutant: NAME}', '{command: [python3, my_node.py]}'],
  };
  return {
    description: 'How many nodes, and what runs on them. Their names are n1, n2, n3, ...',
    type: 'object',
    additionalProperties: false,
    examples: ['{count: 3, run: reference}'],
    properties: { count: { type: 'integer', minimum: 1, maximum: MOST_NODES, default: 3 }, run },
    patternProperties: {
      '^n[1-9][0-9]{0,2}$': {
        title: 'a node by its name, such as n2',
        ...record({ run }, ['run'], 'One node that differs from the rest.'),
      },
    },
  };
}
