import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { LEVELS, type Level } from '../checkers/transactions/levels.js';
import type { Sink } from '../src/history/recorder.js';
import { USUAL } from './generate/generate.js';
import { writeHistory } from './generate/jsonl.js';
import type { Model } from './generate/log.js';
import { inFolder } from './in-folder.js';
import { AIMED, aimsOf } from './transactions/aims.js';
import { HOSTILE, writeHostile } from './transactions/hostile.js';
import { measureInChild } from './transactions/in-child.js';
import { HEADING, lineOf, type Row, short } from './transactions/table.js';
import { commitNow, writeResults } from './write-results.js';

const MODELS: readonly Model[] = ['append', 'versioned', 'register'];
const SIZES = [10_000, 100_000, 1_000_000];

/** What of it to run. */
export interface Chosen {
  /** Only rows that go by all of these words, see `wordsOf`; absent: all, and the results are written. */
  only?: readonly string[];
  seed: number;
}

/** A log, and the levels at which it is judged. */
interface Job {
  log: string;
  about: string;
  levels: readonly string[];
  /** Of a generated one. */
  size?: number;
  write(sink: Sink, level: string): number;
}

/**
 * Judges generated logs of ten sessions, each at the level that its database keeps and no stronger one, every one in a process
 * of its own, and verifies the certificates; then logs made to be hard. Prints seconds, multiples of JSON.parse of the
 * same lines in the same process, and peak memory as it goes, in the end whether the aims were met, and writes
 * bench/results/transactions-bench.json.
 */
export async function benchTransactions({ only = [], seed }: Chosen): Promise<void> {
  const jobs = [...SIZES.flatMap((size) => MODELS.map((model) => grown(model, size, seed))), ...hostileJobs()].flatMap(
    (job) => {
      const levels = job.levels.filter((level) =>
        only.every((word) => wordsOf(job, level).includes(word.toLowerCase())),
      );
      return levels.length > 0 ? [{ ...job, levels }] : [];
    },
  );
  const count = jobs.reduce((sum, { levels }) => sum + levels.length, 0);
  if (count === 0) {
    process.stderr.write(
      `no row goes by all of the words ${only.join(', ')}; npm run bench -- --help says what words there are\n`,
    );
    process.exitCode = 2;
    return;
  }
  const begunOn = commitNow();
  const begun = performance.now();
  console.log(`  ${count} rows, seed ${seed}; all of them take about twenty minutes`);
  const rows: Row[] = [];
  await inFolder((folder) => {
    for (const job of jobs) {
      console.log(`\n  ${job.log}: ${job.about} (from row ${rows.length + 1} of ${count} on)\n${HEADING}`);
      rowsOf(job, folder, rows);
    }
  });
  const [ofModels, hostile] = [rows.filter(isOfModel), rows.filter((row) => !isOfModel(row))];
  const aims = aimsOf(ofModels, hostile);
  const seconds = (performance.now() - begun) / 1000;
  console.log(`\n  aims (${count} rows in ${(seconds / 60).toFixed(1)} minutes)`);
  for (const { says, met, worst } of aims)
    console.log(`  ${met ? 'met   ' : 'MISSED'}  ${says}\n          most: ${worst}`);
  if (only.length > 0) return;
  const machine = `${availableParallelism()} x ${cpus()[0]?.model ?? '?'}, Node ${process.version}`;
  writeResults('transactions-bench', { commit: begunOn, seed, machine, seconds, aims, rows: ofModels, hostile });
}

function grown(model: Model, size: number, seed: number): Job {
  const plan = { ...USUAL, model, seed, transactions: size, infos: 0.0001, fails: 0.01 };
  return {
    log: model,
    about: `${size} transactions of ten sessions`,
    levels: Object.keys(LEVELS),
    size,
    write: (sink, level) => writeHistory({ ...plan, strength: level as Level }, sink),
  };
}

function hostileJobs(): Job[] {
  return Object.entries(HOSTILE).map(([name, hostile]) => ({
    log: name,
    about: hostile.says,
    levels: hostile.levels,
    write: (sink) => writeHostile(hostile, sink),
  }));
}

/** The words that a row goes by: `append 1m causal`, `hostile giant-cycle serializable`; what an aim speaks of also `aims`. */
function wordsOf({ log, size }: Job, level: string): string[] {
  if (size === undefined) return ['hostile', log, level];
  const isAimed = size > SIZES[0]! && (AIMED[log as Model] as readonly string[]).includes(level);
  return [log, short(size).toLowerCase(), level, ...(isAimed ? ['aims'] : [])];
}

function isOfModel({ log }: Row): boolean {
  return (MODELS as readonly string[]).includes(log);
}

/** Measures a log at its levels, tells each, and adds it to `rows`, in which the size before may be found. */
function rowsOf(job: Job, folder: string, rows: Row[]): void {
  const { log, levels, size } = job;
  const file = join(folder, 'log.jsonl');
  let written = 0;
  for (const [i, level] of levels.entries()) {
    progress(`${log} ${level}: writing the log`);
    // A generated log is another one at each level.
    if (i === 0 || size !== undefined) written = toFile(file, (sink) => job.write(sink, level));
    progress(`${log} ${level}: judging ${(statSync(file).size / 2 ** 20).toFixed(0)} MiB`);
    const found = measureInChild(file, level);
    const before = rows.findLast((row) => row.log === log && row.level === level);
    const row: Row = {
      log,
      transactions: size ?? written,
      level,
      ...found,
      ...(before && growthOf(before, found, size!)),
    };
    rows.push(row);
    progress('');
    console.log(lineOf(row));
  }
}

function growthOf(before: Row, after: ReturnType<typeof measureInChild>, size: number): Partial<Row> {
  const power = (a: number, b: number) => Math.log(b / a) / Math.log(size / before.transactions);
  if (before.checking === undefined || after.checking === undefined) return {};
  return {
    growth: power(before.reading! + before.checking, after.reading! + after.checking),
    ...(before.verifying && after.verifying && { growthVerifying: power(before.verifying, after.verifying) }),
  };
}

/** What is being done, where somebody looks on. */
function progress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${what && `  ${what} ...`}`);
}

function toFile(file: string, write: (sink: Sink) => number): number {
  const descriptor = openSync(file, 'w');
  const sink: Sink = { write: (bytes) => void writeSync(descriptor, bytes), close: () => closeSync(descriptor) };
  return write(sink);
}
