import { crash } from '../faults/crash.js';
import { delay } from '../faults/delay.js';
import { loss } from '../faults/loss.js';
import { partition } from '../faults/partition.js';
import { randomOf } from '../faults/random.js';
import { reorder } from '../faults/reorder.js';
import { skew } from '../faults/skew.js';
import { ConfigError, type System } from '../systems/system.js';
import type { Operation } from '../workload/operation.js';
import type { WholeWorld } from './world.js';

/** A small world for tests, which stays as it is when systems, faults and checkers are added to the real one. */
export const WORLD: WholeWorld = {
  checkers: {
    order: { rules: ['fifo', 'causal'] },
    conservation: {
      rules: ['total'],
      options: { type: 'object', additionalProperties: false, properties: { slack: { type: 'integer' } } },
    },
  },
  systems: { 'tiny-bank': tinyBank(), 'other-bank': tinyBank() },
  faults: { delay, loss, partition, crash, reorder, skew, random: randomOf({ crash, delay, partition }) },
};

function tinyBank(): System<{ balance: number; mode: string }> {
  const operation = (schema: object): Operation => ({
    says: 'does something',
    arguments: { type: 'object', additionalProperties: false, ...schema },
    draw: () => ({}),
    request: () => ({ type: 'x' }),
    outcome: () => undefined,
  });
  const message = { says: 'says something', from: 'any', to: 'any', body: {} } as const;
  return {
    name: 'tiny-bank',
    says: 'a bank for tests',
    spec: {
      name: 'tiny-bank',
      observation: 'chain',
      messages: { transfer: message, ASK: message, GRANT: message },
      events: { entered: { says: 'is in', fields: {} }, left: { says: 'is out', fields: {} } },
      background: [],
      tolerates: { loss: false, duplication: false, reordering: false, crashes: false },
      checks: ['order', 'conservation'],
      roles: { holder: { gained: 'entered', lost: 'left' } },
    },
    configSchema: {
      type: 'object',
      additionalProperties: false,
      properties: { balance: { type: 'integer', minimum: 0 }, mode: { enum: ['quick', 'careful'] } },
    },
    configure({ balance = 10, mode = 'careful' }) {
      if (balance === 13) throw new ConfigError('13 brings bad luck', ['balance']);
      return { balance: balance as number, mode: mode as string };
    },
    accounts: ({ balance }, nodes) => Object.fromEntries(nodes.map((node) => [node, balance])),
    program: () => ({}),
    mutants: { forgetful: { program: () => ({}), bug: 'forgets', kills: ['order/fifo'] } },
    operations: {
      transfer: operation({
        required: ['to', 'amount'],
        properties: { to: { type: 'string', format: 'node' }, amount: { type: 'integer' } },
      }),
      balance: operation({ properties: {} }),
    },
  };
}
