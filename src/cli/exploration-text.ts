import type { Divergence } from '../explore/determinism.js';
import type { Exploration } from '../explore/explore.js';
import type { Outcome } from '../explore/outcome.js';
import type { Shrunk } from '../explore/shrink.js';
import type { Finding } from '../explore/tally.js';
import { VERSION } from '../package-root.js';
import type { Paint } from '../report/colour.js';
import { forJson, forShell, forTerminal } from '../report/escape.js';
import { counted, cut, grouped } from '../report/words.js';
import type { Scenario } from '../scenario/scenario.js';

/** All that an exploration has to tell. */
export interface Found {
  scenario: Scenario;
  exploration: Exploration;
  outcome: Outcome;
  /** Path of the history by seed, where it was kept. */
  histories: Map<number, string>;
  shrunk: ShrunkFile[];
}

/** A failure made small and written to a file, or why not. */
export type ShrunkFile = { rule: string } & ({ path: string; shrunk: Shrunk } | { problem: string });

/** One line while it goes on. */
export function progressLine({ tally, seeds, seconds, orders }: Exploration): string {
  const failed = Object.keys(tally.rules).length;
  const rules = failed === 0 ? 'nothing failed' : `${counted(failed, 'rule')} violated`;
  return `${grouped(tally.runs)} of ${counted(seeds, 'seed')}, ${rate(tally.runs, seconds)}, ${counted(orders, 'delivery order')}, ${rules}`;
}

/** What was covered, what failed by rule with a line that reproduces the first of each, and what it comes to. */
export function explorationText(found: Found, program: readonly string[], paint: Paint): string {
  const { scenario, exploration, outcome, histories, shrunk } = found;
  const { tally, firstSeed, seeds } = exploration;
  const all = exploration.interrupted ? `${grouped(tally.runs)} of ${counted(seeds, 'seed')}` : counted(seeds, 'seed');
  const lines = [
    paint.strong(forTerminal(`${scenario.name}: ${all} from ${firstSeed} on, in simulation`)),
    `covered  ${coveredText(exploration)}`,
  ];
  const group = (title: string, { runs, seeds: [first], summary }: Finding): void => {
    lines.push('', `${paint.bad(forTerminal(title))}  on ${counted(runs, 'seed')}, first ${first}`);
    if (summary !== title) lines.push(`  ${cut(forTerminal(summary), 300)}`);
    lines.push(`  again    ${again(scenario, first!, program)}`);
    if (histories.has(first!)) lines.push(`  history  ${forTerminal(histories.get(first!)!)}`);
  };
  for (const [rule, finding] of byCount(tally.rules)) group(rule, finding);
  for (const [where, finding] of byCount(tally.unmet)) group(`step or final state at ${where}`, finding);
  for (const [reason, finding] of byCount(tally.undecided)) group(`undecided: ${reason}`, finding);
  for (const [reason, finding] of byCount(tally.broken)) group(`broken: ${reason}`, finding);
  for (const file of shrunk) lines.push('', ...shrunkLines(file, program));
  const colour = {
    'as expected': paint.good,
    'not as expected': paint.bad,
    undecided: paint.doubtful,
    broken: paint.bad,
  };
  if (!exploration.interrupted)
    lines.push('', `${colour[outcome.kind](outcome.kind)}: ${forTerminal(outcome.because)}`);
  else {
    const failed = Object.keys(tally.rules);
    lines.push(
      '',
      `${paint.doubtful('interrupted')}: ${failed.length === 0 ? 'nothing failed' : failed.join(', ')} so far`,
    );
  }
  if (outcome.kind !== 'as expected' || exploration.interrupted)
    lines.push(
      `again    ${line(program, ['explore', ...fileWord(scenario), '--first-seed', String(firstSeed), '--seeds', String(seeds)])}`,
    );
  return `${lines.join('\n')}\n`;
}

