import { readSpec } from '../spec-file.js';
import type { System } from '../system.js';
import { CONFIG_SCHEMA, configure, type LedgerConfig } from './config.js';
import { REFERENCE } from './decisions.js';
import { readInput } from './input.js';
import { MUTANTS } from './mutants.js';
import { ledgerNode } from './node.js';
import { OPERATIONS } from './operations.js';
import { createPrints } from './prints.js';

/** A hash-linked ledger that its nodes extend in turn, by Lamport's mutual exclusion. */
export const mutexLedger: System<LedgerConfig> = {
  name: 'mutex-ledger',
  says: "nodes append transfers to a hash-linked ledger, one at a time by Lamport's mutual exclusion",
  spec: readSpec('mutex-ledger'),
  configSchema: CONFIG_SCHEMA,
  configure,
  accounts: (config) => config.balances,
  program: ledgerNode(REFERENCE),
  mutants: MUTANTS,
  operations: OPERATIONS,
  readInput,
  prints: createPrints,
};
