import { ConfigError } from './system.js';

const MONEY = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER };

/** JSON Schema of `initialBalance` where every node has an account of its own. */
export function initialBalanceSchema(usual: number): object {
  return {
    description: 'What every account holds at the start, in minor units; or an object with an entry for each node.',
    anyOf: [MONEY, { type: 'object', additionalProperties: MONEY }],
    default: usual,
  };
}

/**
 * The balance of every node's account, in minor units, by an `initialBalance` of that schema. Throws ConfigError where it
 * speaks of other nodes than there are, or of more money than can be counted.
 */
export function balancesOf(
  initialBalance: number | Readonly<Record<string, number>>,
  nodes: readonly string[],
): Record<string, number> {
  const balances = forEveryNode('initialBalance', initialBalance, nodes);
  if (Number.isSafeInteger(Object.values(balances).reduce((sum, balance) => sum + balance, 0))) return balances;
  throw new ConfigError('all balances together are too much to be counted exactly: keep them below 2^53', [
    'initialBalance',
  ]);
}

/** What a configuration says under `key` for every node: one number for all, or an entry each. Throws ConfigError. */
export function forEveryNode(
  key: string,
  given: number | Readonly<Record<string, number>>,
  nodes: readonly string[],
): Record<string, number> {
  if (typeof given === 'number') return Object.fromEntries(nodes.map((node) => [node, given]));
  for (const node of nodes) {
    if (!Object.hasOwn(given, node))
      throw new ConfigError(`${key} has no entry for ${node}: give one for each node`, [key]);
  }
  for (const name of Object.keys(given)) refuseOthers(name, nodes, key, name);
  return Object.fromEntries(nodes.map((node) => [node, given[node]!]));
}

/** Throws ConfigError where `name`, which stands at this path of a configuration, is no node. */
export function refuseOthers(
  name: string,
  nodes: readonly string[],
  ...path: [key: string, place: string | number]
): void {
  if (nodes.includes(name)) return;
  throw new ConfigError(`${path[0]} names ${name}, which is no node here: there are ${nodes.join(', ')}`, path);
}
