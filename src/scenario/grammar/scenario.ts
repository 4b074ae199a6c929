import type { WholeWorld } from '../world.js';
import { DEFINITIONS, record, type Schema } from './definitions.js';
import { faults } from './faults.js';
import { checks, expectation } from './judgement.js';
import { limits, network } from './network.js';
import { nodes } from './nodes.js';
import { finally_, steps } from './steps.js';
import { workload } from './workload.js';

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
