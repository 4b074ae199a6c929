import { readFileSync, statSync } from 'node:fs';
import { includes, SPELLINGS } from '../../checkers/transactions/levels.js';
import type { Certificate } from '../history/certificate.js';
import { CertificateFileError, parseCertificate } from '../history/files/certificate-file.js';
import { FORMATS, readLog } from '../history/foreign/formats.js';
import { transactionsOf } from '../history/transactions/of-history.js';
import { forTerminal } from '../report/escape.js';
import { CertificateError } from '../verify/meaning.js';
import { verifyCertificate } from '../verify/verify.js';
import type { AddCommand } from './command.js';
import { EXIT } from './exit-code.js';
import { noSuch, UsageError } from './usage-error.js';

/** Bytes of a certificate: one of ten million transactions has fewer. */
const MOST_BYTES = 2 ** 28;

/** `touchstone verify`: checks what proves a verdict, knowing nothing of the checker that gave it. */
export const addVerify: AddCommand = (program, console, finish) => {
  program
    .command('verify')
    .description(
      're-checks a certificate, independently of the checkers: 0 it holds, 1 it does not, 3 it proves nothing',
    )
    .argument('<certificate>', 'what check --certificate FILE wrote')
    .argument('<history>', 'the history that it is about')
    .option('--format <format>', 'what kind of log the history is, where its beginning does not show it')
    .addHelpText('after', EXAMPLES)
    .action((file: string, log: string, { format }: { format?: string }) => {
      if (format !== undefined && !Object.hasOwn(FORMATS, format)) throw noSuch('format', format, Object.keys(FORMATS));
      const document = readCertificate(file);
      const { certificate, history: about } = document;
      const history = readLog(log, format);
      const transactions = transactionsOf(history);
      if ('unsupported' in transactions) {
        throw new UsageError(
          `${log} has no transactions that a certificate could be about: ${transactions.unsupported}.`,
        );
      }
      const operations = transactions.micro.length;
      const has = { events: history.length, transactions: transactions.count, operations };
      for (const what of ['events', 'transactions', 'operations'] as const) {
        if (about?.[what] === undefined || about[what] === has[what]) continue;
        throw new UsageError(
          `${file} is about another history: that had ${about[what]} ${what}, and ${log} has ${has[what]}. Give the history that was checked.`,
        );
      }
      const answer = answerOf(file, certificate, transactions);
      const what = `the certificate (${certificate.kind}) that ${certificate.level} ${PROVES_PASS.has(certificate.kind) ? 'holds' : 'is violated'}`;
      const doubt = answer.holds === true ? mismatch(document) : undefined;
      if (doubt !== undefined) {
        console.out(forTerminal(`DOES NOT HOLD  ${what} is right, but ${doubt}.`));
        finish(EXIT.notAsExpected);
      } else if (answer.holds === true) {
        console.out(forTerminal(`HOLDS  ${what}: ${transactions.count} transactions in ${log}.`));
        finish(EXIT.asExpected);
      } else if (answer.holds === false) {
        console.out(forTerminal(`DOES NOT HOLD  ${what}: ${answer.why}.`));
        finish(EXIT.notAsExpected);
      } else {
        console.out(
          forTerminal(`NOTHING TO VERIFY  the check gave no certificate for ${certificate.level}: ${answer.why}`),
        );
        finish(EXIT.undecided);
      }
      console.out('\n');
    });
};

type Document = ReturnType<typeof parseCertificate>;

const PROVES_PASS: ReadonlySet<string> = new Set(['order', 'commit-order', 'begin-commit-order']);

const EXAMPLES = `
Examples:
  touchstone check history.jsonl --level strict-serializable --certificate proof.json
  touchstone verify proof.json history.jsonl
  touchstone verify proof.json history.edn --format edn
`;

/** Why a certificate that holds does not prove the verdict that it comes with; undefined: it does. */
function mismatch({ certificate, verdict, options }: Document): string | undefined {
  if (verdict === undefined || verdict === 'unknown') return undefined;
  const isPass = PROVES_PASS.has(certificate.kind);
  if (isPass !== (verdict === 'pass')) return `the verdict that it comes with is ${verdict}`;
  const proved = SPELLINGS[certificate.level]!;
  const asked = SPELLINGS[String(options?.level ?? 'serializable')];
  if (asked === undefined) return `the verdict that it comes with is about ${JSON.stringify(options!.level)}`;
  const isEnough = isPass ? includes(proved, asked) : includes(asked, proved);
  return isEnough ? undefined : `the verdict that it comes with, ${verdict}, is about ${asked}`;
}

function answerOf(file: string, certificate: Certificate, transactions: Parameters<typeof verifyCertificate>[1]) {
  try {
    return verifyCertificate(certificate, transactions);
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    throw new UsageError(`${file} cannot be verified: ${error.message}.`);
  }
}

/** Reads the file that `check --certificate` writes. Throws UsageError. */
function readCertificate(file: string): Document {
  const hint = 'verify takes the file that check --certificate FILE wrote, then the history.';
  let text: string;
  try {
    const { size } = statSync(file);
    if (size > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES} bytes`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read the certificate ${file}: ${(error as Error).message}. ${hint}`);
  }
  try {
    return parseCertificate(text);
  } catch (error) {
    if (!(error instanceof CertificateFileError)) throw error;
    throw new UsageError(`${file} is no certificate: ${error.message}. ${hint}`);
  }
}
