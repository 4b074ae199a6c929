import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Argument } from 'commander';
import { CHECKERS } from '../../checkers/registry.js';
import { FAULTS } from '../faults/registry.js';
import { PACKAGE_ROOT } from '../package-root.js';
import { forTerminal } from '../report/escape.js';
import { cut } from '../report/words.js';
import { SYSTEMS } from '../systems/registry.js';
import type { AddCommand } from './command.js';

/** `touchstone list`: what there is, from the registries, one line an item, name first. */
export const addList: AddCommand = (program, console, finish) => {
  program
    .command('list')
    .description('lists what this version knows, one line an item, name first')
    .addArgument(new Argument('<what>', 'what to list').choices(Object.keys(LISTS)))
    .addHelpText('after', EXAMPLES)
    .action((what: keyof typeof LISTS) => {
      const rows = LISTS[what]();
      const columns = rows[0]?.length ?? 0;
      const widths = Array.from({ length: columns }, (_, c) => Math.max(...rows.map((row) => row[c]!.length)));
      for (const row of rows)
        console.out(`${row.map((cell, c) => (c === columns - 1 ? cell : cell.padEnd(widths[c]!))).join('  ')}\n`);
      finish(0);
    });
};

const LISTS = {
  systems: () => Object.values(SYSTEMS).map(({ name, says }) => [name, says]),
  checkers: () => Object.values(CHECKERS).map(({ name, says }) => [name, says]),
  faults: () => Object.values(FAULTS).map(({ name, says }) => [name, says]),
  scenarios,
  mutants: () =>
    Object.values(SYSTEMS).flatMap((system) =>
      Object.entries(system.mutants).map(([name, { kills, bug }]) => [
        name,
        system.name,
        `${kills.join(', ')}: ${bug}`,
      ]),
    ),
} satisfies Record<string, () => string[][]>;

const EXAMPLES = `
Examples:
  touchstone list checkers
  touchstone list mutants            # name, system, the rules that kill it, and what the bug is
  touchstone run $(touchstone list scenarios | cut -d ' ' -f 1) --sim
`;

/** The scenarios that come with us: path from here, and title. */
function scenarios(): string[][] {
  const folder = join(PACKAGE_ROOT, 'scenarios');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const path = relative(process.cwd(), join(folder, file));
      const text = readFileSync(join(folder, file), 'utf8');
      return [path, cut(forTerminal(/^scenario:\s*(.*?)\s*$/m.exec(text)?.[1] ?? ''), 80)];
    });
}
