import { LEVELS, type Level } from '../../checkers/transactions/levels.js';
import { randomTransactions, type Shape } from '../../checkers/transactions/random-transactions.fixture.js';
import { allows } from '../../checkers/transactions/twin.fixture.js';
import { MICRO, OUTCOME, type Transactions, UNKNOWN } from '../../src/history/transactions.js';
import { generateColumns } from '../generate/columns.js';
import { type Plan, USUAL } from '../generate/generate.js';
import type { Model } from '../generate/log.js';
import { broken, STRENGTHS, type Strength, type StrengthName } from '../generate/strengths.js';
import type { Campaign } from './campaign.js';
import { lostInFormats } from './transactions/formats.js';
import { judgedAndVerified, type Problem } from './transactions/judged.js';
import { tallyOfSeed } from './transactions/tally.js';

const MODELS: readonly Model[] = ['append', 'register', 'versioned'];
const ALL_LEVELS = Object.keys(LEVELS) as Level[];
const NAMES = Object.keys(STRENGTHS) as StrengthName[];

/** Tiny histories a seed. */
const TINY = 100;
/** From so many seeds on, a database must have shown what it does not keep. */
const ENOUGH = 200;

type Once = (seed: number) => ReturnType<typeof tallyOfSeed>;

const CASES: Readonly<Record<string, Once>> = {
  ...Object.fromEntries(MODELS.map((model) => [`twin ${model}`, compareWithTwin(model)])),
  ...Object.fromEntries(
    NAMES.flatMap((name) =>
      ((STRENGTHS[name] as Strength).models ?? MODELS).map((model) => [`${name} ${model}`, judgeStrength(name, model)]),
    ),
  ),
  'fast and general': compareModels,
  formats: (seed) => tallyOfSeed(seed, lostInFormats(planOf(seed)), [], []),
};

/**
 * The serializability family: against the slow twin, on databases of known strength, and between the algorithms; every
 * certificate goes to the verifier, which must accept it and reject it falsified.
 */
export const transactions: Campaign = {
  says: `every level agrees with its twin on ${TINY} tiny histories a seed, keeps what databases keep, and proves it`,
  seeds: 1000,
  cases: () => Object.keys(CASES),
  once: (name) => CASES[name]!,
  judge(name, { runs, rules, broken: problems, undecided }) {
    const [strength, model] = name.split(' ') as [StrengthName, Model];
    const found = Object.entries(problems).map(
      ([what, { runs, seeds, summary }]) => `${name}: ${what} in ${runs} seeds, first ${seeds[0]}: ${summary}`,
    );
    const mustShow = Object.hasOwn(STRENGTHS, strength) && broken(strength, model) !== null;
    if (mustShow && runs >= ENOUGH && Object.keys(rules).length === 0)
      found.push(`${name}: ${runs} seeds, and none shows it`);
    const open = Object.values(undecided).reduce((sum, { runs }) => sum + runs, 0);
    // A seed of tiny histories has many of them, of which one may be undecided.
    if (open > runs / (strength.startsWith('twin') ? 1 : 4))
      found.push(`${name}: undecided in ${open} of ${runs} seeds`);
    return found;
  },
};

function planOf(seed: number): Plan {
  const strength = NAMES[seed % NAMES.length]!;
  return { ...USUAL, strength, model: MODELS[seed % MODELS.length]!, seed };
}

function compareWithTwin(model: Model): Once {
  return (seed) => {
    const problems: Problem[] = [];
    const shown = new Set<string>();
    const undecided = new Set<string>();
    for (let n = 0; n < TINY; n++) {
      const log = tinyLog(seed * TINY + n, model);
      if (log === undefined) continue;
      for (const level of ALL_LEVELS) {
        const { verdict, problems: own } = judgedAndVerified(log, level);
        problems.push(...own.map((problem) => at(n, problem)));
        const expected = allows(log, level) ? 'pass' : 'fail';
        if (verdict === 'unknown') undecided.add(level);
        else if (verdict !== expected) {
          const summary = `${level}: the checker says ${verdict}, the twin ${expected}`;
          problems.push(at(n, { what: 'not as the twin', summary }));
        }
        if (verdict === 'fail') shown.add(`fails ${level}`);
      }
    }
    return tallyOfSeed(seed, problems, [...shown], [...undecided]);
  };
}

function at(n: number, { what, summary }: Problem): Problem {
  return { what, summary: `history ${n}: ${summary}` };
}

