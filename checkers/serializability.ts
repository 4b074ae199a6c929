import type { History } from '../src/history/history.js';
import { transactionsOf } from '../src/history/transactions/of-history.js';
import { MICRO, NOTHING, OUTCOME, type Transactions } from '../src/history/transactions.js';
import type { Checker, Findings } from './contract/checker.js';
import { createFindings, unsupported } from './contract/findings.js';
import { ANOMALIES } from './transactions/anomalies.js';
import { createBudget } from './transactions/budget.js';
import { judgeOrdered } from './transactions/judge-ordered.js';
import type { Judged } from './transactions/judged.js';
import { includes, LEVELS, type Level, SPELLINGS } from './transactions/levels.js';
import { judgeRegisters } from './transactions/registers/judge.js';
import { tellAnomaly } from './transactions/tell.js';

/**
 * Transactions at every isolation level from read committed to strict serializability, defined in transactions/levels.ts,
 * on what clients asked for and were told alone.
 */
export const serializability: Checker = {
  name: 'serializability',
  says: 'the transactions have an order that explains what they read, as far as the level asked for wants one',
  rules: Object.fromEntries(Object.entries(ANOMALIES).map(([rule, says]) => [rule, { says, kind: 'safety' }])),
  needs: ['observations'],
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      level: {
        description: 'the isolation level that must hold',
        enum: Object.keys(SPELLINGS),
        default: 'serializable',
      },
    },
  },
  check,
};

function check(history: History, options: Record<string, unknown>): Findings {
  const transactions = transactionsOf(history);
  if ('unsupported' in transactions) return unsupported(serializability, transactions.unsupported);
  const asked = SPELLINGS[String(options.level ?? 'serializable')] ?? 'serializable';
  const hasTime = LEVELS[asked].order !== 'real-time' || transactions.hasRealTime;
  const level = hasTime ? asked : WITHOUT_TIME[asked]!;
  const judge = transactions.model === 'register' ? judgeRegisters : judgeOrdered;
  const judged = judge(transactions, level, createBudget());

  const findings = createFindings(history);
  for (const anomaly of judged.anomalies) tellAnomaly(anomaly, history, transactions, findings);
  for (const warning of [...(judged.warnings ?? []), ...standing(judged, level)]) findings.warn(warning);
  if (judged.unknown !== undefined) findings.unjudged('G2-item', judged.unknown.reason, judged.unknown.why);
  if (!hasTime)
    findings.unjudged(
      'G2-item-realtime',
      'unsupported',
      `the log does not tell real time, without which ${asked} cannot be judged`,
    );
  return findings.done(
    { ...outcomes(transactions), ...judged.counts, observations: readings(transactions) },
    judged.certificate,
  );
}

/** What can be judged of a strict level without real time. */
const WITHOUT_TIME: Partial<Record<Level, Level>> = {
  'strict-serializable': 'strong-session-serializable',
  'strict-snapshot-isolation': 'strong-session-snapshot-isolation',
};

function outcomes({ count, outcome }: Transactions): Record<string, number> {
  const counts = { transactions: count, ok: 0, failed: 0, unanswered: 0 };
  for (let t = 0; t < count; t++) {
    if (outcome[t] === OUTCOME.ok) counts.ok++;
    else if (outcome[t] === OUTCOME.fail) counts.failed++;
    else counts.unanswered++;
  }
  return counts;
}

/**
 * Reads that found what others wrote, or nothing where another transaction writes the key; and writes in place of a version.
 * What a transaction finds of its own is no observation.
 */
function readings({ micro, key, keys, version, replaced, list, first, count, outcome }: Transactions): number {
  const writer = new Int32Array(keys).fill(NOBODY);
  for (let t = 0; t < count; t++) {
    for (let op = first[t]!; op < first[t + 1]! && outcome[t] !== OUTCOME.fail; op++) {
      if (micro[op] === MICRO.write && writer[key[op]!] !== t)
        writer[key[op]!] = writer[key[op]!] === NOBODY ? t : MANY;
    }
  }
  const stamp = new Int32Array(keys).fill(-1);
  const own = new Int32Array(keys);
  let found = 0;
  for (let t = 0; t < count; t++) {
    if (outcome[t] !== OUTCOME.ok) continue;
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      const k = key[op]!;
      if (stamp[k] !== t) own[k] = 0;
      stamp[k] = t;
      if (micro[op] === MICRO.write) {
        own[k]!++;
        found += Number((replaced?.[op] ?? NOTHING) >= 0);
      } else if (version[op] === NOTHING) found += Number(writer[k] !== NOBODY && writer[k] !== t);
      else if (version[op]! >= 0)
        found += Number(list === undefined ? own[k] === 0 : list[op + 1]! - list[op]! > own[k]!);
    }
  }
  return found;
}

const NOBODY = -1;
const MANY = -2;

/** Which levels what was found rules out, and the strongest that still hold. */
function standing({ anomalies, holds = {} }: Judged, level: Level): string[] {
  if (anomalies.length === 0) return [];
  const levels = Object.keys(LEVELS) as Level[];
  const kept = levels.filter((other) => holds[other] === true);
  const broken = levels.filter((other) => holds[other] === false || includes(other, level));
  const strongest = kept.filter((one) => !kept.some((other) => other !== one && includes(other, one)));
  const weakest = broken.filter((one) => !broken.some((other) => other !== one && includes(one, other)));
  const ruledOut = `what was found rules out ${weakest.join(', ')} and all that is stronger`;
  return [strongest.length > 0 ? `${ruledOut}; ${strongest.join(', ')} still holds` : ruledOut];
}
