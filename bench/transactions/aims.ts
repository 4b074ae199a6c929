import type { Level } from '../../checkers/transactions/levels.js';
import type { Model } from '../generate/log.js';
import type { Row } from './table.js';

/** What an aim speaks of. */
export const AIMED: Readonly<Record<Model, readonly Level[]>> = {
  append: ['serializable', 'strict-serializable'],
  versioned: ['serializable', 'strict-serializable'],
  register: ['read-committed', 'read-atomic', 'causal'],
};

const MILLION = 1_000_000;
/** What a hostile log may take until its verdict: a budget is about a minute, and 512 MiB beyond what was read. */
const MOST_SECONDS = 120;
const MOST_MEMORY = 2048;

/** An aim, the row that comes closest to missing it (or misses it most), and whether it was met. */
export interface Aim {
  says: string;
  met: boolean;
  worst: string;
}

/** Each aim of which there are rows, and whether all of these meet it. */
export function aimsOf(grown: readonly Row[], hostile: readonly Row[]): Aim[] {
  const isAimed = ({ log, level }: Row) => (AIMED[log as Model] as readonly string[]).includes(level);
  const large = grown.filter((row) => row.transactions === MILLION);
  const aimed = large.filter(isAimed);
  // Growth is from a size that was measured too.
  const grew = (rows: readonly Row[]) =>
    rows.filter(({ growth, problem }) => growth !== undefined || problem !== undefined);
  const ordered = aimed.filter(({ log }) => log !== 'register');
  const registers = aimed.filter(({ log }) => log === 'register');
  const all = [...grown, ...hostile];
  return [
    atMost('append and versioned, serializable and strict, 1M: times JSON.parse', 2, ordered, timesAll),
    atMost('the same: MiB', 1536, ordered, ({ peak }) => peak),
    atMost('registers, read-committed, read-atomic, causal, 1M: checking, times JSON.parse', 3, registers, timesCheck),
    atMost('these: growth from 100k to 1M, exponent', 1.2, grew(aimed), ({ growth }) => growth),
    atMost(
      'verifying, all levels: growth from 100k to 1M, exponent',
      1.2,
      grew(large),
      (row) => row.growthVerifying ?? 0,
    ),
    atMost('hostile logs: seconds from file to verdict', MOST_SECONDS, hostile, ({ reading, checking }) =>
      checking === undefined ? undefined : reading! + checking,
    ),
    atMost('hostile logs: MiB', MOST_MEMORY, hostile, ({ peak }) => peak),
    atMost('all logs: certificates not verified', 0, all, ({ answer }) => Number(answer !== 'holds' && answer !== '-')),
  ].filter((aim) => aim !== undefined);
}

/** What was not measured, because nothing came of it in time, misses the aim. */
function atMost(says: string, most: number, rows: readonly Row[], of: (row: Row) => number | undefined) {
  if (rows.length === 0) return undefined;
  const values = rows.map((row) => of(row) ?? Number.POSITIVE_INFINITY);
  const worst = Math.max(...values);
  const { log, level, transactions } = rows[values.indexOf(worst)]!;
  const told = Number.isInteger(worst) ? String(worst) : worst.toFixed(2);
  return { says: `${says} at most ${most}`, met: worst <= most, worst: `${told}: ${log} ${transactions} ${level}` };
}

function timesAll({ parsing, reading, checking }: Row): number | undefined {
  return parsing === undefined ? undefined : (reading! + checking!) / parsing;
}

function timesCheck({ parsing, checking }: Row): number | undefined {
  return parsing === undefined ? undefined : checking! / parsing;
}
