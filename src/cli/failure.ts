import { CommanderError } from 'commander';
import { CheckRequestError } from '../../checkers/judge-all.js';
import { FaultError } from '../faults/fault.js';
import { HistoryError } from '../history/files/error.js';
import { forTerminal } from '../report/escape.js';
import { ScenarioError } from '../scenario/problem.js';
import { ConfigError, InputError } from '../systems/system.js';
import type { Console } from './console.js';
import { EXIT } from './exit-code.js';
import { UsageError } from './usage-error.js';

/** Errors that are the user's to mend; their messages say how. */
const MENDABLE = [UsageError, CheckRequestError, ScenarioError, HistoryError, ConfigError, FaultError, InputError];

/** The one place that turns an error into words and an exit code. */
export function explain(error: unknown, console: Console): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.asExpected : EXIT.badInput;
  if (MENDABLE.some((kind) => error instanceof kind)) {
    const { message } = error as Error;
    console.err(`${message.split('\n').map(forTerminal).join('\n')}\n`);
    return EXIT.badInput;
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  console.err(
    `touchstone: something broke that should not have: ${forTerminal(message)}\n` +
      'This is a fault of Touchstone, not of your system. Please report this line, the command you ran and the file you gave it.\n',
  );
  if ((console.env.TOUCHSTONE_DEBUG ?? '') === '') console.err('TOUCHSTONE_DEBUG=1 shows where it happened.\n');
  else if (error instanceof Error) console.err(`${(error.stack ?? '').split('\n').map(forTerminal).join('\n')}\n`);
  return EXIT.broken;
}
