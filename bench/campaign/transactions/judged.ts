import { createBudget } from '../../../checkers/transactions/budget.js';
import { judgeOrdered } from '../../../checkers/transactions/judge-ordered.js';
import type { Judged } from '../../../checkers/transactions/judged.js';
import type { Level } from '../../../checkers/transactions/levels.js';
import { judgeRegisters } from '../../../checkers/transactions/registers/judge.js';
import type { Certificate } from '../../../src/history/certificate.js';
import type { Transactions } from '../../../src/history/transactions.js';
import { chanceOf, sequence } from '../../../src/node/chance.js';
import { CertificateError } from '../../../src/verify/meaning.js';
import { verifyCertificate } from '../../../src/verify/verify.js';
import { alteredOf } from './alter.js';
import { TWIN_MOST } from './only-named.js';
import { isTrue } from './truth.js';

/** Something that is not as it should be: in a word or two, and in a sentence. */
export interface Problem {
  what: string;
  summary: string;
}

/** What a level came to on a log, and what is wrong with that. */
export interface Outcome {
  verdict: 'pass' | 'fail' | 'unknown';
  /** Whether a certificate came with it, which the verifier accepts. */
  isProved: boolean;
  judged: Judged;
  problems: Problem[];
  /** How many certificates of which kind were altered in which way, and what came of it. */
  counts: Record<string, number>;
}

/**
 * Judges a log at a level and hands what proves the verdict to the verifier, which must accept it, and then reject it
 * when something in it, or in the log, has been dropped, swapped or changed; unless it is still true, which the twin
 * decides. Where the log is small enough for the twin, that must also find the certificate true, and no order that the
 * verifier rejects. Unless `isAltered`, the certificate is verified as it is, and that is all.
 */
export function judgedAndVerified(log: Transactions, level: Level, seed: number, isAltered = true): Outcome {
  const judge = log.model === 'register' ? judgeRegisters : judgeOrdered;
  const judged = judge(log, level, createBudget(2e8));
  const { certificate, anomalies, unknown } = judged;
  const verdict = anomalies.length > 0 ? 'fail' : unknown === undefined ? 'pass' : 'unknown';
  const counts: Record<string, number> = {};
  const problems: Problem[] = [];
  const problem = (what: string, how: string) =>
    void problems.push({ what, summary: `${level}, ${verdict}: ${certificate.kind}: ${how}` });
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  count(`certificates: ${certificate.kind}`);
  if (certificate.kind === 'none') {
    if (verdict === 'pass') problem('unproved pass', 'a pass without a certificate');
    return { verdict, isProved: false, judged, problems, counts };
  }
  const isOfPass = certificate.kind.endsWith('order');
  if (isOfPass !== (verdict === 'pass')) problem('wrong kind', 'no certificate of such a verdict');
  const why = whyRejected(certificate, log);
  if (why !== undefined) problem('rejected', why);
  const isSmall = log.count <= TWIN_MOST;
  if (isSmall && isTrue(certificate, log) === false) problem('false', 'the twin does not find it true');
  if (!isAltered) return { verdict, isProved: why === undefined, judged, problems, counts };
  const dice = sequence(chanceOf(seed, 'alter', level));
  for (const { how, certificate: other, log: otherLog = log, isSure } of alteredOf(certificate, log, dice)) {
    count(`${certificate.kind}: ${how}`);
    const isAccepted = whyRejected(other, otherLog) === undefined;
    if (isAccepted) {
      const truth = isSure ? false : isTrue(other, otherLog);
      if (truth === false) problem('accepted', `with ${how}: ${JSON.stringify(other)}`);
      else count(`${certificate.kind}: ${truth ? 'still true' : 'accepted, too large for the twin'}`);
    } else if (isSmall && isOfPass && !('made' in certificate) && isTrue(other, otherLog)) {
      problem('rejected though true', `with ${how}: ${JSON.stringify(other)}`);
    }
  }
  return { verdict, isProved: why === undefined, judged, problems, counts };
}

function whyRejected(certificate: Certificate, log: Transactions): string | undefined {
  try {
    const answer = verifyCertificate(certificate, log);
    return answer.holds === true ? undefined : answer.why;
  } catch (error) {
    if (error instanceof CertificateError) return error.message;
    throw error;
  }
}
