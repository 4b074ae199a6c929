import type { Mutant } from '../system.js';
import type { BranchConfig } from './config.js';
import { type Decisions, REFERENCE } from './decisions.js';
import { branchNode } from './node.js';

interface Planted {
  /** The one decision that is taken differently. */
  decision: Partial<Decisions>;
  bug: string;
  kills: readonly string[];
  aimed?: string;
}

/** Bugs to plant, most of them seen in real implementations of this protocol. */
const PLANTED: Record<string, Planted> = {
  'clock-without-max': {
    decision: { mergeClock: (own) => own + 1 },
    bug: 'on receipt the clock moves by one and does not catch up with the message',
    kills: ['lamport-clock/receive'],
  },
};

/** The reference with one decision replaced, by the name of the bug. */
export const MUTANTS: Record<string, Mutant<BranchConfig>> = Object.fromEntries(
  Object.entries(PLANTED).map(([name, { decision, ...about }]) => [
    name,
    { program: branchNode({ ...REFERENCE, ...decision }), ...about },
  ]),
);
