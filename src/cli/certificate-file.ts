import { writeFileSync } from 'node:fs';
import type { Verdict } from '../../checkers/contract/verdict.js';
import type { Console } from './console.js';
import { UsageError } from './usage-error.js';

/** Writes the first certificate among the verdicts as one line of JSON, and says so on stderr. Throws UsageError. */
export function writeCertificate(file: string, checks: readonly Verdict[], console: Console): void {
  const check = checks.find(({ certificate }) => certificate !== undefined);
  if (check === undefined) {
    console.err('--certificate: no check gave a certificate, so that there is no file.\n');
    return;
  }
  try {
    writeFileSync(file, `${JSON.stringify(check.certificate)}\n`);
  } catch (error) {
    throw new UsageError(
      `--certificate cannot write ${file}: ${(error as Error).message}. It takes the path of a file in a folder that exists.`,
    );
  }
  console.err(`The certificate of ${check.checker} is in ${file}.\n`);
}
