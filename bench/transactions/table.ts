import type { Outcome } from './in-child.js';

/** One line of the results. */
export interface Row extends Outcome {
  /** A model, or the name of a hostile log. */
  log: string;
  /** Of a hostile log: events. */
  transactions: number;
  level: string;
  /** By which power of the number of transactions reading and checking, and verifying, grow from the size before. */
  growth?: number;
  growthVerifying?: number;
}

export const HEADING = `  ${'seconds, and times JSON.parse'.padEnd(33)} parse   read  check verify |   all  check |   MiB growth  verdict`;

/** One line, narrower than a hundred letters for what is as it should be. */
export function lineOf(row: Row): string {
  const { parsing, reading, checking, verifying, peak, growth, level, problem, verdict, answer } = row;
  const name = `  ${level.padEnd(33)}`;
  if (parsing === undefined || reading === undefined || checking === undefined) return `${name} ${problem}`;
  const number = (value: number | undefined, width: number, digits = 2) =>
    (value === undefined ? '-' : value.toFixed(digits)).padStart(width);
  const seconds = [number(parsing, 5), number(reading, 6), number(checking, 6), number(verifying, 6)].join(' ');
  const times = [number((reading + checking) / parsing, 5), number(checking / parsing, 6)].join(' ');
  const odd = [problem, answer].filter((what) => what !== undefined && what !== 'holds' && what !== '-');
  const says = [verdict, ...odd].join(', ');
  return `${name} ${seconds} | ${times} | ${number(peak, 5, 0)} ${number(growth, 6)}  ${says}`;
}

/** 1000000 as 1M, 10000 as 10k. */
export function short(count: number): string {
  return count % 1e6 === 0 ? `${count / 1e6}M` : count % 1000 === 0 ? `${count / 1000}k` : String(count);
}
