import type { Tally } from '../../src/explore/tally.js';

/** What is wrong with a case of which every run is to pass. */
export function allPass(name: string, { runs, pass, firstOdd }: Tally): string[] {
  if (pass === runs) return [];
  return [`${name}: ${runs - pass} of ${runs} runs did not pass; seed ${firstOdd?.seed}: ${firstOdd?.because}`];
}
