import { ConfigError } from '../system.js';

/** What every node receives in `init`. */
export interface BankConfig {
  /** Money of each node's account at the start, in minor units. */
  balances: Record<string, number>;
  /** Nodes consume what other nodes send them only when a client tells them to. */
  manual: boolean;
  /** Nodes that take part only from when a client creates them. */
  late: string[];
  /** What the original calls each node. */
  labels: Record<string, number>;
}

const MONEY = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };

/** JSON Schema of `config` in a scenario. */
export const CONFIG_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    initialBalance: {
      description: 'What every account holds at the start, in minor units; or an object with an entry for each node.',
      anyOf: [MONEY, { type: 'object', additionalProperties: MONEY }],
      default: 100,
    },
    manual: {
      description: 'Whether nodes consume what other nodes send them only when a client tells them to.',
      type: 'boolean',
      default: false,
    },
    late: {
      description: 'Nodes that take part only from when a client asks them to (create); all others from the start.',
      type: 'array',
      items: { type: 'string' },
      uniqueItems: true,
      default: [],
    },
    labels: {
      description: 'What each node is called in prints: whole numbers. Those of n1, n2, ... unless given.',
      type: 'object',
      additionalProperties: { type: 'integer', minimum: 0 },
    },
  },
};

/** Fills in defaults and gives every node's account its balance. Throws ConfigError where it speaks of other nodes. */
export function configure(given: Record<string, unknown>, nodes: readonly string[]): BankConfig {
  const initial = (given.initialBalance ?? 100) as number | Record<string, number>;
  const balances = forEveryNode('initialBalance', initial, nodes);
  const late = (given.late ?? []) as string[];
  for (const [place, name] of late.entries()) {
    if (!nodes.includes(name)) throw new ConfigError(`late names ${name}, ${noNode(nodes)}`, ['late', place]);
  }
  if (!Number.isSafeInteger(Object.values(balances).reduce((sum, balance) => sum + balance, 0))) {
    throw new ConfigError('all balances together are too much to be counted exactly: keep them below 2^53', [
      'initialBalance',
    ]);
  }
  const usual = Object.fromEntries(nodes.map((node, place) => [node, place + 1]));
  const labels = forEveryNode('labels', (given.labels ?? usual) as Record<string, number>, nodes);
  return { balances, manual: (given.manual ?? false) as boolean, late, labels };
}

function forEveryNode(key: string, given: number | Record<string, number>, nodes: readonly string[]) {
  const values: Record<string, number> = {};
  for (const node of nodes) {
    const value = typeof given === 'number' ? given : given[node];
    if (value === undefined) throw new ConfigError(`${key} has no entry for ${node}: give one for each node`, [key]);
    values[node] = value;
  }
  for (const name of typeof given === 'number' ? [] : Object.keys(given)) {
    if (!nodes.includes(name)) throw new ConfigError(`${key} names ${name}, ${noNode(nodes)}`, [key, name]);
  }
  return values;
}

function noNode(nodes: readonly string[]): string {
  return `which is no node here: there are ${nodes.join(', ')}`;
}
