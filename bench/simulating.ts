import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { readHistory } from '../src/history/files/read.js';
import { memorySink } from '../src/history/files/sinks.js';
import { PACKAGE_ROOT } from '../src/package-root.js';
import { judgeRun } from '../src/run/judge-run.js';
import { openScenario } from '../src/run/open-scenario.js';
import { simulate } from '../src/run/simulate.js';
import { spread } from './campaign/spread.js';

const SCENARIO = 'mutex-ledger/reference-contention.yaml';
const WARM_UP = 50;
const RUNS = 200;
const SPREAD_RUNS = 1000;

/** Simulated events/s and runs/s of the reference workload, and what of it is simulating, reading and judging. */
export async function benchSimulating(): Promise<void> {
  const scenario = openScenario(join(PACKAGE_ROOT, 'scenarios', SCENARIO));
  const spent = { simulating: 0, reading: 0, judging: 0 };
  let events = 0;
  for (let run = 0; run < WARM_UP + RUNS; run++) {
    const seeded = { ...scenario, seed: run };
    const sink = memorySink();
    const t0 = performance.now();
    simulate(seeded, sink);
    const t1 = performance.now();
    const history = readHistory(sink.bytes(), 'bench');
    const t2 = performance.now();
    judgeRun(seeded, history);
    const t3 = performance.now();
    if (run < WARM_UP) continue;
    events += history.length;
    spent.simulating += t1 - t0;
    spent.reading += t2 - t1;
    spent.judging += t3 - t2;
  }
  const total = spent.simulating + spent.reading + spent.judging;
  const share = (part: number) => `${((100 * part) / total).toFixed(0)}%`;
  const parts = Object.entries(spent).map(([what, ms]) => `${what} ${share(ms)}`);
  console.log(`${SCENARIO}: ${scenario.workload?.operations} operations, ${Math.round(events / RUNS)} events a run`);
  console.log(
    `one core, in one process: ${rate(events, total)} events/s, ${rate(RUNS, total)} runs/s (${parts.join(', ')})`,
  );

  const t0 = performance.now();
  await spread('reference', [SCENARIO], 1, SPREAD_RUNS, () => {});
  const wall = performance.now() - t0;
  const cores = availableParallelism();
  console.log(`${cores} processes, their start included: ${rate(SPREAD_RUNS, wall)} runs/s (aim on two cores: 200)`);
}

function rate(count: number, ms: number): string {
  return Math.round((count * 1000) / ms).toLocaleString('en-US');
}
