import type { Report } from '../report/report.js';
import { oneLine, terminal } from '../report/terminal.js';
import { counted } from '../report/words.js';
import { openScenario } from '../run/open-scenario.js';
import { ScenarioError } from '../scenario/problem.js';
import type { Scenario } from '../scenario/scenario.js';
import type { AddCommand } from './command.js';
import { type Console, paintFor } from './console.js';
import { EXIT, exitCodeOf, worstOf } from './exit-code.js';
import { closingPrintsOf } from './original-input.js';
import { choosePlace, type Place } from './place.js';
import { withReportOptions, writeReports } from './report-options.js';
import { runInput } from './run-input.js';
import { overridesOf, type RunOptions, runOne } from './run-one.js';
import { UsageError } from './usage-error.js';

/** `touchstone run`: runs scenarios, records them, and judges the records. */
export const addRun: AddCommand = (program, console, finish) => {
  const command = program
    .command('run')
    .description('runs scenarios (or an original input file), records every event, and judges the record')
    .argument('[scenario...]', 'scenario files; all are read before the first one runs')
    .option('--nats <broker>', 'embedded (the default), server (a nats-server on this machine), or the URL of your own')
    .option('--sim', 'in virtual time, without broker or processes: the same seed gives the same history')
    .option('--seed <N>', 'another seed than the scenario gives')
    .option('--node <command>', 'run this program as every node, instead of what the scenario says')
    .option('--out <dir>', "where each run gets a folder for its history, verdict and nodes' output", 'runs')
    .option('--system <system>', 'with --input: the system whose original input format the file has')
    .option(
      '--input <file>',
      'an original input file, or - for standard input; stdout is then what the original prints',
    );
  withReportOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], options: RunOptions) => {
      const isInput = options.system !== undefined || options.input !== undefined;
      finish(await (isInput ? runInput : runFiles)(files, options, console));
    });
};

const EXAMPLES = `
Examples:
  touchstone run scenarios/mutex-ledger/reference-contention.yaml
  touchstone run scenarios/mutex-ledger/*.yaml --sim --junit verdicts.xml
  touchstone run my-scenario.yaml --node "python3 my_node.py" --nats server
  touchstone run my-scenario.yaml --sim --seed 42 --json
  touchstone run --system mutex-ledger --input transfers.txt

TOUCHSTONE_NATS_URL stands for --nats where that is not given; NATS_SERVER_BIN says which nats-server to start.
A node's program runs as you: Touchstone guards against its bugs, not against malice.
`;

/** Runs scenario files one after the other, and tells what came of them. */
export async function runFiles(files: readonly string[], options: RunOptions, console: Console): Promise<number> {
  if (files.length === 0)
    throw new UsageError(
      'run takes the path of at least one scenario; touchstone list scenarios shows those that come with Touchstone.',
    );
  const scenarios = readAll(files, options);
  const places = scenarios.map((scenario) => choosePlace(scenario, options, console.env));
  return runAll(scenarios, places, options, console);
}

/** Reads every scenario; a mistake in any of them keeps all from running. */
function readAll(files: readonly string[], options: RunOptions): Scenario[] {
  const override = overridesOf(options);
  const problems = [];
  const scenarios: Scenario[] = [];
  for (const file of files) {
    try {
      scenarios.push(override(openScenario(file)));
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ScenarioError(problems);
  return scenarios;
}

/** One after the other. A single run tells its whole story; of several, those that did not come out as expected. */
async function runAll(
  scenarios: readonly Scenario[],
  places: readonly Place[],
  options: RunOptions,
  console: Console,
): Promise<number> {
  const stream = options.json === true ? 'err' : 'out';
  const paint = paintFor(console, stream);
  const reports: Report[] = [];
  const codes: number[] = [];
  for (const [index, scenario] of scenarios.entries()) {
    const source = [scenario.file.startsWith('-') ? `./${scenario.file}` : scenario.file];
    const { report, result, interrupted } = await runOne(scenario, places[index]!, source, options, console);
    const { log } = result;
    const code = interrupted ? EXIT.interrupted : exitCodeOf(report);
    reports.push(report);
    codes.push(code);
    if (scenarios.length > 1 && code === EXIT.asExpected) console[stream](oneLine(report, paint));
    else {
      const prints = log === undefined ? [] : closingPrintsOf(scenario, log);
      const gap = index > 0 ? '\n' : '';
      console[stream](
        `${gap}${terminal({ ...report, prints }, log, paint)}${scenarios.length > index + 1 ? '\n' : ''}`,
      );
    }
    if (interrupted) break;
  }
  writeReports(reports, options, console);
  if (scenarios.length > 1) console[stream](`\n${summary(codes, scenarios.length)}\n`);
  return worstOf(codes);
}

function summary(codes: readonly number[], planned: number): string {
  const odd = codes.filter((code) => code !== EXIT.asExpected).length;
  const missing = planned - codes.length;
  const rest = missing === 0 ? '' : `, ${missing} not run`;
  return `${counted(codes.length, 'run')}, ${odd === 0 ? 'all as expected' : `${odd} not as expected`}${rest}.`;
}
