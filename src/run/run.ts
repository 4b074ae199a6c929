import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { customAlphabet } from 'nanoid';
import { readHistoryFile } from '../history/files/read.js';
import { fileSink } from '../history/files/sinks.js';
import { createNatsHost } from '../hosts/nats/nats-host.js';
import { ScenarioError } from '../scenario/problem.js';
import type { Scenario } from '../scenario/scenario.js';
import { SYSTEMS } from '../systems/registry.js';
import type { Broker } from '../wire/broker.js';
import { openBroker, parseBrokerChoice } from '../wire/open-broker.js';
import { createConduct } from './conduct.js';
import { headerOf } from './header.js';
import { impossibleOn } from './impossible.js';
import { judgeRun } from './judge-run.js';
import type { RunResult } from './result.js';
import { simulate } from './simulate.js';

export interface RunOptions {
  host: { kind: 'sim' } | { kind: 'nats'; broker: string };
  /** Folder that gets one folder for this run. */
  out: string;
  /** A line on what is happening now. */
  onProgress?(text: string): void;
  /** Ends the run where it stands; its history is sealed as unsettled. */
  signal?: AbortSignal;
}

const newRunId = customAlphabet('0123456789abcdefghijklmnopqrstuvwxyz', 12);
const PROGRESS_EVERY_MS = 200;

/**
 * Runs a scenario, records it to `<out>/<scenario>-<run>/history.jsonl`, and judges the record. The history is sealed
 * before anything is judged. What is wrong with the broker comes back as `broken`. Throws ScenarioError, before anything
 * runs, where the host cannot do one of the faults.
 */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<RunResult> {
  const sim = options.host.kind === 'sim';
  refuseImpossible(scenario, options.host);
  const run = sim ? `seed-${scenario.seed}` : newRunId();
  const folder = newFolder(options.out, `${slugOf(scenario.name)}-${run}`);
  const path = join(folder, 'history.jsonl');
  const base = { scenario, seed: scenario.seed, host: options.host.kind };
  try {
    const { stepRows, broken } = sim
      ? simulate(scenario, fileSink(path))
      : await runOnNats(scenario, run, folder, path, options);
    options.onProgress?.('judging');
    const log = readHistoryFile(path);
    return { ...base, history: path, log, stepRows, ...judgeRun(scenario, log, broken), broken };
  } catch (error) {
    if (!(error instanceof BrokerProblem)) throw error;
    const verdict = { verdict: 'unknown' as const, because: error.message, notExercised: [] };
    return { ...base, stepRows: [], checks: [], unmet: [], verdict, asExpected: false, broken: error.message };
  }
}

function refuseImpossible(scenario: Scenario, host: RunOptions['host']): void {
  const isOthers = host.kind === 'nats' && host.broker !== 'embedded';
  const message = impossibleOn(host.kind, scenario) ?? (isOthers ? impossibleOn('server', scenario) : undefined);
  if (message !== undefined) throw new ScenarioError([{ file: scenario.file, line: 0, column: 0, message }]);
}

/** The broker could not be started or reached. */
class BrokerProblem extends Error {
  override name = 'BrokerProblem';
}

async function runOnNats(
  scenario: Scenario,
  run: string,
  folder: string,
  path: string,
  { host, onProgress, signal }: RunOptions,
): Promise<Pick<RunResult, 'stepRows' | 'broken'>> {
  const choice = parseBrokerChoice((host as { broker: string }).broker);
  const nodes = scenario.nodes.map(({ id }) => id);
  onProgress?.('starting the broker');
  const broker: Broker = await openBroker(choice, { run, nodes }).catch((error: Error) => {
    throw new BrokerProblem(error.message);
  });
  const system = SYSTEMS[scenario.system]!;
  const header = headerOf(scenario, system, { run, host: 'nats', identities: broker.identities });
  let phase = 'starting';
  let sealed: () => void = () => {};
  const done = new Promise<void>((resolve) => (sealed = resolve));
  const conduct = createConduct({
    scenario,
    system,
    header,
    sink: fileSink(path),
    onFinish: sealed,
    onPhase: (now) => (phase = now),
  });
  const interrupt = () => conduct.abandon('interrupted');
  try {
    const nats = await createNatsHost(
      { broker, run, system: scenario.system, nodes: scenario.nodes, out: folder },
      conduct.listener,
    ).catch((error: Error) => {
      throw new BrokerProblem(error.message);
    });
    const ticker = setInterval(() => {
      conduct.flush();
      onProgress?.(`${phase}, ${conduct.rows()} events`);
    }, PROGRESS_EVERY_MS);
    try {
      conduct.begin(nats);
      if (signal?.aborted) interrupt();
      else signal?.addEventListener('abort', interrupt);
      await done;
    } finally {
      clearInterval(ticker);
      signal?.removeEventListener('abort', interrupt);
      await nats.close();
    }
  } finally {
    await broker.stop();
  }
  return { stepRows: conduct.stepRows, broken: conduct.broken() };
}

/** A folder that was not there before: a run never writes over another's. */
function newFolder(out: string, name: string): string {
  mkdirSync(out, { recursive: true });
  for (let attempt = 1; ; attempt++) {
    const folder = join(out, attempt === 1 ? name : `${name}.${attempt}`);
    try {
      mkdirSync(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** A scenario's name as part of a path. */
function slugOf(name: string): string {
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return slug.replace(/^-|-$/g, '').slice(0, 60) || 'scenario';
}
