import { HASH_PROFILES } from '../../history/block-hash.js';
import { ConfigError } from '../system.js';

/** What every node receives in `init`. */
export interface LedgerConfig {
  /** Money of each node's account at the start, in minor units. */
  balances: Record<string, number>;
  /** How long a node stays in its critical section, in milliseconds. */
  holdMs: number;
  /** How a block's bytes are laid out for hashing. */
  hashProfile: string;
  /** Digits of a printed amount behind the point: 2 means that the minor unit is a cent. */
  decimals: number;
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
      default: 10,
    },
    holdMs: {
      description: 'How long a node stays in its critical section, in milliseconds.',
      type: 'integer',
      minimum: 0,
      maximum: 60_000,
      default: 0,
    },
    hashProfile: {
      description: "How a block's bytes are laid out for hashing; the check hash-chain must be given the same one.",
      enum: Object.keys(HASH_PROFILES),
      default: 'netstring',
    },
    decimals: {
      description: 'Digits behind the point when money is printed as the original prints it.',
      type: 'integer',
      minimum: 0,
      maximum: 4,
      default: 0,
    },
  },
};

/** Fills in defaults and gives every node's account its balance. Throws ConfigError where an account is missing. */
export function configure(given: Record<string, unknown>, nodes: readonly string[]): LedgerConfig {
  const initial = (given.initialBalance ?? 10) as number | Record<string, number>;
  const balances: Record<string, number> = {};
  for (const node of nodes) {
    const balance = typeof initial === 'number' ? initial : initial[node];
    if (balance === undefined) {
      throw new ConfigError(`initialBalance has no entry for ${node}: give one number for all, or one for each node`, [
        'initialBalance',
      ]);
    }
    balances[node] = balance;
  }
  for (const name of typeof initial === 'number' ? [] : Object.keys(initial)) {
    if (!nodes.includes(name)) {
      throw new ConfigError(`initialBalance names ${name}, which is no node here: there are ${nodes.join(', ')}`, [
        'initialBalance',
        name,
      ]);
    }
  }
  if (!Number.isSafeInteger(Object.values(balances).reduce((sum, balance) => sum + balance, 0))) {
    throw new ConfigError('all balances together are too much to be counted exactly: keep them below 2^53', [
      'initialBalance',
    ]);
  }
  return {
    balances,
    holdMs: (given.holdMs ?? 0) as number,
    hashProfile: (given.hashProfile ?? 'netstring') as string,
    decimals: (given.decimals ?? 0) as number,
  };
}
