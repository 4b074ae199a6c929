import { holds, type ToldSet } from '../sessions/told-set.js';
import type { Books, Write } from './books.js';

/** Writes of each stream, back from the last one in the set and on from it, that are looked at. */
const NEAR = 1000;

/** Which write explains that a balance is off by `difference` from what its set of writes makes; undefined: no single one. */
export function suspectWrite(
  books: Books,
  set: ToldSet,
  account: string,
  difference: number,
): { write: Write; what: string } | undefined {
  const near = books.writes.flatMap((writes, stream) => {
    const at = Math.min(set.upTo[stream]!, writes.length);
    return writes.slice(Math.max(0, at - NEAR), at + NEAR).filter((write) => write.account === account);
  });
  const isIn = ({ stream, seq }: Write) => seq <= set.upTo[stream]! || holds(set.beyond, stream, seq);
  const explanations: [string, (write: Write) => boolean][] = [
    ['lacks', (write) => isIn(write) && write.change === -difference],
    ['counts twice', (write) => isIn(write) && write.change === difference],
    ['contains, though it does not say so,', (write) => !isIn(write) && write.change === difference],
    ['counts the wrong way round', (write) => isIn(write) && write.change * -2 === difference],
  ];
  for (const [what, explains] of explanations) {
    const candidates = near.filter(explains);
    if (candidates.length === 1) return { write: candidates[0]!, what };
    if (candidates.length > 1) return undefined;
  }
  return undefined;
}
