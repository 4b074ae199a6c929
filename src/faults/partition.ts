import { type Fault, FaultError, type FaultWorld } from './fault.js';

interface Partition {
  /** Group of each participant that is named. */
  groupOf: Record<string, number>;
  drop: boolean;
}

/** The network falls apart into groups. Participants that no group names still reach everybody. */
export const partition: Fault<Partition> = {
  name: 'partition',
  says: 'cuts the links between groups, [[n1], [n2, n3]]: messages are held until it heals; drop: true loses them',
  schema: {
    type: 'array',
    minItems: 2,
    items: { type: 'array', minItems: 1, items: { type: 'string' } },
  },
  siblings: { drop: { type: 'boolean' } },
  lasting: true,
  resolve(value, siblings, world) {
    return { groupOf: groupsOf(value as string[][], world), drop: siblings.drop === true };
  },
  decide({ groupOf, drop }, { from, to }) {
    const one = groupOf[from];
    const other = groupOf[to];
    if (one === undefined || other === undefined || one === other) return undefined;
    return drop ? { drop: true } : { hold: true };
  },
  breaks: ({ drop }) => ({ loss: drop }),
};

function groupsOf(groups: string[][], world: FaultWorld): Record<string, number> {
  const groupOf: Record<string, number> = Object.create(null);
  for (const [group, members] of groups.entries()) {
    for (const [place, id] of members.entries()) {
      const path = ['partition', group, place];
      if (!world.nodes.includes(id) && !world.clients.includes(id)) {
        throw new FaultError(`there is no node or client "${id}"; nodes are ${world.nodes.join(', ')}`, path);
      }
      if (id in groupOf) throw new FaultError(`"${id}" stands in two groups; it can be on one side only`, path);
      groupOf[id] = group;
    }
  }
  return groupOf;
}
