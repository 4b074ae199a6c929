import { type Budget, createBudget } from '../../../checkers/transactions/budget.js';
import { judgeOrdered } from '../../../checkers/transactions/judge-ordered.js';
import type { Judged } from '../../../checkers/transactions/judged.js';
import type { Level } from '../../../checkers/transactions/levels.js';
import { judgeRegisters } from '../../../checkers/transactions/registers/judge.js';
import type { Transactions } from '../../../src/history/transactions.js';
import { verifyCertificate } from '../../../src/verify/verify.js';
import { falsified } from './falsify.js';

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
}

/**
 * Judges a log at a level and hands what proves the verdict to the verifier, which must accept it, and reject it when it
 * has been falsified.
 */
export function judgedAndVerified(log: Transactions, level: Level, budget: Budget = createBudget(2e8)): Outcome {
  const judge = log.model === 'register' ? judgeRegisters : judgeOrdered;
  const judged = judge(log, level, budget);
  const { certificate, anomalies, unknown } = judged;
  const verdict = anomalies.length > 0 ? 'fail' : unknown === undefined ? 'pass' : 'unknown';
  const problems: Problem[] = [];
  if (certificate.kind === 'none') {
    if (verdict === 'pass') problems.push({ what: 'unproved pass', summary: `${level} passes without a certificate` });
    return { verdict, isProved: false, judged, problems };
  }
  const isOfPass = certificate.kind.endsWith('order');
  if (isOfPass !== (verdict === 'pass')) {
    problems.push({ what: 'wrong kind', summary: `${level}: the verdict ${verdict} comes with ${certificate.kind}` });
  }
  const answer = verifyCertificate(certificate, log);
  if (answer.holds !== true) {
    const why = 'why' in answer ? answer.why : '';
    problems.push({
      what: 'rejected',
      summary: `${level}, ${verdict}: the verifier rejects the ${certificate.kind}: ${why}`,
    });
  }
  for (const { how, certificate: false_, log: other } of falsified(certificate, log)) {
    if (verifyCertificate(false_, other ?? log).holds !== true) continue;
    problems.push({
      what: 'accepted',
      summary: `${level}, ${verdict}: the verifier accepts the ${certificate.kind} with ${how}`,
    });
  }
  return { verdict, isProved: answer.holds === true, judged, problems };
}
