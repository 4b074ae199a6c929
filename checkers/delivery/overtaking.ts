import type { History } from '../../src/history/history.js';
import { oncePerHistory } from '../contract/once-per-history.js';
import type { Deliveries } from './deliveries.js';

/**
 * Why the order of deliveries up to `row` cannot be held against the nodes: they go by the order of the links, and the
 * network let a message overtake another one, from which the system does not promise to recover.
 */
export function overtaking(history: History, deliveries: Deliveries, row: number): string | undefined {
  if (deliveries.byEvents || history.header.spec.tolerates.reordering) return undefined;
  const at = firstOvertaking(history);
  if (at < 0 || at > row) return undefined;
  return `the network let a message overtake another one (event ${at}), and ${history.header.system} takes for granted that this does not happen`;
}

/** Row of the first delivery of a message that was sent before one that was delivered on the same link already, or -1. */
const firstOvertaking: (history: History) => number = oncePerHistory((history) => {
  const deliver = history.kindOf('relay', 'deliver');
  const width = history.processes.length;
  const latest = new Map<number, number>();
  const delivered = new Uint8Array(history.length);
  for (let row = 0; row < history.length; row++) {
    if (history.kind[row] !== deliver) continue;
    const sent = history.ref[row]!;
    // A second copy overtakes nobody.
    if (delivered[sent] === 1) continue;
    delivered[sent] = 1;
    const link = history.process[sent]! * width + history.process[row]!;
    if (sent < (latest.get(link) ?? -1)) return row;
    latest.set(link, sent);
  }
  return -1;
});
