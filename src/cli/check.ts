import type { Verdict } from '../../checkers/contract/verdict.js';
import { judgeAll } from '../../checkers/judge-all.js';
import { overallVerdict } from '../../checkers/run-verdict.js';
import { SPELLINGS } from '../../checkers/transactions/levels.js';
import { FORMATS, readLog } from '../history/foreign/formats.js';
import { remarksOf } from '../history/foreign/remarks.js';
import type { History } from '../history/history.js';
import { forTerminal } from '../report/escape.js';
import type { Report } from '../report/report.js';
import { terminal } from '../report/terminal.js';
import { writeCertificate } from './certificate-file.js';
import { historyOfOutput, meansOutput, type OutputOptions, wordsForOutput } from './check-output.js';
import {
  bankOptionsOf,
  type CheckOptions,
  flagsOf,
  LEVELLED,
  requestsFor,
  verifyBankOptions,
  verifyCheckOptions,
} from './check-requests.js';
import type { AddCommand } from './command.js';
import { type Console, paintFor, progressOn } from './console.js';
import { exitCodeOf, worstOf } from './exit-code.js';
import { explain } from './failure.js';
import { type ReportOptions, withReportOptions, writeReports } from './report-options.js';
import { UsageError } from './usage-error.js';

interface Options extends CheckOptions, OutputOptions, ReportOptions {
  certificate?: string;
}

