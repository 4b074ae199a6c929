import type { Mutant } from '../system.js';
import type { LedgerConfig } from './config.js';

export const MUTANTS: Record<string, Mutant<LedgerConfig>> = {};
