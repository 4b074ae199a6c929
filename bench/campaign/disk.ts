import { newTally } from '../../src/explore/tally.js';
import { tryVault, type VaultKind } from '../../src/run/vault.fixture.js';
import type { Campaign } from './campaign.js';

const LOST = 'vault/lost';
const SAFE: VaultKind = 'syncs-first';
const BAD: readonly VaultKind[] = ['answers-first', 'keeps-torn-tail'];
/** A bad one must be found within so many seeds. */
const WITHIN = 1000;

/**
 * A node on a simulated disk, killed again and again: one that answers before it syncs loses what it has answered for,
 * and so does one that writes behind the torn end of its log; one that does neither never does.
 */
export const disk: Campaign = {
  says: `a missing sync loses data within ${WITHIN} seeds, and a node that syncs first loses none in 100,000`,
  seeds: 100_000,
  cases: () => [SAFE, ...BAD],
  once: (name) => (seed) => {
    const { lost, answered } = tryVault(name as VaultKind, seed);
    const tally = newTally();
    tally.runs = 1;
    if (lost.length === 0) tally.pass = 1;
    else {
      const summary = `${lost.length} of ${answered} things that were answered for were gone`;
      tally.rules[LOST] = { runs: 1, seeds: [seed], summary };
      tally.firstOdd = { seed, because: summary };
    }
    return tally;
  },
  isOver: (name, { rules, runs }) => name !== SAFE && (rules[LOST] !== undefined || runs >= WITHIN),
  judge(name, { rules, runs }) {
    const found = rules[LOST];
    if (name === SAFE) return found === undefined ? [] : [`${name}: seed ${found.seeds[0]}: ${found.summary}`];
    return found === undefined ? [`${name}: nothing was lost in ${runs} seeds`] : [];
  },
};
