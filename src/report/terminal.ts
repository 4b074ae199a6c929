import type { Verdict } from '../../checkers/contract/verdict.js';
import type { History } from '../history/history.js';
import { type Paint, PLAIN, paintOf } from './colour.js';
import { forShell, forTerminal } from './escape.js';
import { eventLine } from './event-line.js';
import { type Report, rulesBroken, wordsFor } from './report.js';
import { tallyOf } from './tally.js';
import { firstOfEachRule } from './violations.js';
import { counted, cut, duration, grouped, listed, spaced } from './words.js';

/**
 * The story of a run in a screenful: what ran, what happened in numbers, a line for every check with what it observed,
 * the violations with their events, and a line to paste that does it again. `history` is undefined where the run
 * broke before there was one.
 */
export function terminal(report: Report, history: History | undefined, paint: Paint = PLAIN): string {
  const parts = [
    heading(report, paint),
    history === undefined ? [] : numbers(history),
    (report.prints ?? []).map((line) => `  ${forTerminal(line)}`),
    verdictTable(report, paint),
    violations(report, history, paint),
    unmet(report, history, paint),
    conclusion(report, paint),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function heading(report: Report, paint: Paint): string[] {
  const title = paint.strong(forTerminal(report.scenario ?? report.history ?? report.system));
  // Logs of other tools have no nodes.
  if (report.nodes.length === 0) return [title, forTerminal(`${report.system} ${report.where}`)];
  const nodes = forTerminal(listed(report.nodes));
  return [title, `${forTerminal(report.system)} with ${nodes} ${report.where}, seed ${report.seed}`];
}

const TRUSTED = '  the broker is your own: who said what was taken on trust';

/** What happened, in numbers. */
export function numbers(history: History): string[] {
  const tally = tallyOf(history);
  const outcomes = Object.entries(tally.outcomes).map(([word, n]) => `${grouped(n)} ${forTerminal(word)}`);
  const trouble = [
    tally.held > 0 && `${tally.held} held back`,
    tally.lost > 0 && `${tally.lost} lost`,
    tally.garbled > 0 && `${tally.garbled} garbled`,
  ].filter((part) => part !== false);
  const disturbed = [
    tally.faults > 0 && counted(tally.faults, 'fault'),
    tally.crashes > 0 && counted(tally.crashes, 'crash', 'crashes'),
  ].filter((part) => part !== false);
  const end = history.ending === 'torn' ? 'the history is torn' : tally.settled === false ? 'did not settle' : '';
  // Hand-written and imported logs have no times of their own.
  const span = history.header.host === 'import' ? '' : ` in ${duration(tally.lasted)}`;
  const events = `${counted(tally.events, 'event')}${span}`;
  return [
    `  ${counted(tally.operations, 'operation')}${outcomes.length > 0 ? `: ${outcomes.join(', ')}` : ''}`,
    ...(history.header.nodes.length === 0
      ? []
      : [
          `  ${counted(tally.messages, 'message')}${trouble.length > 0 ? ` (${trouble.join(', ')})` : ''}, ${counted(tally.reported, 'local event')}`,
        ]),
    `  ${[...disturbed, events, end].filter((part) => part !== '').join(', ')}`,
    ...(history.header.identities === 'trusted' && history.header.host === 'nats' ? [TRUSTED] : []),
  ];
}

function verdictTable(report: Report, paint: Paint): string[] {
  const shown = report.checks.filter((check) => !report.notExercised.includes(check.checker));
  const width = Math.max(...shown.map((check) => nameOf(check).length), 0);
  const lines = shown.map((check) => {
    const word = paintOf(check.verdict, paint)(check.verdict.padEnd(7));
    return `  ${word}  ${forTerminal(nameOf(check)).padEnd(width)}  ${forTerminal(observed(check))}`;
  });
  if (report.notExercised.length === 0) return lines;
  return [...lines, ...notExercised(report).map((line) => paint.faint(line))];
}

/** A check, and the level that was asked of it, if it takes one. */
function nameOf({ checker, options }: Verdict): string {
  return typeof options.level === 'string' ? `${checker} (${options.level})` : checker;
}

/** What ran by default and had nothing to judge, by reason. */
function notExercised(report: Report): string[] {
  const byReason = new Map<string, string[]>();
  for (const { checker, reason } of report.checks) {
    if (!report.notExercised.includes(checker)) continue;
    const because = REASONS[reason ?? 'vacuous'];
    byReason.set(because, [...(byReason.get(because) ?? []), checker]);
  }
  return [...byReason].map(([because, names]) => `  not exercised: ${forTerminal(names.join(', '))} (${because})`);
}

/** What a check saw, in a line: what it found wrong, why it cannot say, or what it counted. */
function observed(check: Verdict): string {
  const { counts, warnings, unjudged } = check.coverage;
  const seen = Object.entries(counts)
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `${grouped(n)} ${spaced(name)}`);
  if (check.verdict === 'fail') {
    const rules = [...new Set(check.violations.map((violation) => violation.rule))];
    // Of each rule a checker lists only the first ones; its counter has them all.
    const all = Math.max(counts.violations ?? 0, check.violations.length);
    return `${counted(all, 'violation')} of ${listed(rules)}`;
  }
  if (check.verdict === 'unknown') {
    const why = unjudged.find((rule) => rule.reason === check.reason)?.why;
    return cut([`${check.reason}: ${why ?? REASONS[check.reason ?? 'budget']}`, ...seen].join(', '), LINE);
  }
  const open = unjudged.map((rule) => `${rule.rule} not judged (${rule.reason})`);
  return cut([...seen, ...warnings, ...open].join(', ') || 'nothing to count', LINE);
}

const LINE = 90;

const REASONS = {
  vacuous: 'what it judges never happened',
  'incomplete-history': 'the history stops short',
  ambiguous: 'the evidence allows both answers',
  precondition: 'the faults go beyond what the system tolerates',
  budget: 'it ran out of time or memory',
  unsupported: 'the system does not give the evidence it needs',
};

/** How many violations a screen holds, and how many events of each. `show` tells the rest. */
const VIOLATIONS = 4;
const EVENTS = 6;

function violations(report: Report, history: History | undefined, paint: Paint): string[] {
  const all = firstOfEachRule(report.checks);
  const lines = all.slice(0, VIOLATIONS).flatMap(({ checker, violation, number, more }) => {
    const name = forTerminal(`${checker}/${violation.rule}`);
    const others = more > 0 ? paint.faint(`  and ${more} more like it`) : '';
    return [
      `  ${paint.bad(`${number}. ${name}`)}${others}`,
      `     ${forTerminal(violation.summary)}`,
      ...eventLines(history, violation.events, paint),
    ];
  });
  const rest = all.slice(VIOLATIONS).map(({ checker, violation, number }) => `${number}. ${checker}/${violation.rule}`);
  return rest.length === 0 ? lines : [...lines, `  and ${forTerminal(rest.join(', '))}`];
}

function eventLines(history: History | undefined, rows: readonly number[], paint: Paint): string[] {
  if (history === undefined) return [];
  const lines = rows.slice(0, EVENTS).map((row) => `    ${eventLine(history, row, paint)}`);
  if (rows.length > EVENTS) lines.push(paint.faint(`     ... and ${counted(rows.length - EVENTS, 'event')} more`));
  return lines;
}

function unmet(report: Report, history: History | undefined, paint: Paint): string[] {
  const shown = report.unmet
    .slice(0, VIOLATIONS)
    .flatMap((expectation) => [
      `  ${paint.bad('not as the scenario says')}  ${forTerminal(expectation.where)}: ${forTerminal(expectation.summary)}`,
      ...eventLines(history, expectation.events, paint),
    ]);
  const more = report.unmet.length - VIOLATIONS;
  return more > 0 ? [...shown, paint.faint(`  and ${more} more`)] : shown;
}

function whatPassed({ checks }: Report): string {
  const passed = checks.filter((check) => check.verdict === 'pass');
  const level = passed.length === 1 ? passed[0]!.options.level : undefined;
  return typeof level === 'string' ? `${forTerminal(level)} holds.` : `${counted(passed.length, 'check')} passed.`;
}

function conclusion(report: Report, paint: Paint): string[] {
  const verdict = paintOf(report.verdict, paint)(paint.strong(report.verdict.toUpperCase()));
  const violated = report.checks.some((check) => check.violations.length > 0);
  const because = report.verdict === 'pass' ? whatPassed(report) : forTerminal(report.because);
  const lines = report.broken !== undefined && report.verdict === 'unknown' ? [] : [`${verdict}  ${sentence(because)}`];
  if (report.expected !== 'pass' && lines.length > 0) lines.push(`      ${expectation(report)}`);
  if (report.unmet.length > 0) {
    const many = counted(report.unmet.length, 'thing');
    lines.push(paint.bad(`      But ${many} did not come out as the scenario says.`));
  }
  if (report.broken !== undefined) lines.push(`${paint.bad(paint.strong('BROKEN'))}  ${forTerminal(report.broken)}`);
  if (report.history !== undefined) {
    lines.push(`history  ${forTerminal(report.history)}`);
    if (report.broken !== undefined)
      lines.push('         What the nodes wrote on stdout and stderr is in the same folder.');
  }
  if (violated && report.history !== undefined) {
    const words = [...report.program, 'show', report.history, '--violation', '1', ...(report.showFlags ?? [])];
    lines.push(`look     ${words.map(forShell).join(' ')}`);
  }
  return [...lines, `again    ${again(report)}`];
}

function expectation({ asExpected, expected }: Report): string {
  return asExpected ? 'That is what the scenario expects.' : `The scenario expects ${forTerminal(wordsFor(expected))}.`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** A run that came out as expected, among many: one line. */
export function oneLine(report: Report, paint: Paint = PLAIN): string {
  const verdict = paint.good(report.verdict.padEnd(7));
  const rules = report.verdict === 'fail' ? `  as expected: ${rulesBroken(report.checks).join(', ')}` : '';
  return `${verdict}  ${forTerminal(`${report.scenario ?? report.system}  (seed ${report.seed}, ${report.where})${rules}`)}\n`;
}

/** A line to paste that does it again. */
export function again(report: Report): string {
  return [...report.program, ...report.again].map(forShell).join(' ');
}
