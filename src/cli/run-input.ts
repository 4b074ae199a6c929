import { readFileSync } from 'node:fs';
import { forTerminal } from '../report/escape.js';
import { terminal } from '../report/terminal.js';
import { SCENARIO_WORLD } from '../run/open-scenario.js';
import { parseScenario } from '../scenario/parse.js';
import { SYSTEMS } from '../systems/registry.js';
import { type Console, paintFor } from './console.js';
import { EXIT, exitCodeOf } from './exit-code.js';
import { printsOf, scenarioOfInput } from './original-input.js';
import { choosePlace } from './place.js';
import { writeReports } from './report-options.js';
import { overridesOf, type RunOptions, runOne } from './run-one.js';
import { noSuch, UsageError } from './usage-error.js';

/** `run --system SYSTEM --input FILE`: stdout is what the original prints, the story of the run goes to stderr. */
export async function runInput(files: readonly string[], options: RunOptions, console: Console): Promise<number> {
  const { system: name, input: file } = options;
  if (name === undefined || file === undefined)
    throw new UsageError('--system and --input go together: run --system mutex-ledger --input transfers.txt');
  if (files.length > 0) throw new UsageError('--input takes the place of scenarios: give one or the other.');
  if (options.json === true)
    throw new UsageError(
      "--input prints what the original prints on stdout, so it goes without --json; the run's folder has verdict.json.",
    );
  if (!Object.hasOwn(SYSTEMS, name)) throw noSuch('system', name, Object.keys(SYSTEMS));
  const system = SYSTEMS[name]!;
  if (system.readInput === undefined) throw new UsageError(`${name} has no original input format: give it a scenario.`);
  const override = overridesOf(options);

  const shown = file === '-' ? 'standard input' : file;
  const input = system.readInput(textOf(file), shown);
  const document = scenarioOfInput(name, input, `${name} from ${shown}`);
  const scenario = override(parseScenario(JSON.stringify(document), shown, SCENARIO_WORLD));
  const place = choosePlace(scenario, options, console.env);
  const source = ['--system', name, '--input', file];
  const { report, result, interrupted } = await runOne(scenario, place, source, options, console);

  const prints = system.prints?.(scenario.config, input.nodes);
  if (result.log !== undefined && prints !== undefined)
    for (const line of printsOf(input, prints, result.log, result.stepRows)) console.out(`${forTerminal(line)}\n`);
  console.err(terminal(report, result.log, paintFor(console, 'err')));
  writeReports([report], options, console);
  return interrupted ? EXIT.interrupted : exitCodeOf(report);
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `--input cannot read ${file}: ${(error as Error).message}. It takes a file, or - for standard input.`,
    );
  }
}