/** Every other one by luck, every other one of a database. At most 7 transactions; what the twin cannot tell is left out. */
export function tinyLog(seed: number, model: Model): Transactions | undefined {
  const strength = NAMES[(seed >> 1) % NAMES.length]!;
  const shape: Shape = {
    model,
    transactions: 1 + ((seed >> 1) % 6),
    sessions: 1 + ((seed >> 3) % 4),
    keys: 1 + ((seed >> 2) % 3),
    operations: 1 + ((seed >> 4) % 4),
    sessionsCount: seed % 5 === 0,
  };
  const plan: Plan = { ...USUAL, ...TINY_PLAN, strength, model, seed, transactions: 2 + ((seed >> 1) % 4) };
  const log = seed % 2 === 0 ? randomTransactions(seed, shape) : generateColumns(plan);
  return isSilent(log) ? undefined : log;
}

const TINY_PLAN = { clients: 3, keys: 2, operations: 3, infos: 0.06, fails: 0.05 };

/** Whether a write was told no version but may have made one: the twin does not guess. */
function isSilent({ model, micro, version, first, outcome, count }: Transactions): boolean {
  for (let t = 0; model === 'versioned' && t < count; t++) {
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      if (outcome[t] === OUTCOME.info && micro[op] === MICRO.write && version[op] === UNKNOWN) return true;
    }
  }
  return false;
}

function judgeStrength(strength: StrengthName, model: Model): Once {
  const { keeps }: Strength = STRENGTHS[strength];
  const breaks = broken(strength, model);
  return (seed) => {
    const log = generateColumns({ ...USUAL, strength, model, seed });
    const problems: Problem[] = [];
    const shown: string[] = [];
    const undecided: string[] = [];
    if (keeps !== null) {
      const { verdict, judged, problems: own } = judgedAndVerified(log, keeps);
      problems.push(...own);
      if (verdict === 'unknown') undecided.push(`${keeps}: ${judged.unknown!.reason}`);
      if (verdict === 'fail')
        problems.push({ what: 'false alarm', summary: `${keeps} fails: ${judged.anomalies[0]!.rule}` });
    }
    if (breaks !== null) {
      const { verdict, isProved, judged, problems: own } = judgedAndVerified(log, breaks);
      problems.push(...own);
      if (verdict === 'unknown') undecided.push(`${breaks}: ${judged.unknown!.reason}`);
      if (verdict === 'fail') shown.push(`${breaks} fails${isProved ? '' : ', unproved'}`);
    }
    return tallyOfSeed(seed, problems, shown, undecided);
  };
}

/**
 * The same run of a database told in three ways, of which each tells more: what can be explained with more told can be
 * explained with less. And where every write is of a key just read, the three tell the same above `causal`.
 */
function compareModels(seed: number): ReturnType<Once> {
  const strength = NAMES[seed % NAMES.length]!;
  const { keeps }: Strength = STRENGTHS[strength];
  const readsFirst = seed % 2 === 0;
  const problems: Problem[] = [];
  const undecided: string[] = [];
  const shown: string[] = [];
  const size = { transactions: 60 + (seed % 200), infos: 0 };
  // Below snapshot isolation a database of lists does other things than one of values.
  const isAlike = keeps === null || /snapshot-isolation|serializable/.test(keeps);
  const models = isAlike ? (['versioned', 'append', 'register'] as const) : (['versioned', 'register'] as const);
  const logs = models.map((model) => generateColumns({ ...USUAL, ...size, strength, model, seed, readsFirst }));
  for (const level of ALL_LEVELS) {
    const outcomes = logs.map((log) => judgedAndVerified(log, level));
    problems.push(...outcomes.flatMap((outcome) => outcome.problems));
    const verdicts = outcomes.map(({ verdict }) => verdict);
    const says = `${strength}, ${level}: ${models.map((model, i) => `${model} ${verdicts[i]}`).join(', ')}`;
    const decided = verdicts.filter((verdict) => verdict !== 'unknown');
    if (decided.length < verdicts.length) undecided.push(level);
    const failsWithLess = decided.some((verdict, i) => verdict === 'fail' && i > 0 && decided[i - 1] === 'pass');
    if (failsWithLess) problems.push({ what: 'fails with less told', summary: says });
    const isSame = readsFirst && keeps !== null && /snapshot-isolation|serializable/.test(level);
    if (isSame && new Set(decided).size > 1) problems.push({ what: 'not alike', summary: says });
    if (decided.includes('fail')) shown.push(`fails ${level}`);
  }
  return tallyOfSeed(seed, problems, shown, undecided);
}
