import type { Disturbance } from './disturbances.js';

/** What becomes of a message in the end; `dropped` and `held` say why. */
export interface Fate {
  dropped?: string;
  held?: string;
  delay: number;
  copies: number;
  overtake: boolean;
}

const UNDISTURBED: Fate = Object.freeze({ delay: 0, copies: 0, overtake: false });

/** Drop beats hold, hold beats delay, delays and copies add up. */
export function combine(decisions: readonly Disturbance[]): Readonly<Fate> {
  if (decisions.length === 0) return UNDISTURBED;
  const fate: Fate = { delay: 0, copies: 0, overtake: false };
  for (const { why, drop, hold, delay = 0, copies = 0, overtake = false } of decisions) {
    if (drop) fate.dropped ??= why;
    if (hold) fate.held ??= why;
    fate.delay += delay;
    fate.copies += copies;
    fate.overtake ||= overtake;
  }
  return fate;
}
