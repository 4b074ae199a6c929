import type { History } from '../../src/history/history.js';
import { consumptionOf, possibleConsumptionOf } from './consumption.js';

/** Which deliveries a process had consumed by each of its own events, as a stream of rows. */
export interface Inbox {
  /**
   * Takes in the next row, in index order. At an event of a process's own, `consumed` is told of each delivery that
   * came to be consumed since the event before: as certain as soon as it is, and once before that as only possible, if
   * there is a before.
   */
  step(row: number): void;
}

export type Consumed = (process: number, deliverRow: number, certain: boolean) => void;

export function createInbox(history: History, consumed: Consumed): Inbox {
  const sure = consumptionOf(history);
  const perhaps = sure.exact.includes(0) ? possibleConsumptionOf(history) : undefined;
  let nextSure = 0;
  let nextPerhaps = 0;

  function tellPossible(row: number, process: number, first: number): void {
    for (; nextPerhaps < perhaps!.count && perhaps!.at[nextPerhaps] === row; nextPerhaps++) {
      const delivery = perhaps!.delivery[nextPerhaps]!;
      if (sure.exact[process] === 0 && !sure.delivery.subarray(first, nextSure).includes(delivery))
        consumed(process, delivery, false);
    }
  }

  return {
    step(row) {
      const first = nextSure;
      for (; nextSure < sure.count && sure.at[nextSure] === row; nextSure++)
        consumed(history.process[row]!, sure.delivery[nextSure]!, true);
      if (perhaps !== undefined) tellPossible(row, history.process[row]!, first);
    },
  };
}
