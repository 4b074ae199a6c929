import { InputError, type OriginalText } from '../../system.js';
import { readBankFile } from '../original/bank-file.js';
import { readValues } from '../original/tolerant-json.js';
import { historyOfAnswers } from './answers.js';
import { historyOfClocks } from './clocks.js';
import { objectsIn } from './scalars.js';
import { historyOfStages, isOf2021 } from './stages.js';

/**
 * Turns what somebody's program printed for an input of any phase into the lines of an unsealed history. Throws
 * InputError where a file cannot be read at all; what has not the form of the original becomes a misprint.
 */
export function readOutput(input: OriginalText, outputs: readonly OriginalText[]): string[] {
  const bank = readBankFile(input);
  const values = outputs.flatMap((output) => objectsIn(readValues(output)));
  const name = outputs.map(({ file }) => file).join(', ');
  if (values.length === 0)
    throw new InputError(name, 1, 'the output is empty: expected the lists that the original prints');
  const [, second] = bank.customers;
  if (bank.phase === 3 && second !== undefined) {
    const why = 'phase 3 has one customer: of several, nobody is told whose answers came first';
    throw new InputError(input.file, second.line, why);
  }
  if (isOf2021(values)) return historyOfStages(bank, input.file, values);
  return bank.phase === 2 ? historyOfClocks(bank, input.file, values, name) : historyOfAnswers(bank, values);
}
