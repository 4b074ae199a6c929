import { readFileSync, writeSync } from 'node:fs';
import { judge } from '../../checkers/contract/judge.js';
import { serializability } from '../../checkers/serializability.js';
import type { Certificate } from '../../src/history/certificate.js';
import { readHistoryFile } from '../../src/history/files/read.js';
import { transactionsOf } from '../../src/history/transactions/of-history.js';
import type { Transactions } from '../../src/history/transactions.js';
import { verifyCertificate } from '../../src/verify/verify.js';
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
  /** What kind of certificate came with the verdict. */
  certificate: string;
}

/** What it costs to verify the certificate: its text parsed, and held against the columns, which are there already. */
export interface Verified {
  verifying: number;
  answer: string;
  /** The most memory the process ever had until the answer. */
  peakVerified: number;
}

// A process of its own for every file and level, so that its memory is nobody else's: node measure.js FILE LEVEL. It prints
// one line when it has the verdict, and another when that is verified.
const [file, level] = process.argv.slice(2) as [string, string];
const idle = peak();
const begun = performance.now();
const history = readHistoryFile(file);
const transactions = transactionsOf(history);
if ('unsupported' in transactions) throw new Error(transactions.unsupported);
const read = performance.now();
const { verdict, reason, ...proof } = judge(serializability, history, { level });
const done = performance.now();
const certificate = (proof.certificate ?? { kind: 'none', level, why: 'there is none' }) as Certificate;
const most = peak();
tell<Measured>({
  verdict: reason === undefined ? verdict : `${verdict} (${reason})`,
  reading: (read - begun) / 1000,
  checking: (done - read) / 1000,
  peak: most,
  idle,
  parsing: parsingOfFile(),
  certificate: certificate.kind,
});
tell<Verified>(verified(JSON.stringify(certificate), transactions));

function parsingOfFile(): number {
  const bytes = readFileSync(file);
  return timed(() => parseLines(bytes));
}

function verified(text: string, log: Transactions): Verified {
  let answer = '';
  const verifying = timed(() => {
    try {
      const given = verifyCertificate(JSON.parse(text) as Certificate, log);
      answer = given.holds === true ? 'holds' : given.holds === false ? `DOES NOT HOLD: ${given.why}` : '-';
    } catch (error) {
      answer = `NOT VERIFIED: ${(error as Error).message}`;
    }
  });
  return { verifying, answer, peakVerified: peak() };
}

function tell<What>(what: What): void {
  writeSync(1, `${JSON.stringify(what)}\n`);
}

/** MiB. */
function peak(): number {
  return process.resourceUsage().maxRSS / 1024;
}
