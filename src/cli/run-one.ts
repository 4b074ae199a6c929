import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HistoryError } from '../history/files/error.js';
import { forJson, forTerminal } from '../report/escape.js';
import { jsonRun } from '../report/json.js';
import type { Report } from '../report/report.js';
import type { RunResult } from '../run/result.js';
import { runScenario } from '../run/run.js';
import { withNodeCommand, withSeed } from '../scenario/overrides.js';
import type { Scenario } from '../scenario/scenario.js';
import { type Console, progressOn } from './console.js';
import { wholeNumber } from './numbers.js';
import { flagsFor, type Place, type PlaceOptions, wordsFor } from './place.js';
import type { ReportOptions } from './report-options.js';
import { UsageError } from './usage-error.js';
import { wordsOf } from './words-of.js';

export interface RunOptions extends ReportOptions, PlaceOptions {
  seed?: string;
  node?: string;
  out: string;
  system?: string;
  input?: string;
}

/** Reads a flag that overrides what a scenario says; throws UsageError. */
export function overridesOf(options: RunOptions): (scenario: Scenario) => Scenario {
  const seed = options.seed === undefined ? undefined : wholeNumber('--seed', options.seed, 0);
  const command = options.node === undefined ? undefined : wordsOf(options.node);
  return (scenario) => {
    const seeded = seed === undefined ? scenario : withSeed(scenario, seed);
    return command === undefined ? seeded : withNodeCommand(seeded, command);
  };
}

export interface Done {
  report: Report;
  result: RunResult;
  interrupted: boolean;
}

/** Runs one scenario and says what came of it; its folder also gets its verdict. `source`: the words that name it. */
export async function runOne(
  scenario: Scenario,
  place: Place,
  source: readonly string[],
  options: RunOptions,
  console: Console,
): Promise<Done> {
  makeFolder(options.out);
  const progress = progressOn(console);
  const onProgress = (text: string): void => progress.show(forTerminal(`${scenario.name}: ${text}`));
  try {
    return await console.interruptible(async (signal) => {
      const result = await runScenario(scenario, { host: place, out: options.out, onProgress, signal });
      const again = [...source, '--seed', String(scenario.seed), ...flagsFor(place), ...flagOf('--node', options.node)];
      const report = reportOf(result, wordsFor(place), ['run', ...again], console.program);
      if (result.history !== undefined)
        writeFileSync(join(dirname(result.history), 'verdict.json'), `${forJson(jsonRun(report), 2)}\n`);
      return { report, result, interrupted: signal.aborted };
    });
  } catch (error) {
    // What this run itself has recorded is not the user's to mend.
    throw error instanceof HistoryError ? new Error(`the history of this run cannot be read: ${error.message}`) : error;
  } finally {
    progress.clear();
  }
}

function reportOf(result: RunResult, where: string, again: readonly string[], program: readonly string[]): Report {
  const { scenario, verdict, broken, history } = result;
  return {
    scenario: scenario.name,
    system: scenario.system,
    nodes: scenario.nodes.map(({ id }) => id),
    seed: result.seed,
    where,
    ...(history !== undefined && { history }),
    expected: 'fail' in scenario.expect ? scenario.expect : scenario.expect.verdict,
    asExpected: result.asExpected,
    verdict: verdict.verdict,
    because: verdict.because,
    checks: result.checks,
    notExercised: verdict.notExercised,
    unmet: result.unmet,
    ...(broken !== undefined && { broken }),
    program,
    again,
  };
}

function flagOf(flag: string, value: string | undefined): string[] {
  return value === undefined ? [] : [flag, value];
}

function makeFolder(out: string): void {
  try {
    mkdirSync(out, { recursive: true });
  } catch (error) {
    throw new UsageError(
      `--out ${out} cannot be made: ${(error as Error).message}. It takes a folder that you may write to.`,
    );
  }
}
