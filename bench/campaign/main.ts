import { randomInt } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import type { Tally } from '../../src/explore/tally.js';
import { wholeNumber } from '../whole-number.js';
import { commitNow, writeResults } from '../write-results.js';
import type { Study } from './campaign.js';
import { CAMPAIGNS } from './registry.js';
import { spread, studyAll } from './spread.js';

/** Cases that are looked at closer when a share of a campaign is run. */
const CASES_OF_A_SHARE = 12;

/**
 * `npm run campaign -- NAME`: the full counts from a random first seed, written with seeds, counts, violated rules
 * and commit to bench/results/NAME.json. Exit 0: everything as it should be; 1: something was not.
 */
const program = new Command('npm run campaign --')
  .argument('<name>', `one of: ${Object.keys(CAMPAIGNS).join(', ')}`, checkName)
  .option('--first-seed <n>', 'first seed (random unless given)', wholeNumber)
  .option('--seeds <n>', 'seeds for each case', wholeNumber)
  .option('--percent <n>', 'that share of the full counts, for CI', Number)
  .option('--dry', 'write no file')
  .action(run);
await program.parseAsync();

interface Options {
  firstSeed?: number;
  seeds?: number;
  percent?: number;
  dry?: boolean;
}

async function run(name: string, options: Options): Promise<void> {
  const campaign = CAMPAIGNS[name]!;
  const firstSeed = options.firstSeed ?? randomInt(2 ** 31);
  const share = Math.ceil((campaign.seeds * (options.percent ?? 100)) / 100);
  const seeds = options.seeds ?? Math.max(share, campaign.least ?? 1);
  const isShare = (options.percent ?? 100) < 100;
  const all = campaign.cases();
  // Looking closer takes seconds a case: of a share, some cases have to do.
  const step = isShare && campaign.study !== undefined ? Math.ceil(all.length / CASES_OF_A_SHARE) : 1;
  const cases = all.filter((_, i) => i % step === 0);
  process.stderr.write(`${name}: ${campaign.says}\n${cases.length} cases, ${seeds} seeds each from ${firstSeed} on\n`);
  const begunOn = commitNow();
  const begun = performance.now();
  const tallies = await spread(name, cases, firstSeed, seeds, (runs) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${runs} of ${cases.length * seeds} runs `);
  });
  const seconds = (performance.now() - begun) / 1000;
  const studies = campaign.study === undefined ? new Map<string, Study>() : await studyAll(name, tallies);
  const whole = campaign.whole?.(tallies);
  const problems = [...tallies].flatMap(([name, tally]) => [
    ...judge(campaign, name, tally),
    ...(studies.get(name)?.problems ?? []),
  ]);
  problems.push(...(whole?.problems ?? []));
  for (const [name, tally] of tallies) {
    const figures = Object.entries(studies.get(name)?.figures ?? {}).map(([what, value]) => `${what} ${value}`);
    process.stdout.write(`${rowOf(name, tally)}\n${figures.length === 0 ? '' : `  ${figures.join(', ')}\n`}`);
  }
  for (const [what, figure] of Object.entries(whole?.figures ?? {}))
    process.stdout.write(`\n${what}\n${tableOf(figure as Record<string, unknown>)}`);
  const runs = [...tallies.values()].reduce((sum, tally) => sum + tally.runs, 0);
  const rate = runs / seconds;
  process.stdout.write(`\n${runs} runs in ${seconds.toFixed(1)} s, ${rate.toFixed(0)} a second\n`);
  for (const problem of problems) process.stdout.write(`NOT AS IT SHOULD BE: ${problem}\n`);
  if (options.dry !== true) {
    const results = { campaign: name, commit: begunOn, firstSeed, seeds, seconds, problems };
    const cases = [...tallies].map(([name, tally]) => [name, { ...tally, study: studies.get(name)?.figures }]);
    writeResults(name, { ...results, ...(whole && { whole: whole.figures }), cases: Object.fromEntries(cases) });
  }
  process.exitCode = problems.length === 0 ? 0 : 1;
}

function judge(campaign: (typeof CAMPAIGNS)[string], name: string, tally: Tally): string[] {
  return tally.runs === 0 ? [`${name}: not a single run`] : campaign.judge(name, tally);
}

function rowOf(name: string, tally: Tally): string {
  const { runs, pass, unknown } = tally;
  const rules = Object.entries(tally.rules).map(([rule, finding]) => `${rule} ${finding.runs}`);
  const firstFail = Object.values(tally.rules).reduce((least, { seeds }) => Math.min(least, seeds[0]!), Infinity);
  const unknowns = unknown === 0 ? '' : `, ${unknown} unknown`;
  const first = firstFail === Infinity ? '' : `, first at seed ${firstFail}`;
  return `${name}: ${pass} of ${runs} pass${unknowns}${first}${rules.length === 0 ? '' : `: ${rules.join(', ')}`}`;
}

function tableOf(figure: Record<string, unknown>): string {
  return Object.entries(figure)
    .map(([what, value]) => `  ${what.padEnd(58)} ${String(value).padStart(10)}\n`)
    .join('');
}

function checkName(name: string): string {
  if (Object.hasOwn(CAMPAIGNS, name)) return name;
  throw new InvalidArgumentError(`campaigns are ${Object.keys(CAMPAIGNS).join(', ')}`);
}
