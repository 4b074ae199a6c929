import { LEVELS, type Level } from '../../../checkers/transactions/levels.js';
import { randomTransactions } from '../../../checkers/transactions/random-transactions.fixture.js';
import type { Tally } from '../../../src/explore/tally.js';
import type { Transactions } from '../../../src/history/transactions.js';
import { generateColumns } from '../../generate/columns.js';
import { USUAL } from '../../generate/generate.js';
import { STRENGTHS, type Strength, type StrengthName } from '../../generate/strengths.js';
import { judgedAndVerified, type Outcome, type Problem } from './judged.js';
import { tallyOfSeed } from './tally.js';

const NAMES = Object.keys(STRENGTHS) as StrengthName[];

/**
 * The same run of a database told in three ways, of which each tells more: what can be explained with more told can be
 * explained with less. And where every write is of a key just read, the three tell the same above `causal`: so the linear
 * algorithms for versions that are known and the general one for versions that are not must agree.
 */
export function compareModels(seed: number): Tally {
  const strength = NAMES[seed % NAMES.length]!;
  const { keeps }: Strength = STRENGTHS[strength];
  const readsFirst = seed % 2 === 0;
  const size = { transactions: 60 + (seed % 200), infos: 0 };
  // Below snapshot isolation a database of lists does other things than one of values.
  const isAlike = keeps === null || /snapshot-isolation|serializable/.test(keeps);
  const models = isAlike ? (['versioned', 'append', 'register'] as const) : (['versioned', 'register'] as const);
  const logs = models.map((model) => generateColumns({ ...USUAL, ...size, strength, model, seed, readsFirst }));
  const isSame = (level: Level) => readsFirst && keeps !== null && /snapshot-isolation|serializable/.test(level);
  return compare(seed, strength, logs, isSame);
}

/** Random logs, the same with the order of versions hidden: what can be explained knowing it can be without. */
export function hideVersions(seed: number): Tally {
  const model = seed % 2 === 0 ? 'append' : 'versioned';
  const shape = { model, transactions: 8 + (seed % 25), sessions: 4, keys: 2 + (seed % 4), operations: 3 } as const;
  const log = randomTransactions(seed, { ...shape, isSure: true });
  const hidden: Transactions = { ...log, model: 'register', replaced: undefined, lists: undefined, list: undefined };
  return compare(seed, model, [log, hidden], () => false);
}

/** Judges logs of which each tells less than the one before. */
function compare(seed: number, about: string, logs: readonly Transactions[], isSame: (level: Level) => boolean): Tally {
  const outcomes: Outcome[] = [];
  const problems: Problem[] = [];
  const undecided: string[] = [];
  const shown: string[] = [];
  for (const [i, level] of (Object.keys(LEVELS) as Level[]).entries()) {
    const own = logs.map((log) => judgedAndVerified(log, level, seed, i === seed % 10));
    outcomes.push(...own);
    const verdicts = own.map(({ verdict }) => verdict);
    const says = `${about}, ${level}: ${logs.map(({ model }, at) => `${model} ${verdicts[at]}`).join(', ')}`;
    const decided = verdicts.filter((verdict) => verdict !== 'unknown');
    if (decided.length < verdicts.length) undecided.push(level);
    const failsWithLess = decided.some((verdict, at) => verdict === 'fail' && at > 0 && decided[at - 1] === 'pass');
    if (failsWithLess) problems.push({ what: 'fails with less told', summary: says });
    if (isSame(level) && new Set(decided).size > 1) problems.push({ what: 'not alike', summary: says });
    if (decided.includes('fail')) shown.push(`fails ${level}`);
    if (decided.includes('pass') && decided.includes('fail')) shown.push(`needs the order of versions: ${level}`);
  }
  return tallyOfSeed(seed, { outcomes, problems, shown, undecided });
}
