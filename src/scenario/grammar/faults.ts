import type { WholeWorld } from '../world.js';
import { adopted, record, ref, type Schema } from './definitions.js';

const who: Schema = { title: 'node or client', type: 'string' };

const pattern: Record<string, Schema> = {
  message: { title: 'message type', type: 'string', description: 'Type of the message.' },
  from: { ...who, description: 'Its sender.' },
  to: { ...who, description: 'Its receiver.' },
};

const timing: Record<string, Schema> = {
  at: { ...ref('duration'), description: 'It begins so long after the workload has started.' },
  when: record(
    {
      ...pattern,
      event: {
        title: 'local event',
        type: 'string',
        description: 'Instead of a message: a local event, at the moment when a node reports it.',
      },
      node: { title: 'node', type: 'string', description: 'The node that reports the event; without it: any.' },
      nth: {
        description: 'Only the nth of these, from 1; without it: every one.',
        type: 'integer',
        minimum: 1,
      },
    },
    [],
    'It strikes messages like this one; with "for", or where the fault lasts, it begins as such a message passes or a ' +
      'node reports such an event.',
  ),
  for: { ...ref('duration'), description: 'It ends after so long; without it: when the workload is over.' },
  only: record(pattern, [], 'It concerns no other messages than these.'),
};

/** The list of faults: each has one trigger (at or when), and one name of a fault with what belongs to it. */
export function faults(world: WholeWorld): Schema {
  return {
    type: 'array',
    items: {
      title: 'fault',
      anyOf: Object.entries(world.faults).map(([name, fault]) => {
        const siblings = Object.fromEntries(
          Object.entries(fault.siblings ?? {}).map(([key, schema]) => [key, adopted(schema)]),
        );
        const value = { ...adopted(fault.schema), description: fault.says };
        return record({ [name]: value, ...siblings, ...timing }, [name], fault.says);
      }),
      examples: ['{at: 100ms, for: 50ms, partition: [[n1], [n2, n3]]}'],
    },
    examples: ['[{at: 100ms, for: 50ms, partition: [[n1], [n2, n3]]}]'],
  };
}

/** Keys of a fault's entry that say when and where, not what. */
export const TIMING_KEYS: readonly string[] = Object.keys(timing);
