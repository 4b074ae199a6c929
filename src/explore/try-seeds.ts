import { runInSimulation } from '../run/simulate.js';
import type { Scenario } from '../scenario/scenario.js';
import { deliveryOrder } from './covered.js';
import { addTally, newTally, type Tally, tallyOf } from './tally.js';

/** What some seeds came to, as a child process answers. */
export interface Tried {
  tally: Tally;
  /** For each run a number for the order of its deliveries. */
  orders: number[];
}

/** Runs what `scenario` gives for each of `count` seeds from `first` on. */
export function trySeeds(scenario: (seed: number) => Scenario, first: number, count: number): Tried {
  const tally = newTally();
  const orders: number[] = [];
  for (let seed = first; seed < first + count; seed++) {
    const result = runInSimulation(scenario(seed));
    addTally(tally, tallyOf(result));
    orders.push(deliveryOrder(result.log!));
  }
  return { tally, orders };
}