/** A node program that does not do the same for the same seed: nothing else that is said of seeds would be true. */
export function divergenceText(scenario: Scenario, divergence: Divergence, program: readonly string[]): string {
  const { seed, row, node, first, second } = divergence;
  const who = node === undefined ? 'The run' : node;
  const where = row < 0 ? 'in the header of the history' : `at event #${row}`;
  const shown = (text: string | undefined): string =>
    text === undefined ? '(the run had ended)' : cut(forTerminal(text), 300);
  return [
    `${forTerminal(`${scenario.name}: ${who} is not deterministic`)}: two runs of seed ${seed} differ ${where}.`,
    `  one run    ${shown(first)}`,
    `  the other  ${shown(second)}`,
    '  A node program may draw on nothing but its context: node.now(), node.random(), node.after(). Look for a real clock,',
    '  dice of its own, something kept from run to run, or an order that is not the same each time.',
    `  again    ${again(scenario, seed, program)}`,
    '',
  ].join('\n');
}

/** The one document of `--json`. */
export function explorationJson(
  { scenario, exploration, outcome, histories, shrunk }: Found,
  program: readonly string[],
): string {
  const { tally, ...rest } = exploration;
  const groups = (findings: Readonly<Record<string, Finding>>, key: string) =>
    byCount(findings).map(([name, { runs, seeds, summary }]) => ({
      [key]: name,
      runs,
      seeds,
      summary,
      histories: seeds.flatMap((seed) => histories.get(seed) ?? []),
      again: again(scenario, seeds[0]!, program),
    }));
  const document = {
    version: VERSION,
    scenario: scenario.name,
    file: scenario.file,
    ...rest,
    runs: tally.runs,
    expected: 'fail' in scenario.expect ? scenario.expect : scenario.expect.verdict,
    outcome: outcome.kind,
    because: outcome.because,
    passed: tally.pass,
    covered: tally.covered,
    violated: groups(tally.rules, 'rule'),
    unmet: groups(tally.unmet, 'where'),
    undecided: groups(tally.undecided, 'reason'),
    broken: groups(tally.broken, 'reason'),
    shrunk: shrunk.map((file) => {
      if ('problem' in file) return file;
      const { operations, faults, runs, summary } = file.shrunk;
      return { rule: file.rule, path: file.path, operations, faults, runs, summary };
    }),
  };
  return `${forJson(document, 2)}\n`;
}

function coveredText({ tally, seconds, orders }: Exploration): string {
  const { operations, deliveries, faults, events } = tally.covered;
  const counts = [
    counted(operations, 'operation'),
    counted(deliveries, 'message'),
    `${counted(orders, 'delivery order')}`,
    ...(faults > 0 ? [counted(faults, 'fault')] : []),
    counted(events, 'event'),
  ];
  return `${counts.join(', ')}; ${grouped(tally.pass)} of ${counted(tally.runs, 'run')} passed; ${seconds.toFixed(1)} s, ${rate(tally.runs, seconds)}`;
}

function shrunkLines(file: ShrunkFile, program: readonly string[]): string[] {
  if ('problem' in file) return [`${forTerminal(file.rule)} was not shrunk: ${forTerminal(file.problem)}`];
  const { from, operations, faults, runs } = file.shrunk;
  const small = `${counted(operations, 'operation')} and ${counted(faults, 'fault')}`;
  return [
    `shrunk   ${forTerminal(file.rule)}: from ${counted(from, 'operation')} to ${small}, in ${counted(runs, 'run')}; run twice by itself`,
    `  file     ${forTerminal(file.path)}`,
    `  again    ${line(program, ['run', file.path])}`,
  ];
}

function byCount(findings: Readonly<Record<string, Finding>>): [string, Finding][] {
  return Object.entries(findings).sort(([, a], [, b]) => b.runs - a.runs || a.seeds[0]! - b.seeds[0]!);
}

function again(scenario: Scenario, seed: number, program: readonly string[]): string {
  return line(program, ['run', ...fileWord(scenario), '--sim', '--seed', String(seed)]);
}

function fileWord({ file }: Scenario): string[] {
  return [file.startsWith('-') ? `./${file}` : file];
}

function line(program: readonly string[], words: readonly string[]): string {
  return [...program, ...words].map(forShell).join(' ');
}

function rate(runs: number, seconds: number): string {
  return `${grouped(Math.round(runs / Math.max(seconds, 0.001)))} a second`;
}
