import type { Span } from './span.js';

/** What may be wrong with the machine that a node runs on. */

/** A clock that shows `by` ns more than it should (less, where it is negative) and runs `1 + drift` times too fast. */
export interface Skew {
  by: number;
  drift: number;
}

/** How often a crash leaves a part of a write on a healthy disk. */
export const USUAL_TEAR = 0.5;

/** What is wrong with a disk; fields that are absent stay as they are. */
export interface DiskIlls {
  /** Added to the time that a sync takes. */
  slow?: Span | undefined;
  /** Probability with which a sync fails. */
  fail?: number;
  /** Probability with which a crash leaves a part of a write. */
  tear?: number;
  /** Bits that a crash turns over. */
  flip?: number;
}

/** What a clock that was set wrong at `since` (ns) shows at `now`; never less than nothing. */
export function skewed(now: number, since: number, { by, drift }: Skew): number {
  return Math.max(0, Math.round(now + by + (now - since) * drift));
}
