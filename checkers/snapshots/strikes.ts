import type { Conditions, Header } from '../../src/history/header.js';

/**
 * What the algorithm takes for granted, links that neither lose nor repeat a message nor let one overtake another, and
 * nodes that live on, and the first event by which each was broken in this history, or -1.
 */
export type Strikes = Record<keyof Conditions, number>;

export function noStrikes(): Strikes {
  return { loss: -1, duplication: -1, reordering: -1, crashes: -1 };
}

/** Notes that something happened that takes effect from `row` on. */
export function strike(strikes: Strikes, what: keyof Conditions, row: number): void {
  if (strikes[what] < 0 || row < strikes[what]) strikes[what] = row;
}

const WORDS: Record<keyof Conditions, string> = {
  loss: 'a message between nodes was lost',
  duplication: 'a message between nodes came twice',
  reordering: 'a message overtook another one on its link',
  crashes: 'a node ended its life',
};

/** Rules that a fault of a kind may break without any fault of the nodes. Absent: all of them. */
const HARMED: Partial<Record<keyof Conditions, readonly string[]>> = {
  loss: ['cut', 'channel', 'closing', 'total', 'complete'],
  reordering: ['cut', 'channel', 'total', 'complete'],
};

/** Why a rule cannot be held against the nodes for what they did up to `row`; undefined where it can. */
export function preconditionBroken(header: Header, strikes: Strikes, rule: string, row: number): string | undefined {
  for (const what of Object.keys(WORDS) as (keyof Conditions)[]) {
    const at = strikes[what];
    if (at < 0 || at > row || header.spec.tolerates[what]) continue;
    const harmed = HARMED[what];
    if (harmed === undefined || harmed.includes(rule)) {
      return `${WORDS[what]} (event ${at}), and ${header.system} takes for granted that this does not happen`;
    }
  }
  return undefined;
}
