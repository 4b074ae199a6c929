import { readSpec } from '../spec-file.js';
import type { System } from '../system.js';
import { type BankConfig, CONFIG_SCHEMA, configure } from './config.js';
import { REFERENCE } from './decisions.js';
import { readInput } from './input.js';
import { MUTANTS } from './mutants.js';
import { bankNode } from './node.js';
import { OPERATIONS } from './operations.js';
import { readOutput } from './outputs/read-output.js';
import { createPrints } from './prints.js';

/** Nodes that send money to each other while snapshots of the whole bank are taken. */
export const snapshotBank: System<BankConfig> = {
  name: 'snapshot-bank',
  says: 'nodes send each other money, and observers take snapshots of all accounts and channels, as of Chandy and Lamport',
  spec: readSpec('snapshot-bank'),
  configSchema: CONFIG_SCHEMA,
  configure,
  accounts: (config) => config.balances,
  program: bankNode(REFERENCE),
  mutants: MUTANTS,
  operations: OPERATIONS,
  readInput,
  prints: createPrints,
  readOutput,
};
