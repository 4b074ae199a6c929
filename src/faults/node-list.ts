import { integerIn } from '../node/chance.js';
import { FaultError, type FaultWorld, type Stage } from './fault.js';

/** JSON Schema of one node or a list of nodes. */
export const NODES_SCHEMA = {
  oneOf: [{ type: 'string' }, { title: 'list of nodes', type: 'array', minItems: 1, items: { type: 'string' } }],
};

/** The nodes, or roles, that a fault names; throws FaultError at one that there is not. */
export function nodesOf(value: unknown, fault: string, world: FaultWorld): string[] {
  const names = typeof value === 'string' ? [value] : (value as string[]);
  for (const [place, name] of names.entries()) {
    checkNode(name, typeof value === 'string' ? [fault] : [fault, place], world);
    if (names.indexOf(name) < place) throw new FaultError(`"${name}" stands in the list twice`, [fault, place]);
  }
  return names;
}

/** Throws FaultError at `path` unless the name is a node's or a role's. */
export function checkNode(name: string, path: (string | number)[], { nodes, roles = [] }: FaultWorld): void {
  if (nodes.includes(name) || roles.includes(name)) return;
  const besides = roles.length === 0 ? '' : `, roles are ${roles.join(', ')}`;
  throw new FaultError(`there is no node "${name}"; nodes are ${nodes.join(', ')}${besides}`, path);
}

/** Options with nodes in the place of roles; undefined where nobody bears one. */
export function castNodes<Options extends { nodes: string[] }>(options: Options, stage: Stage): Options | undefined {
  const nodes: string[] = [];
  for (const name of options.nodes) {
    const node = stage.bearer(name);
    if (node === undefined) return undefined;
    if (!nodes.includes(node)) nodes.push(node);
  }
  return { ...options, nodes };
}

/** Any node. */
export function drawnNode({ nodes }: FaultWorld, draw: (purpose: string) => number): string {
  return nodes[integerIn(draw('node'), 0, nodes.length - 1)]!;
}
