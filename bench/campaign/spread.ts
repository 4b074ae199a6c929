import { runPool } from '../../src/explore/pool.js';
import { addTally, newTally, type Tally } from '../../src/explore/tally.js';
import { CAMPAIGNS } from './registry.js';
import type { Portion } from './worker.js';

const SEEDS_A_PORTION = 10;

/** Spreads the seeds of all cases over the cores. `tell` hears how many runs are over. */
export async function spread(
  campaign: string,
  cases: readonly string[],
  first: number,
  seeds: number,
  tell: (runs: number) => void,
): Promise<Map<string, Tally>> {
  const tallies = new Map(cases.map((name) => [name, newTally()]));
  const portions = cases.flatMap((name) => portionsOf(campaign, name, first, seeds));
  let runs = 0;
  const isOver = (name: string) => CAMPAIGNS[campaign]!.isOver?.(name, tallies.get(name)!) ?? false;
  await runPool<Portion, { name: string; tally: Tally }>({
    entry: 'bench/campaign/worker.ts',
    next() {
      let portion = portions.shift();
      while (portion !== undefined && isOver(portion.name)) portion = portions.shift();
      return portion;
    },
    take({ name, tally }) {
      addTally(tallies.get(name)!, tally);
      runs += tally.runs;
      tell(runs);
    },
  });
  return tallies;
}

function portionsOf(campaign: string, name: string, first: number, seeds: number): Portion[] {
  const portions: Portion[] = [];
  for (let done = 0; done < seeds; done += SEEDS_A_PORTION) {
    portions.push({ campaign, name, first: first + done, count: Math.min(SEEDS_A_PORTION, seeds - done) });
  }
  return portions;
}
