import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LEVELS, type Level } from '../checkers/transactions/levels.js';
import type { Sink } from '../src/history/recorder.js';
import { compiledEntry, PACKAGE_ROOT } from '../src/package-root.js';
import { USUAL } from './generate/generate.js';
import { writeHistory } from './generate/jsonl.js';
import type { Model } from './generate/log.js';
import { HOSTILE, writeHostile } from './transactions/hostile.js';
import type { Measured } from './transactions/measure.js';

const MODELS: readonly Model[] = ['append', 'versioned', 'register'];
const SIZES = [10_000, 100_000, 1_000_000];
/** Seconds after which a process is given up. */
const PATIENCE = 300;

/** One line of the results. */
interface Row extends Measured {
  model: string;
  transactions: number;
  level: string;
  /** By which power of the number of transactions reading and checking grow from the size before. */
  growth?: number;
}

/** What the aims speak of. */
const AIMED: Readonly<Record<Model, readonly Level[]>> = {
  append: ['serializable', 'strict-serializable'],
  versioned: ['serializable', 'strict-serializable'],
  register: ['read-committed', 'read-atomic', 'causal'],
};

/**
 * Judges generated logs of ten clients, each at the level that its database keeps, in a process of its own; then logs made
 * to be hard. Prints seconds, multiples of JSON.parse of the same lines in the same process, and peak memory, and writes
 * bench/results/transactions-bench.json. It takes the better part of an hour.
 */
export async function benchTransactions(): Promise<void> {
  const all = Object.keys(LEVELS) as Level[];
  const rows = MODELS.flatMap((model) =>
    all.flatMap((level) => inFolder((folder) => rowsOf(folder, model, level, SIZES))),
  );
  const hostile = Object.keys(HOSTILE).flatMap((name) => inFolder((folder) => hostileRows(folder, name)));
  write('transactions-bench', { rows, hostile });
}

/** The same, but only the models, levels and sizes that the aims speak of: a few minutes. */
export async function benchAimedTransactions(): Promise<void> {
  const rows = MODELS.flatMap((model) =>
    AIMED[model].flatMap((level) => inFolder((folder) => rowsOf(folder, model, level, SIZES.slice(1)))),
  );
  write('transactions-aims', { rows });
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'bench-transactions-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function write(name: string, results: object): void {
  const folder = join(PACKAGE_ROOT, 'bench', 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
}

function rowsOf(folder: string, model: Model, level: Level, sizes: readonly number[]): Row[] {
  const rows: Row[] = [];
  for (const transactions of sizes) {
    const plan = { ...USUAL, strength: level, model, seed: 1, transactions, infos: 0.0001, fails: 0.01 };
    const file = join(folder, 'generated.jsonl');
    toFile(file, (sink) => writeHistory(plan, sink));
    const measured = measure(file, level);
    if (measured === undefined) continue;
    const before = rows.at(-1);
    const work = (row: Measured) => row.reading + row.checking;
    const growth = before && Math.log(work(measured) / work(before)) / Math.log(transactions / before.transactions);
    rows.push({ model, transactions, level, ...measured, ...(growth !== undefined && { growth }) });
    print(`${model} ${transactions} ${level}`, measured, growth);
  }
  return rows;
}

function hostileRows(folder: string, name: string): Row[] {
  const hostile = HOSTILE[name]!;
  const file = join(folder, 'hostile.jsonl');
  const events = toFile(file, (sink) => writeHostile(hostile, sink));
  console.log(`  ${name}: ${hostile.says}`);
  return hostile.levels.flatMap((level) => {
    const measured = measure(file, level);
    print(`  ${level}`, measured);
    return measured === undefined ? [] : [{ model: name, transactions: events, level, ...measured }];
  });
}

/** Undefined: it did not end in time, or for want of memory. */
function measure(file: string, level: string): Measured | undefined {
  const entry = compiledEntry('bench/transactions/measure.ts');
  const { stdout, stderr } = spawnSync(process.execPath, [entry, file, level], {
    encoding: 'utf8',
    timeout: PATIENCE * 1000,
  });
  if (stdout !== '') return JSON.parse(stdout);
  process.stderr.write(`  ${level}: no verdict\n${stderr.slice(0, 500)}\n`);
  return undefined;
}

function print(what: string, measured: Measured | undefined, growth?: number): void {
  if (measured === undefined) return console.log(`  ${what.padEnd(60)} NO VERDICT`);
  const { verdict, parsing, reading, checking, peak } = measured;
  const seconds = (value: number) => `${value.toFixed(2)} s`.padStart(8);
  const all = (reading + checking) / parsing;
  const times = `${all.toFixed(2)} x (check ${(checking / parsing).toFixed(2)} x)`;
  const grows = growth === undefined ? '' : `, growth ${growth.toFixed(2)}`;
  console.log(
    `  ${what.padEnd(60)} parse ${seconds(parsing)} read ${seconds(reading)} check ${seconds(checking)} ${times.padStart(24)} ${peak.toFixed(0).padStart(6)} MiB  ${verdict}${grows}`,
  );
}

function toFile(file: string, write: (sink: Sink) => number): number {
  const descriptor = openSync(file, 'w');
  const sink: Sink = { write: (bytes) => void writeSync(descriptor, bytes), close: () => closeSync(descriptor) };
  return write(sink);
}
