import type { WholeWorld } from '../world.js';
import { DEFINITIONS, later, listOf, pairOf, record, ref, type Schema } from './definitions.js';
import { faults } from './faults.js';
import { checks, expectation } from './judgement.js';
import { finally_, steps } from './steps.js';

/**
 * The scenario language as one JSON Schema, for editors. The sections that a system decides hang on `system:` by
 * if/then; only the names of mutants are left open, which change too often for a file. Two conventions hold
 * throughout, so that mistakes can be told in few words: alternatives stand under `anyOf`, and an alternative that is a
 * map is known by its first required key.
 */
export function grammar(world: WholeWorld): Schema {
  const systems = Object.keys(world.systems);
  const sectionsOf = (name: string | undefined): Schema => {
    const { nodes: _mutants, ...rest } = sections(world, name);
    return rest;
  };
  const known = { required: ['system'], properties: { system: { enum: systems } } };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Touchstone scenario',
    ...top(world, { ...UNDECIDED, nodes: nodes(undefined) }),
    allOf: [
      // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word.
      ...systems.map((name) => ({ if: is(name), then: { properties: sectionsOf(name) } })),
      // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own word.
      { if: { not: known }, then: { properties: sectionsOf(undefined) } },
    ],
    $defs: DEFINITIONS,
  };
}

/** The same for one system, with its sections in their places; of no system, their shape alone. */
export function grammarOf(world: WholeWorld, system: string | undefined): Schema {
  return { ...top(world, sections(world, system)), $defs: DEFINITIONS };
}

export const MOST_NODES = 100;
export const MOST_CLIENTS = 1000;

type Sections = Record<'nodes' | keyof typeof UNDECIDED, Schema>;

const UNDECIDED = {
  config: { description: "The system's configuration: see specs/<system>." },
  workload: { description: 'Random operations. Either this or steps.' },
  steps: { description: 'Exact operations, one after the other. Either this or workload.' },
};

function top(world: WholeWorld, sections: Sections): Schema {
  const properties = {
    scenario: {
      title: 'title',
      description: 'What the scenario shows, in a few words.',
      type: 'string',
      pattern: '^[^\\n]{1,200}$',
      examples: ['slow replies'],
    },
    system: { title: 'system', description: 'The system under test.', enum: Object.keys(world.systems) },
    seed: {
      description: 'Every draw of the run follows from it.',
      type: 'integer',
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      default: 1,
    },
    host: {
      description: 'Where it can run: on any host, only in the simulator (virtual time), or only as processes on NATS.',
      enum: ['any', 'sim', 'nats'],
      default: 'any',
    },
    ...sections,
    finally: finally_,
    network,
    faults: faults(world),
    checks: checks(world),
    expect: expectation(world),
    limits,
  };
  return record(properties, ['scenario', 'system']);
}

function is(name: string): Schema {
  return { required: ['system'], properties: { system: { const: name } } };
}

/** What depends on the system. */
function sections(world: WholeWorld, name: string | undefined): Sections {
  const system = name === undefined ? undefined : world.systems[name];
  return {
    nodes: nodes(system && Object.keys(system.mutants)),
    config: (system?.configSchema as Schema) ?? { type: 'object' },
    workload: workload(system && Object.keys(system.operations)),
    steps: steps(system),
  };
}

function nodes(mutants: string[] | undefined): Schema {
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
    properties: { count: { type: 'integer', minimum: 1, maximum: MOST_NODES, default: 3 }, run },
    patternProperties: {
      '^n[1-9][0-9]{0,2}$': {
        title: 'a node by its name, such as n2',
        ...record({ run }, ['run'], 'One node that differs from the rest.'),
      },
    },
  };
}

function workload(operations: string[] | undefined): Schema {
  const weight = { type: 'number', minimum: 0 };
  return record(
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
}

const probability = { type: 'number', minimum: 0, maximum: 1, default: 0 };

const network: Schema = record(
  {
    delay: {
      ...ref('span'),
      description: 'What every message between nodes takes on its way; default: nothing added.',
    },
    order: {
      description: 'fifo: links keep their order; any: messages may overtake each other.',
      enum: ['fifo', 'any'],
      default: 'fifo',
    },
    loss: { ...probability, description: 'Probability of losing a message.' },
    duplicate: { ...probability, description: 'Probability of delivering a message twice.' },
  },
  [],
  'How the links are all the time.',
);

const limits: Schema = record(
  {
    quiet: { ...ref('duration'), description: 'So long without news, and the system has settled; default 500ms.' },
    settle: { ...ref('duration'), description: 'The longest it may take to settle; default 30s.' },
    timeout: { ...ref('duration'), description: 'An operation without a reply by then is indeterminate; default 5s.' },
    start: {
      ...ref('duration'),
      description: 'A node that has not answered init by then has not started; default 10s.',
    },
  },
  [],
);
