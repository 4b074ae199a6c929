import type { Verdict } from '../../checkers/contract/verdict.js';
import { judgeAll } from '../../checkers/judge-all.js';
import { CHECKERS } from '../../checkers/registry.js';
import { overallVerdict } from '../../checkers/run-verdict.js';
import { readHistoryFile } from '../history/files/read.js';
import type { CheckRequest } from '../history/header.js';
import type { History } from '../history/history.js';
import type { Report } from '../report/report.js';
import { terminal } from '../report/terminal.js';
import type { AddCommand } from './command.js';
import { paintFor, progressOn } from './console.js';
import { exitCodeOf, worstOf } from './exit-code.js';
import { explain } from './failure.js';
import { type ReportOptions, withReportOptions, writeReports } from './report-options.js';
import { noSuch, UsageError } from './usage-error.js';

/** `touchstone check`: judges histories that exist. The verdict is about the history, whatever its scenario expected. */
export const addCheck: AddCommand = (program, console, finish) => {
  const command = program
    .command('check')
    .description('judges histories that exist: 0 all hold, 1 one is violated, 2 not readable, 3 undecided')
    .argument('[history...]', 'history.jsonl of a run, or written by hand')
    .option('--checker <name...>', 'only these checks, each of which must then be decided (touchstone list checkers)');
  withReportOptions(command)
    .addHelpText('after', EXAMPLES)
    .action((files: string[], options: ReportOptions & { checker?: string[] }) => {
      const { checker: names } = options;
      for (const name of names ?? []) {
        if (!Object.hasOwn(CHECKERS, name))
          throw noSuch('checker', name, Object.keys(CHECKERS), ' Histories go before --checker.');
      }
      if (files.length === 0)
        throw new UsageError(
          'check takes the path of at least one history, such as runs/my-run/history.jsonl, before its flags.',
        );

      const tell = options.json === true ? console.err : console.out;
      const paint = paintFor(console, options.json === true ? 'err' : 'out');
      const progress = progressOn(console);
      const reports: Report[] = [];
      const codes: number[] = [];
      for (const [index, file] of files.entries()) {
        try {
          progress.show(`judging ${file}`);
          const history = readHistoryFile(file);
          const report = reportOfHistory(history, file, names, console.program);
          progress.clear();
          tell(`${index > 0 ? '\n' : ''}${terminal(report, history, paint)}`);
          reports.push(report);
          codes.push(exitCodeOf(report));
        } catch (error) {
          progress.clear();
          codes.push(explain(error, console));
        }
      }
      writeReports(reports, options, console);
      finish(worstOf(codes));
    });
};

const EXAMPLES = `
Examples:
  touchstone check runs/contention-42/history.jsonl
  touchstone check runs/*/history.jsonl --checker mutual-exclusion --checker lamport-clock
  touchstone check history.jsonl --json | jq .runs[0].verdict
`;

/** Judges a history by the checks its header asks for, or by `names`. */
export function judgementOf(history: History, names?: readonly string[]): Verdict[] {
  return judgeAll(history, requests(history, names));
}

/** Judges a history and says so. */
export function reportOfHistory(
  history: History,
  file: string,
  names: readonly string[] | undefined,
  program: readonly string[],
): Report {
  const { header } = history;
  const checks = judgementOf(history, names);
  const { verdict, because, notExercised } = overallVerdict(checks, requests(history, names));
  return {
    ...(titleOf(header.scenario) !== undefined && { scenario: titleOf(header.scenario)! }),
    system: header.system,
    nodes: header.nodes,
    seed: header.seed,
    where: { sim: 'in simulation', nats: 'on NATS', import: '(imported)' }[header.host],
    history: file,
    expected: 'pass',
    asExpected: verdict === 'pass',
    verdict,
    because,
    checks,
    notExercised,
    unmet: [],
    program,
    again: ['check', file, ...(names ?? []).flatMap((name) => ['--checker', name])],
  };
}

/** What the header asks for, else the spec's own checks, else all; those asked for by name with the header's options. */
function requests({ header }: History, names: readonly string[] | undefined): CheckRequest[] {
  const optionsOf = (name: string): CheckRequest['options'] =>
    header.checks.find((check) => check.name === name)?.options ?? {};
  if (names !== undefined) return [...new Set(names)].map((name) => ({ name, options: optionsOf(name), named: true }));
  if (header.checks.length > 0) return header.checks;
  const byDefault = header.spec.checks.length > 0 ? header.spec.checks : Object.keys(CHECKERS);
  return byDefault.map((name) => ({ name, options: {}, named: false }));
}

function titleOf(scenario: unknown): string | undefined {
  const title = (scenario as { scenario?: unknown } | null)?.scenario;
  return typeof title === 'string' ? title : undefined;
}
