import { randomInt } from 'node:crypto';
import { runTwice } from '../explore/determinism.js';
import { type Exploration, type ExploreOptions, explore } from '../explore/explore.js';
import { type Outcome, outcomeOf } from '../explore/outcome.js';
import { openScenario } from '../run/open-scenario.js';
import { withSeed } from '../scenario/overrides.js';
import type { Scenario } from '../scenario/scenario.js';
import type { AddCommand } from './command.js';
import { type Console, paintFor, progressOn } from './console.js';
import { EXIT } from './exit-code.js';
import { divergenceText, explorationJson, explorationText, type Found, progressLine } from './exploration-text.js';
import { wholeNumber } from './numbers.js';
import { runOne } from './run-one.js';
import { rulesToShrink, shrinkFirst } from './shrink-first.js';
import { UsageError } from './usage-error.js';

/** The flags of explore, as commander reads them. */
export interface ExploreFlags {
  seeds: string;
  firstSeed?: string;
  jobs?: string;
  shrink?: boolean;
  rule?: string[];
  out: string;
  json?: boolean;
}

/** `touchstone explore`: one scenario on many seeds in simulation; what failed, where, and how to see it again. */
export const addExplore: AddCommand = (program, console, finish) => {
  program
    .command('explore')
    .description('runs a scenario in simulation on many seeds, over all cores, and groups what failed by rule')
    .argument('<scenario>', 'a scenario file')
    .option('--seeds <N>', 'how many seeds', '1000')
    .option('--first-seed <N>', 'the first of them; a random one unless given')
    .option('--jobs <N>', 'how many processes (default: one for each core)')
    .option('--shrink', 'make the first failure small: writes a scenario of a few lines that fails in the same way')
    .option('--rule <rule...>', 'with --shrink: the first failure of each of these, as checker/rule')
    .option('--out <dir>', 'where histories of failures and shrunk scenarios go', 'runs')
    .option('--json', 'print one JSON document on stdout, everything else on stderr')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, flags: ExploreFlags) => finish(await exploreFile(file, flags, console)));
};

const EXAMPLES = `
Examples:
  touchstone explore scenarios/mutex-ledger/reference-contention.yaml
  touchstone explore my-scenario.yaml --seeds 100000 --first-seed 1 --jobs 8
  touchstone explore scenarios/mutex-ledger/mutant-stale-replies.yaml --seeds 100 --shrink
  touchstone explore my-scenario.yaml --shrink --rule mutual-exclusion/overlap --out found

A scenario that expects pass must pass on every seed. One that expects {fail: [...]} must violate each of these rules on at
least one seed, since it may take an unlucky schedule, and no other rule on any. The first seed is run twice: node
programs must do the same for the same seed. Histories are kept for the first seeds that violate a rule.

Exit codes: 0 as expected, 1 not as expected, 2 bad usage or scenario, 3 undecided, 4 the harness broke, 130 interrupted.
`;

async function exploreFile(file: string, flags: ExploreFlags, console: Console): Promise<number> {
  const scenario = openScenario(file);
  checkPlace(scenario);
  const rules = rulesToShrink(scenario, flags);
  const options: ExploreOptions = {
    seeds: wholeNumber('--seeds', flags.seeds, 1),
    firstSeed: flags.firstSeed === undefined ? randomInt(2 ** 31) : wholeNumber('--first-seed', flags.firstSeed, 0),
    ...(flags.jobs !== undefined && { jobs: jobsOf(flags.jobs) }),
  };
  const tell = flags.json === true ? console.err : console.out;
  const { divergence } = runTwice(withSeed(scenario, options.firstSeed));
  if (divergence !== undefined) {
    tell(divergenceText(scenario, divergence, console.program));
    return EXIT.notAsExpected;
  }
  const exploration = await exploreAll(scenario, options, console);
  const outcome = outcomeOf(scenario.expect, exploration.tally);
  const found: Found = { scenario, exploration, outcome, histories: new Map(), shrunk: [] };
  if (!exploration.interrupted) {
    await keepHistories(found, flags, console);
    if (flags.shrink === true) found.shrunk = await shrinkFirst(found, rules, flags.out, console);
  }
  tell(explorationText(found, console.program, paintFor(console, flags.json === true ? 'err' : 'out')));
  if (flags.json === true) console.out(explorationJson(found, console.program));
  return exploration.interrupted ? EXIT.interrupted : CODES[outcome.kind];
}

/** Seeds decide nothing but in simulation. */
function checkPlace({ file, host, nodes }: Scenario): void {
  const foreign = nodes.find(({ run }) => 'command' in run);
  const why =
    foreign === undefined ? 'says host: nats' : `runs a program of its own as ${foreign.id}, which cannot be simulated`;
  if (host !== 'nats' && foreign === undefined) return;
  throw new UsageError(
    `${file} ${why}; explore takes a scenario whose nodes are built in, with host: any or host: sim.`,
  );
}

function jobsOf(text: string): number {
  const jobs = wholeNumber('--jobs', text, 1);
  if (jobs <= MOST_JOBS) return jobs;
  throw new UsageError(`--jobs takes at most ${MOST_JOBS} processes; it was given ${jobs}.`);
}

const MOST_JOBS = 256;

const CODES: Record<Outcome['kind'], number> = {
  'as expected': EXIT.asExpected,
  'not as expected': EXIT.notAsExpected,
  undecided: EXIT.undecided,
  broken: EXIT.broken,
};

async function exploreAll(scenario: Scenario, options: ExploreOptions, console: Console): Promise<Exploration> {
  const progress = progressOn(console);
  try {
    return await console.interruptible((signal) =>
      explore(scenario, { ...options, signal, onProgress: (soFar) => progress.show(progressLine(soFar)) }),
    );
  } finally {
    progress.clear();
  }
}

/** Runs the first seeds that violated each rule once more, to files. */
async function keepHistories({ scenario, exploration, histories }: Found, flags: ExploreFlags, console: Console) {
  for (const { seeds } of Object.values(exploration.tally.rules)) {
    for (const seed of seeds) {
      if (histories.has(seed)) continue;
      const quiet = { ...console, errIsTerminal: false };
      const { result } = await runOne(withSeed(scenario, seed), { kind: 'sim' }, [], { out: flags.out }, quiet);
      if (result.history !== undefined) histories.set(seed, result.history);
    }
  }
}
