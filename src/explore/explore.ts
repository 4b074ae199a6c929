import { availableParallelism } from 'node:os';
import type { Scenario } from '../scenario/scenario.js';
import { runPool } from './pool.js';
import { addTally, newTally, type Tally } from './tally.js';
import type { Tried } from './try-seeds.js';
import type { Portion } from './worker.js';

/** How a scenario came out on many seeds. */
export interface Exploration {
  firstSeed: number;
  /** How many were asked for; `tally.runs` says how many were run. */
  seeds: number;
  tally: Tally;
  /** Different orders in which the nodes got each other's messages. */
  orders: number;
  seconds: number;
  interrupted: boolean;
}

export interface ExploreOptions {
  firstSeed: number;
  seeds: number;
  /** Child processes; absent: one for each core. */
  jobs?: number;
  /** Ends it where it stands. */
  signal?: AbortSignal;
  onProgress?(soFar: Exploration): void;
}

const LARGEST_PORTION = 10;

/** Runs a scenario in simulation on `seeds` seeds in a row, over the cores. */
export async function explore(scenario: Scenario, options: ExploreOptions): Promise<Exploration> {
  const { firstSeed, seeds, jobs = availableParallelism(), signal } = options;
  const begun = performance.now();
  const tally = newTally();
  const orders = new Set<number>();
  const size = Math.max(1, Math.min(LARGEST_PORTION, Math.floor(seeds / jobs / 4)));
  let given = 0;
  const soFar = (): Exploration => ({
    firstSeed,
    seeds,
    tally,
    orders: orders.size,
    seconds: (performance.now() - begun) / 1000,
    interrupted: signal?.aborted === true,
  });
  await runPool<Portion, Tried>({
    entry: 'src/explore/worker.ts',
    jobs: Math.min(jobs, Math.ceil(seeds / size)),
    ...(signal !== undefined && { signal }),
    next() {
      if (given === seeds) return undefined;
      const portion = { scenario, first: firstSeed + given, count: Math.min(size, seeds - given) };
      given += portion.count;
      return portion;
    },
    take(tried) {
      addTally(tally, tried.tally);
      for (const order of tried.orders) orders.add(order);
      options.onProgress?.(soFar());
    },
  });
  return soFar();
}
