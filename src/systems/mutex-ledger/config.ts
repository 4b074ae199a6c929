import { HASH_PROFILES } from '../../history/block-hash.js';
import { balancesOf, initialBalanceSchema } from '../for-every-node.js';

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

const USUAL_BALANCE = 10;

/** JSON Schema of `config` in a scenario. */
export const CONFIG_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    initialBalance: initialBalanceSchema(USUAL_BALANCE),
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

/** Fills in defaults and gives every node's account its balance. Throws ConfigError where it speaks of other nodes. */
export function configure(given: Record<string, unknown>, nodes: readonly string[]): LedgerConfig {
  return {
    balances: balancesOf((given.initialBalance ?? USUAL_BALANCE) as number | Record<string, number>, nodes),
    holdMs: (given.holdMs ?? 0) as number,
    hashProfile: (given.hashProfile ?? 'netstring') as string,
    decimals: (given.decimals ?? 0) as number,
  };
}
