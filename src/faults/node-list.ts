import { FaultError, type FaultWorld } from './fault.js';

/** JSON Schema of one node or a list of nodes. */
export const NODES_SCHEMA = {
  oneOf: [{ type: 'string' }, { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string' } }],
};

/** The nodes that a fault names; throws FaultError at one that there is not. */
export function nodesOf(value: unknown, fault: string, world: FaultWorld): string[] {
  const names = typeof value === 'string' ? [value] : (value as string[]);
  for (const [place, name] of names.entries()) {
    if (world.nodes.includes(name)) continue;
    const path = typeof value === 'string' ? [fault] : [fault, place];
    throw new FaultError(`there is no node "${name}"; nodes are ${world.nodes.join(', ')}`, path);
  }
  return names;
}
