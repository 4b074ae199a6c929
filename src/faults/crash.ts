import type { Fault } from './fault.js';
import { castNodes, drawnNode, NODES_SCHEMA, nodesOf } from './node-list.js';

/** Nodes die at once, and are started again when the fault ends: with their disk, and nothing else of what they knew. */
export const crash: Fault<{ nodes: string[] }> = {
  name: 'crash',
  says: 'kills nodes, n2, [n1, n2] or a role, and starts them again when it ends; they keep what is on their disks',
  schema: NODES_SCHEMA,
  lasting: true,
  resolve: (value, _siblings, world) => ({ nodes: nodesOf(value, 'crash', world) }),
  cast: castNodes,
  drawn: (world, draw) => ({ crash: drawnNode(world, draw) }),
  decide: () => undefined,
  acts: ({ nodes }) => ({
    begin: nodes.map((node) => ({ do: 'kill', node })),
    end: nodes.map((node) => ({ do: 'start', node })),
  }),
  breaks: () => ({ crashes: true }),
};
