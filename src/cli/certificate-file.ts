import { writeFileSync } from 'node:fs';
import type { Verdict } from '../../checkers/contract/verdict.js';
import type { Certificate, CertificateFile } from '../history/certificate.js';
import type { History } from '../history/history.js';
import { transactionsOf } from '../history/transactions/of-history.js';
import type { Console } from './console.js';
import { UsageError } from './usage-error.js';

/** Writes the first certificate among the verdicts as one line of JSON, and says so on stderr. Throws UsageError. */
export function writeCertificate(
  file: string,
  checks: readonly Verdict[],
  { history, name }: { history: History; name: string },
  console: Console,
): void {
  const check = checks.find(({ certificate }) => certificate !== undefined);
  if (check === undefined) {
    console.err('--certificate: no check gave a certificate, so that there is no file.\n');
    return;
  }
  const { checker, options, verdict } = check;
  const certificate = check.certificate as Certificate;
  const transactions = transactionsOf(history);
  const [count, operations] = 'unsupported' in transactions ? [0, 0] : [transactions.count, transactions.micro.length];
  const about = { file: name, events: history.length, transactions: count, operations };
  const document: CertificateFile = {
    touchstone: 'certificate',
    checker,
    options,
    verdict,
    certificate,
    history: about,
  };
  try {
    writeFileSync(file, `${JSON.stringify(document)}\n`);
  } catch (error) {
    throw new UsageError(
      `--certificate cannot write ${file}: ${(error as Error).message}. It takes the path of a file in a folder that exists.`,
    );
  }
  console.err(`The certificate of ${check.checker} is in ${file}.\n`);
}
