import type { DiskIlls } from '../node/machine.js';
import type { Fault, FaultWorld } from './fault.js';
import { castNodes, drawnNode, NODES_SCHEMA, nodesOf } from './node-list.js';

interface DiskFault {
  nodes: string[];
  ills: DiskIlls;
}

/** What all faults of disks have in common: whose disks they are, and that only a simulated one can be disturbed. */
export function diskFault(
  about: Pick<Fault, 'name' | 'says' | 'siblings'> & {
    /** Throws FaultError. */
    ills(siblings: Record<string, unknown>): DiskIlls;
    healthy: DiskIlls;
  },
): Fault<DiskFault> {
  const { name, says, siblings, ills, healthy } = about;
  return {
    name,
    says,
    schema: NODES_SCHEMA,
    ...(siblings && { siblings }),
    lasting: true,
    resolve: (value, given, world) => ({ nodes: nodesOf(value, name, world), ills: ills(given) }),
    cast: castNodes,
    drawn: (world: FaultWorld, draw) => ({ [name]: drawnNode(world, draw) }),
    decide: () => undefined,
    acts: ({ nodes, ills }) => ({
      begin: nodes.map((node) => ({ do: 'disk', node, ills })),
      end: nodes.map((node) => ({ do: 'disk', node, ills: healthy })),
    }),
    impossible: () => ({
      nats: "a real machine's disk cannot be disturbed from here, and a killed process loses nothing",
    }),
    breaks: () => ({}),
  };
}
