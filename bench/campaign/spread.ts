import { runPool } from '../../src/explore/pool.js';
import { addTally, newTally, type Tally } from '../../src/explore/tally.js';
import type { Study } from './campaign.js';
import { CAMPAIGNS } from './registry.js';
import type { Finished } from './study-worker.js';
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

/** Looks closer at every case, over the cores. */
export async function studyAll(campaign: string, tallies: ReadonlyMap<string, Tally>): Promise<Map<string, Study>> {
  const cases = [...tallies];
  const studies = new Map<string, Study>();
  await runPool<Finished, { name: string; study: Study }>({
    entry: 'bench/campaign/study-worker.ts',
    next() {
      const [name, tally] = cases.shift() ?? [];
      return name === undefined ? undefined : { campaign, name, tally: tally! };
    },
    take: ({ name, study }) => void studies.set(name, study),
  });
  return studies;
}

function portionsOf(campaign: string, name: string, first: number, seeds: number): Portion[] {
  const portions: Portion[] = [];
  for (let done = 0; done < seeds; done += SEEDS_A_PORTION) {
    portions.push({ campaign, name, first: first + done, count: Math.min(SEEDS_A_PORTION, seeds - done) });
  }
  return portions;
}