/** `touchstone check`: judges histories that exist. The verdict is about the history, whatever its scenario expected. */
export const addCheck: AddCommand = (program, console, finish) => {
  const command = program
    .command('check')
    .description('judges histories that exist: 0 all hold, 1 one is violated, 2 not readable, 3 undecided')
    .argument('[history...]', 'history.jsonl of a run, one written by hand, or a log of another tool')
    .option('--checker <name...>', 'only these checks, each of which must then be decided (touchstone list checkers)')
    .option('--level <level>', 'judge transactions, and at this isolation level (default: serializable)')
    .option('--model <model>', 'what a log of single objects is compared with: not in this version')
    .option('--format <format>', 'what kind of log it is, where its beginning does not show it')
    .option('--total <amount>', 'what the accounts of a Jepsen bank hold in all (default: what the first read finds)')
    .option('--negative-balances', 'accounts of a Jepsen bank may be below zero')
    .option('--certificate <file>', 'write what proves the verdict, as one line of JSON')
    .option('--system <name>', 'judge what a program of your own printed: its system (touchstone list systems), ...')
    .option('--input <file>', '... the original input that it was given ...')
    .option('--output <file...>', '... and the files that it wrote');
  withReportOptions(command)
    .addHelpText('after', HELP)
    .action((files: string[], options: Options) => {
      verifyCheckOptions(options);
      const logs = logsOf(files, options);
      const tell = options.json === true ? console.err : console.out;
      const paint = paintFor(console, options.json === true ? 'err' : 'out');
      const progress = progressOn(console);
      const reports: Report[] = [];
      const codes: number[] = [];
      for (const [index, { name, read, words, place }] of logs.entries()) {
        try {
          progress.show(forTerminal(`reading ${name}`));
          const history = read();
          verifyBankOptions(history, name, options);
          progress.show(forTerminal(`judging ${name}`));
          const checks = withRemarks(judgementOf(history, options), remarksOf(history));
          const again = ['check', ...words, ...flagsOf(options)];
          const report = { ...reportOf(history, name, checks, options, console), ...place, again };
          progress.clear();
          for (const remark of remarksOf(history)) console.err(forTerminal(`${name}: ${remark}.`).concat('\n'));
          tell(`${index > 0 ? '\n' : ''}${terminal(report, history, paint)}`);
          if (options.certificate !== undefined)
            writeCertificate(options.certificate, checks, { history, name }, console);
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

const HELP = `
Levels, the weaker first: ${Object.keys(SPELLINGS).join(', ')}.
strict is strict-serializable. causal, prefix and strong-session- count the order of sessions, strict- that of time.

Formats:
${Object.entries(FORMATS)
  .map(([name, { says }]) => `  ${name.padEnd(10)}  ${says}`)
  .join('\n')}

What each format holds, and how it is judged: specs/logs.md.

Examples:
  touchstone check runs/contention-42/history.jsonl
  touchstone check runs/*/history.jsonl --checker mutual-exclusion --checker lamport-clock
  touchstone check history.jsonl --json | jq .runs[0].verdict
  touchstone check store/latest/history.edn --level snapshot-isolation
  touchstone check history.edn --level strict --certificate proof.json; touchstone verify proof.json history.edn
  touchstone check bank.json --format json --total 100 --negative-balances
  zstd -dc hist.txt.zst | touchstone check - --format plume --level causal
  touchstone check --system branch-bank --input input.json --output output.json
`;

/** What there is to judge: how it is called, read, and asked for again. */
interface Log {
  name: string;
  read(): History;
  words: string[];
  /** How the report names it. */
  place: Pick<Report, 'scenario' | 'history' | 'showFlags'>;
}

function logsOf(files: readonly string[], options: Options): Log[] {
  if (meansOutput(options)) {
    if (files.length > 0) throw new UsageError('--output takes the place of histories: give one or the other.');
    if (options.format !== undefined)
      throw new UsageError('--format is for histories; --output has the form of its system.');
    const name = options.output!.join(', ');
    // What was made of an output is in no file.
    const place = { scenario: `output ${name}`, history: undefined };
    return [{ name, read: () => historyOfOutput(options), words: wordsForOutput(options), place }];
  }
  if (files.length === 0)
    throw new UsageError(
      'check takes the path of at least one history, such as runs/my-run/history.jsonl, before its flags.',
    );
  if (files.length > 1 && options.certificate !== undefined)
    throw new UsageError('--certificate names one file, so it goes with one history.');
  const { checker: _, ...forShow } = options;
  return files.map((name) => ({
    name,
    read: () => readLog(name, options.format, bankOptionsOf(options)),
    words: [name],
    // What came by a pipe is in no file.
    place: name === '-' ? { scenario: 'standard input', history: undefined } : { showFlags: flagsOf(forShow) },
  }));
}

/** Judges a history by the checks its header asks for, or by those that the options name. */
export function judgementOf(history: History, options: CheckOptions = {}): Verdict[] {
  return judgeAll(history, requestsFor(history, options));
}

/** Judges a history by the checks its header asks for, and says so. */
export function reportOfHistory(history: History, file: string, console: Console): Report {
  return reportOf(history, file, judgementOf(history), {}, console);
}

function reportOf(
  history: History,
  file: string,
  checks: readonly Verdict[],
  options: CheckOptions,
  { program }: Console,
): Report {
  const { header } = history;
  const { verdict, because, notExercised } = overallVerdict(checks, requestsFor(history, options));
  const more = moreOf(checks, verdict);
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
    because: more === undefined ? because : `${because}; ${more}`,
    checks,
    notExercised,
    unmet: [],
    program,
    again: ['check', file],
  };
}

/** What the sentence on a verdict leaves open: which levels are ruled out, or why nobody can say. */
function moreOf(checks: readonly Verdict[], verdict: Report['verdict']): string | undefined {
  const check = checks.find((one) => one.checker === LEVELLED && one.verdict === verdict);
  if (check === undefined || verdict === 'pass') return undefined;
  const { warnings, unjudged } = check.coverage;
  return verdict === 'fail'
    ? warnings.find((one) => one.includes('rules out'))
    : unjudged.find((rule) => rule.reason === check.reason)?.why;
}

/** What the reader of the log had to say, as a warning of every check. */
function withRemarks(checks: readonly Verdict[], remarks: readonly string[]): readonly Verdict[] {
  if (remarks.length === 0) return checks;
  return checks.map((check) => {
    const warnings = [...check.coverage.warnings, ...remarks];
    return { ...check, coverage: { ...check.coverage, warnings } };
  });
}

function titleOf(scenario: unknown): string | undefined {
  const title = (scenario as { scenario?: unknown } | null)?.scenario;
  return typeof title === 'string' ? title : undefined;
}
