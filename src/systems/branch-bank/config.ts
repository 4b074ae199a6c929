import type { BankFile } from './original/bank-file.js';

/** The account that all branches hold. */
export const ACCOUNT = 'joint';

/** What every node receives in `init`. */
export interface BranchConfig {
  /** What the account holds at the start at every branch, in minor units. */
  initialBalance: number;
  /** How long a branch waits for an acknowledgement before it sends a write again, in milliseconds. */
  retransmitMs: number;
  /** Digits of a printed amount behind the point: 2 means that the minor unit is a cent. */
  decimals: number;
  /** How the original prints, and what it calls our clients and nodes; absent where nothing is printed. */
  original?: { phase: BankFile['phase']; customers: number[]; branches: number[] };
}

const LABELS = { type: 'array', items: { type: 'integer' } };

/** JSON Schema of `config` in a scenario. */
export const CONFIG_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    initialBalance: {
      description: 'What the account holds at the start, at every branch, in minor units.',
      type: 'integer',
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      default: 1000,
    },
    retransmitMs: {
      description:
        'How long a branch waits for an acknowledgement before it sends a write again, in milliseconds; less than the time after which a quiet system counts as settled.',
      type: 'integer',
      minimum: 1,
      maximum: 250,
      default: 100,
    },
    decimals: {
      description: 'Digits behind the point when money is printed as the original prints it.',
      type: 'integer',
      minimum: 0,
      maximum: 15,
      default: 0,
    },
    original: {
      description:
        'Which phase of the original prints, and its numbers for the customers c1, c2, ... and the branches n1, n2, ...',
      type: 'object',
      additionalProperties: false,
      required: ['phase', 'customers', 'branches'],
      properties: { phase: { enum: [1, 2, 3] }, customers: LABELS, branches: LABELS },
    },
  },
};

/** Fills in defaults. */
export function configure(given: Record<string, unknown>): BranchConfig {
  return {
    initialBalance: (given.initialBalance ?? 1000) as number,
    retransmitMs: (given.retransmitMs ?? 100) as number,
    decimals: (given.decimals ?? 0) as number,
    ...(given.original === undefined ? {} : { original: given.original as NonNullable<BranchConfig['original']> }),
  };
}
