import { readSpec } from '../spec-file.js';
import type { System } from '../system.js';
import { ACCOUNT, type BranchConfig, CONFIG_SCHEMA, configure } from './config.js';
import { REFERENCE } from './decisions.js';
import { readInput } from './input.js';
import { MUTANTS } from './mutants.js';
import { branchNode } from './node.js';
import { OPERATIONS } from './operations.js';
import { readOutput } from './outputs/read-output.js';
import { createPrints } from './prints.js';

/** Branches that replicate deposits and withdrawals of one account, each customer finding what it has written and read. */
export const branchBank: System<BranchConfig> = {
  name: 'branch-bank',
  says: 'branches replicate deposits and withdrawals; a customer finds its own writes at every branch',
  spec: readSpec('branch-bank'),
  configSchema: CONFIG_SCHEMA,
  configure,
  accounts: ({ initialBalance }) => ({ [ACCOUNT]: initialBalance }),
  program: branchNode(REFERENCE),
  mutants: MUTANTS,
  operations: OPERATIONS,
  readInput,
  prints: createPrints,
  readOutput,
};
