import { readFileSync } from 'node:fs';
import { judge } from '../../checkers/contract/judge.js';
import { serializability } from '../../checkers/serializability.js';
import { readHistoryFile } from '../../src/history/files/read.js';
import { transactionsOf } from '../../src/history/transactions/of-history.js';
import { parseLines, timed } from '../parse-lines.js';

/** What one file at one level costs. Seconds and MiB. */
export interface Measured {
  verdict: string;
  /** JSON.parse of every line, for comparison. */
  parsing: number;
  /** The file into columns, and its operations into those of transactions. */
  reading: number;
  /** From the columns to the verdict. */
  checking: number;
  /** The most memory the process ever had until the verdict, and how much of that it had before it began. */
  peak: number;
  idle: number;
}

// A process of its own for every file and level, so that its memory is nobody else's: node measure.js FILE LEVEL.
const [file, level] = process.argv.slice(2) as [string, string];
const idle = peak();
const begun = performance.now();
const history = readHistoryFile(file);
const transactions = transactionsOf(history);
if ('unsupported' in transactions) throw new Error(transactions.unsupported);
const read = performance.now();
const { verdict, reason } = judge(serializability, history, { level });
const done = performance.now();
const most = peak();
const measured: Measured = {
  verdict: reason === undefined ? verdict : `${verdict} (${reason})`,
  reading: (read - begun) / 1000,
  checking: (done - read) / 1000,
  peak: most,
  idle,
  parsing: parsingOfFile(),
};
process.stdout.write(JSON.stringify(measured));

function parsingOfFile(): number {
  const bytes = readFileSync(file);
  return timed(() => parseLines(bytes));
}

/** MiB. */
function peak(): number {
  return process.resourceUsage().maxRSS / 1024;
}
