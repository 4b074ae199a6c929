import { readFileSync } from 'node:fs';
import { HistoryError } from '../history/files/error.js';
import { readHistory } from '../history/files/read.js';
import type { History } from '../history/history.js';
import { SYSTEMS } from '../systems/registry.js';
import type { OriginalText } from '../systems/system.js';
import { noSuch, UsageError } from './usage-error.js';

export interface OutputOptions {
  system?: string;
  input?: string;
  output?: readonly string[];
}

/** Whether a user means the output of a program of their own. Throws UsageError where only half of it is said. */
export function meansOutput({ system, input, output }: OutputOptions): boolean {
  const given = [system, input, output].filter((option) => option !== undefined).length;
  if (given === 0) return false;
  if (given === 3) return true;
  throw new UsageError(
    '--system, --input and --output go together: check --system branch-bank --input input.json --output output.json',
  );
}

/**
 * What somebody's own program printed for an original input, as a history. Throws UsageError where there is nothing of
 * the kind, InputError where a file is not what it should be.
 */
export function historyOfOutput({ system: name, input, output }: OutputOptions): History {
  if (!Object.hasOwn(SYSTEMS, name!)) throw noSuch('system', name!, Object.keys(SYSTEMS));
  const { readOutput } = SYSTEMS[name!]!;
  if (readOutput === undefined) {
    const others = Object.values(SYSTEMS).filter((system) => system.readOutput !== undefined);
    const known = others.length === 0 ? '' : ` It can be read for ${others.map((system) => system.name).join(', ')}.`;
    throw new UsageError(
      `the output of programs for ${name} cannot be read: it does not show enough to be judged.${known}`,
    );
  }
  const lines = readOutput(
    textOf('--input', input!),
    output!.map((file) => textOf('--output', file)),
  );
  const shown = output!.join(', ');
  try {
    return readHistory(Buffer.from(`${lines.join('\n')}\n`), shown);
  } catch (error) {
    // Those lines are ours, whatever the files held.
    if (error instanceof HistoryError) throw new Error(`the history made of ${shown} cannot be read: ${error.message}`);
    throw error;
  }
}

/** The words that ask for the same again. */
export function wordsForOutput({ system, input, output }: OutputOptions): string[] {
  return ['--system', system!, '--input', input!, '--output', ...output!];
}

function textOf(flag: string, file: string): OriginalText {
  try {
    return { file: file === '-' ? 'standard input' : file, text: readFileSync(file === '-' ? 0 : file, 'utf8') };
  } catch (error) {
    throw new UsageError(
      `${flag} cannot read ${file}: ${(error as Error).message}. It takes a file, or - for standard input.`,
    );
  }
}
