import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { compiledEntry } from '../../src/package-root.js';
import { addTally, newTally, type Tally } from './campaign.js';
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
  const work = (child: ChildProcess): Promise<void> =>
    new Promise((resolve, reject) => {
      const next = (): void => {
        let portion = portions.shift();
        while (portion !== undefined && isOver(portion.name)) portion = portions.shift();
        if (portion === undefined) child.disconnect();
        else child.send(portion);
      };
      child.on('message', ({ name, tally }: { name: string; tally: Tally }) => {
        addTally(tallies.get(name)!, tally);
        runs += tally.runs;
        tell(runs);
        next();
      });
      child.on('error', reject);
      child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with code ${code}`))));
      next();
    });
  const children = Array.from({ length: availableParallelism() }, () =>
    fork(compiledEntry('bench/campaign/worker.ts')),
  );
  try {
    await Promise.all(children.map(work));
  } finally {
    for (const child of children) child.kill();
  }
  return tallies;
}

function portionsOf(campaign: string, name: string, first: number, seeds: number): Portion[] {
  const portions: Portion[] = [];
  for (let done = 0; done < seeds; done += SEEDS_A_PORTION) {
    portions.push({ campaign, name, first: first + done, count: Math.min(SEEDS_A_PORTION, seeds - done) });
  }
  return portions;
}
