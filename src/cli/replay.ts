import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type ReplayResult, replay } from '../explore/replay.js';
import type { Difference } from '../explore/replay-lives.js';
import { readHistory } from '../history/files/read.js';
import { forTerminal } from '../report/escape.js';
import { terminal } from '../report/terminal.js';
import { reportOfHistory } from './check.js';
import type { AddCommand } from './command.js';
import { type Console, paintFor } from './console.js';
import { EXIT, exitCodeOf } from './exit-code.js';
import { withReportOptions, writeReports } from './report-options.js';
import { runFiles } from './run.js';
import type { RunOptions } from './run-one.js';
import { UsageError } from './usage-error.js';

/** `touchstone replay`: does a recorded run again, exactly, or says where it first comes out differently. */
export const addReplay: AddCommand = (program, console, finish) => {
  const command = program
    .command('replay')
    .description('runs a recorded history again, or a scenario with a seed, and says where it diverges')
    .argument('<history-or-scenario>', 'history.jsonl of a run; or a scenario, with --seed')
    .option('--seed <N>', 'with a scenario: the seed')
    .option('--sim', 'with a scenario: in virtual time (the default)')
    .option('--nats <broker>', 'with a scenario: on a broker, as in run')
    .option('--out <dir>', "with a scenario: where the run's folder is made", 'runs');
  withReportOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, options: RunOptions) => {
      if (isScenario(file)) return finish(await runAgain(file, options, console));
      for (const flag of ['seed', 'sim', 'nats'] as const) {
        if (options[flag] !== undefined) throw new UsageError(`--${flag} goes with a scenario; ${file} is a history.`);
      }
      const bytes = unpacked(file);
      const history = readHistory(bytes, file);
      if (history.header.scenario === null)
        throw new UsageError(`${file} was not recorded by a run: its header holds no scenario to replay.`);
      const result = replay(history, bytes, file);
      const print = options.json === true ? console.err : console.out;
      tell(result, print);
      const report = { ...reportOfHistory(history, file, console), again: ['replay', file] };
      print(terminal(report, history, paintFor(console, options.json === true ? 'err' : 'out')));
      writeReports([report], options, console);
      finish(result.difference === undefined ? exitCodeOf(report) : EXIT.notAsExpected);
    });
};

const EXAMPLES = `
Examples:
  touchstone replay runs/slow-replies-42/history.jsonl
  touchstone replay scenarios/mutex-ledger/reference-slow-replies.yaml --seed 42

A history that was recorded in simulation is simulated again and must come out byte for byte. One that was recorded on a
broker is enforced on the programs: each node is given what it was given then, in the same order, and must say the same.
Only programs that come with Touchstone are run; what other nodes did is taken from the record, and said to be.
`;

function isScenario(file: string): boolean {
  return /\.ya?ml$/.test(file);
}

function runAgain(file: string, options: RunOptions, console: Console): Promise<number> {
  if (options.seed === undefined) throw new UsageError('a scenario is replayed with a seed: add --seed N.');
  return runFiles([file], { ...options, ...(options.nats === undefined && { sim: true }) }, console);
}

function tell({ how, compared, difference, foreign }: ReplayResult, print: (text: string) => void): void {
  const unit = how === 'simulated again' ? 'lines of the record' : 'messages and events of nodes';
  if (foreign.length > 0) {
    print(`not exact: ${foreign.join(', ')} are programs of their own, which a replay does not run\n`);
  }
  if (difference === undefined) print(`replayed (${how}): ${compared} ${unit} came out the same\n\n`);
  else print(`replayed (${how}): ${compared} ${unit} came out the same, then it diverged\n${spell(difference)}`);
}

function spell({ row, node, recorded, replayed }: Difference): string {
  return `  at event ${row}, ${node}\n    recorded: ${forTerminal(recorded)}\n    replayed: ${forTerminal(replayed)}\n`;
}

function unpacked(file: string): Uint8Array {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}
