import { FaultError, type FaultWorld } from './fault.js';
import { checkNode } from './node-list.js';

/** Which links are cut. */
export type Form =
  /** Those between groups; one way: from the first to the second only. */
  | { groups: string[][]; oneWay: boolean }
  /** All but those to the neighbours on both sides. */
  | { ring: string[] }
  /** Those between these nodes (or roles), with as many drawn ones as `size` asks for, and the rest `of` all. */
  | { aside: string[]; of: string[]; size: number };

const who = { title: 'node', type: 'string' };
const groups = { type: 'array', items: { type: 'array', minItems: 1, items: { title: 'node', type: 'string' } } };
const form = (name: string, schema: object, description: string) => ({
  description,
  type: 'object',
  required: [name],
  additionalProperties: false,
  properties: { [name]: schema },
});

export const PARTITION_SCHEMA = {
  title: 'partition',
  anyOf: [
    { ...groups, minItems: 2 },
    form('oneWay', { ...groups, minItems: 2, maxItems: 2 }, 'The first group does not reach the second.'),
    form('isolate', who, 'A node, or the bearer of a role, reaches no other.'),
    form('ring', { const: true }, 'Each node reaches its two neighbours only.'),
    form('bridge', who, 'Two halves that only this node connects.'),
    form('majority', who, 'It and a majority against the rest; the others are drawn.'),
    form('minority', who, 'It and the largest minority against the rest; the others are drawn.'),
  ],
  examples: ['[[n1], [n2, n3]]', '{isolate: n1}', '{minority: n1}'],
};

/** Reads a partition; throws FaultError where it makes no sense. */
export function formOf(value: unknown, world: FaultWorld): Form {
  const { nodes } = world;
  if (Array.isArray(value)) return { groups: groupsOf(value, ['partition'], world), oneWay: false };
  const [[name, given]] = Object.entries(value as object) as [[string, unknown]];
  const path = ['partition', name];
  const atLeast = (count: number): void => {
    if (nodes.length >= count) return;
    const one = name === 'oneWay' ? 'this' : `a ${name}`;
    throw new FaultError(`${one} needs at least ${count} nodes; there are ${nodes.length}`, path);
  };
  if (name === 'oneWay') return { groups: groupsOf(given as string[][], path, world), oneWay: true };
  if (name === 'ring') {
    atLeast(4);
    return { ring: [...nodes] };
  }
  const node = given as string;
  checkNode(node, path, name === 'bridge' ? { ...world, roles: [] } : world);
  if (name === 'bridge') {
    atLeast(3);
    const rest = nodes.filter((other) => other !== node);
    const half = Math.ceil(rest.length / 2);
    return { groups: [rest.slice(0, half), rest.slice(half)], oneWay: false };
  }
  if (name === 'isolate') {
    if (nodes.length < 2) throw new FaultError('there is no other node to keep it from', path);
    return { aside: [node], of: [...nodes], size: 1 };
  }
  atLeast(3);
  const most = Math.floor(nodes.length / 2) + 1;
  return { aside: [node], of: [...nodes], size: name === 'majority' ? most : nodes.length - most };
}

function groupsOf(given: string[][], base: (string | number)[], world: FaultWorld): string[][] {
  const seen = new Set<string>();
  for (const [group, members] of given.entries()) {
    for (const [place, id] of members.entries()) {
      const path = [...base, group, place];
      if (!world.nodes.includes(id) && !world.clients.includes(id)) {
        throw new FaultError(`there is no node or client "${id}"; nodes are ${world.nodes.join(', ')}`, path);
      }
      if (seen.has(id)) throw new FaultError(`"${id}" stands in two groups; it can be on one side only`, path);
      seen.add(id);
    }
  }
  return given;
}
