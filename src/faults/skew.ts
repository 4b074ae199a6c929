import type { Skew } from '../node/machine.js';
import { parseDuration } from '../node/span.js';
import { type Fault, FaultError } from './fault.js';
import { castNodes, checkNode, drawnNode } from './node-list.js';

/** A node's clock is wrong: what it shows, and when the node's timers fire. */
export const skew: Fault<{ nodes: string[]; skew: Skew }> = {
  name: 'skew',
  says: "sets a node's clock wrong, {node: n2, by: 200ms, drift: 0.01}: ahead (behind: -200ms), and 1 % too fast",
  schema: {
    title: 'skew',
    examples: ['{node: n2, by: 200ms}'],
    type: 'object',
    required: ['node'],
    additionalProperties: false,
    properties: {
      node: { title: 'node', type: 'string' },
      by: {
        title: 'duration',
        description: 'What it shows too much, or with a minus too little.',
        type: 'string',
        pattern: '^-?\\d{1,9}(\\.\\d{1,9})?(ns|us|ms|s|m)$',
        examples: ['200ms', '-1s'],
      },
      drift: {
        description: 'How much too fast it runs (0.01: 1 %), or with a minus too slowly.',
        type: 'number',
        minimum: -0.9,
        maximum: 9,
      },
    },
  },
  lasting: true,
  resolve(value, _siblings, world) {
    const { node, by = '0ms', drift = 0 } = value as { node: string; by?: string; drift?: number };
    checkNode(node, ['skew', 'node'], world);
    const ns = parseDuration(by.replace('-', ''));
    if (ns === undefined) throw new FaultError(`${by} is no whole number of nanoseconds`, ['skew', 'by']);
    if (ns === 0 && drift === 0) throw new FaultError('a skew of nothing: say "by", "drift", or both', ['skew']);
    return { nodes: [node], skew: { by: by.startsWith('-') ? -ns : ns, drift } };
  },
  cast: castNodes,
  drawn(world, draw) {
    const ms = Math.floor((draw('by') - 0.5) * 1000);
    const drift = Math.floor((draw('drift') - 0.5) * 200) / 1000;
    return { skew: { node: drawnNode(world, draw), by: `${ms === 0 ? 1 : ms}ms`, drift } };
  },
  decide: () => undefined,
  acts: ({ nodes, skew }) => ({
    begin: nodes.map((node) => ({ do: 'clock', node, skew })),
    end: nodes.map((node) => ({ do: 'clock', node, skew: undefined })),
  }),
  impossible: () => ({ nats: "all processes of a machine share one clock, so that a node's cannot be set by itself" }),
  breaks: () => ({}),
};
