import type { Fault } from './fault.js';
import { castNodes, drawnNode, NODES_SCHEMA, nodesOf } from './node-list.js';

/** Nodes stand still, as in a long collection of garbage, and go on where they stood. */
export const pause: Fault<{ nodes: string[] }> = {
  name: 'pause',
  says: 'stops nodes where they stand, n2, [n1, n2] or a role, and lets them go on when it ends',
  schema: NODES_SCHEMA,
  lasting: true,
  resolve: (value, _siblings, world) => ({ nodes: nodesOf(value, 'pause', world) }),
  cast: castNodes,
  drawn: (world, draw) => ({ pause: drawnNode(world, draw) }),
  decide: () => undefined,
  acts: ({ nodes }) => ({
    begin: nodes.map((node) => ({ do: 'pause', node })),
    end: nodes.map((node) => ({ do: 'resume', node })),
  }),
  breaks: () => ({}),
};
