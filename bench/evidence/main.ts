import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import type { RunResult } from '../../src/run/result.js';
import { runScenario } from '../../src/run/run.js';
import { wholeNumber } from '../whole-number.js';
import { LEVELS, type Level } from './levels.js';

/**
 * `node dist/bench/evidence/main.js`: correct nodes in Python that tell much or little of themselves, on a broker, with
 * several runs at a time as load. Never a false alarm, never a pass without the evidence for it. Exit 0: so it was; 1: it
 * was not, and the folder of each such run is kept. Needs python3 with nats-py.
 */
const program = new Command('evidence')
  .option('--runs <n>', 'runs of each level', wholeNumber, 100)
  .option('--first-seed <n>', 'first seed (random unless given)', wholeNumber)
  .option('--level <text>', 'only levels with this in their names', '')
  .option('--jobs <n>', 'runs at a time', wholeNumber, 4)
  .option('--nats <broker>', 'embedded, server or a URL', 'embedded')
  .action(run);
await program.parseAsync();

interface Options {
  runs: number;
  firstSeed?: number;
  level: string;
  jobs: number;
  nats: string;
}

async function run(options: Options): Promise<void> {
  if (spawnSync('python3', ['-c', 'import nats']).status !== 0)
    program.error('needs python3 with nats-py: pip install -r examples/mutex-ledger/python/requirements.txt');
  const first = options.firstSeed ?? randomInt(2 ** 31);
  const out = mkdtempSync(join(tmpdir(), 'touchstone-evidence-'));
  let odd = 0;
  console.log(`${options.runs} runs of each level from seed ${first} on, ${options.jobs} at a time, ${options.nats}`);
  for (const [name, level] of Object.entries(LEVELS).filter(([name]) => name.includes(options.level))) {
    const seeds = Array.from({ length: options.runs }, (_, i) => first + i);
    const counts: Record<string, number> = {};
    const work = async (): Promise<void> => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        const result = await runScenario(level.scenario(seed), { host: { kind: 'nats', broker: options.nats }, out });
        count(counts, result);
        const problems = problemsOf(result, level);
        odd += problems.length === 0 ? 0 : 1;
        for (const problem of problems) console.log(`NOT AS IT SHOULD BE: ${name}, seed ${seed}: ${problem}`);
        if (problems.length === 0) rmSync(dirname(result.history!), { recursive: true });
        else console.log(`  ${result.history ?? 'no history'}`);
      }
    };
    await Promise.all(Array.from({ length: options.jobs }, work));
    console.log(
      `${name}\n${Object.entries(counts)
        .map(([what, n]) => `  ${n} ${what}`)
        .join('\n')}`,
    );
  }
  if (odd === 0) rmSync(out, { recursive: true });
  process.exitCode = odd === 0 ? 0 : 1;
}

/** Counts runs by what became of a check, except where it passed. */
function count(counts: Record<string, number>, { verdict, checks }: RunResult): void {
  const found = checks
    .filter((check) => check.verdict !== 'pass')
    .map((check) => {
      const rules = check.coverage.unjudged.map(({ rule, reason }) => `${rule} (${reason})`).sort();
      return `${check.checker} ${check.verdict}: ${check.verdict === 'fail' ? check.violations[0]!.rule : rules.join(', ')}`;
    });
  for (const what of [`runs: ${verdict.verdict}`, ...found]) counts[what] = (counts[what] ?? 0) + 1;
}

function problemsOf({ broken, checks, verdict }: RunResult, { never = [], perhaps = [] }: Level): string[] {
  if (broken !== undefined) return [broken];
  const problems = checks.flatMap((check) => {
    const { checker } = check;
    if (check.verdict === 'fail') return [`a false alarm: ${checker}: ${check.violations[0]!.summary}`];
    if (check.verdict === 'pass') return never.includes(checker) ? [`${checker} passed without evidence`] : [];
    if (never.includes(checker) || perhaps.includes(checker)) return [];
    return [`${checker} is ${check.verdict} (${check.reason})`];
  });
  return problems.length === 0 && verdict.verdict !== 'pass' ? [verdict.because] : problems;
}
