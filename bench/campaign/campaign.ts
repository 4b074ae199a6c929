import type { Tally } from '../../src/explore/tally.js';
import type { Scenario } from '../../src/scenario/scenario.js';

/** A question put to many seeds. */
export interface Campaign {
  says: string;
  /** It runs on a broker, where no run is like another: CI, which must never flake, leaves it out. */
  isLive?: true;
  /** Seeds for each of its cases in a full campaign. */
  seeds: number;
  /** So many at least, however small a share of them is asked for. */
  least?: number;
  /** Names of its cases. */
  cases(): string[];
  /** What a case runs on a seed, and what is tallied of it. */
  scenario?(name: string): (seed: number) => Scenario;
  /** Instead of a scenario: runs a case on a seed by itself. */
  once?(name: string): (seed: number) => Tally;
  /** Whether a case needs no further seeds; absent: it always does. */
  isOver?(name: string, tally: Tally): boolean;
  /** What is wrong with the outcome of one case over all its seeds, as sentences; none: as it should be. */
  judge(name: string, tally: Tally): string[];
  /** What is to be done with what the seeds of a case came to, in a process of its own; absent: nothing. */
  study?(name: string, tally: Tally): Promise<Study>;
  /** What all its cases together came to; absent: nothing more than each. */
  whole?(tallies: ReadonlyMap<string, Tally>): Study;
}

/** What came of looking closer, or at the whole. */
export interface Study {
  /** What is wrong, as sentences. */
  problems: string[];
  /** What is worth keeping with the results. */
  figures: Record<string, unknown>;
}
