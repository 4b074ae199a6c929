import type { Verdict } from '../../checkers/contract/verdict.js';
import { forXml } from './escape.js';
import { type Report, rulesBroken, wordsFor } from './report.js';
import { again } from './terminal.js';
import { counted } from './words.js';

/**
 * JUnit XML, as build servers read it: a suite a run, a case a check, and the case `expectation`, which fails exactly
 * when the run did not come out as the scenario expects. A check that fails as expected is no failure; one that could
 * not be decided is skipped and says why.
 */
export function junit(reports: readonly Report[]): string {
  const suites = reports.map(suite);
  const total = (attribute: keyof Totals): number => suites.reduce((sum, { totals }) => sum + totals[attribute], 0);
  const attributes = (['tests', 'failures', 'errors', 'skipped'] as const).map((a) => `${a}="${total(a)}"`).join(' ');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="touchstone" ${attributes}>`,
    ...suites.map(({ text }) => text),
    '</testsuites>',
    '',
  ].join('\n');
}

type Totals = Record<'tests' | 'failures' | 'errors' | 'skipped', number>;

function suite(report: Report): { text: string; totals: Totals } {
  const name = report.scenario ?? report.history ?? report.system;
  const cases = [...report.checks.map((check) => checkCase(report, check)), expectationCase(report)];
  const count = (element: string): number =>
    cases.filter((c) => c.children.some((t) => t.startsWith(`<${element}`))).length;
  const totals = { tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') };
  const attributes = Object.entries({ name, ...totals }).map(([key, value]) => `${key}="${forXml(String(value))}"`);
  const properties = {
    system: report.system,
    seed: report.seed,
    history: report.history ?? '',
    again: again(report),
  };
  const text = [
    `  <testsuite ${attributes.join(' ')}>`,
    '    <properties>',
    ...Object.entries(properties).map(
      ([key, value]) => `      <property name="${key}" value="${forXml(String(value))}"/>`,
    ),
    '    </properties>',
    ...cases.map((c) => testCase(name, c)),
    '  </testsuite>',
  ].join('\n');
  return { text, totals };
}

interface Case {
  name: string;
  children: string[];
}

function testCase(suiteName: string, { name, children }: Case): string {
  const open = `    <testcase classname="${forXml(suiteName)}" name="${forXml(name)}"`;
  if (children.length === 0) return `${open}/>`;
  return [`${open}>`, ...children.map((child) => `      ${child}`), '    </testcase>'].join('\n');
}

function checkCase(report: Report, check: Verdict): Case {
  const counts = Object.entries(check.coverage.counts).map(([counter, n]) => `${counter}: ${n}`);
  const observed = counts.length > 0 ? [`<system-out>${forXml(counts.join(', '))}</system-out>`] : [];
  if (check.verdict === 'unknown')
    return {
      name: check.checker,
      children: [`<skipped message="${forXml(check.reason ?? 'unknown')}"/>`, ...observed],
    };
  const expected = typeof report.expected === 'string' ? [] : report.expected.fail;
  const surprises = check.violations.filter((violation) => !expected.includes(`${check.checker}/${violation.rule}`));
  const failures = surprises.map(({ rule, summary, events }) => {
    const detail = `${check.checker}/${rule}: ${summary} Events: ${events.join(', ')}.`;
    return `<failure type="${forXml(`${check.checker}/${rule}`)}" message="${forXml(summary)}">${forXml(detail)}</failure>`;
  });
  // One failure a case is what readers of this format count on: the first is told in full, the others in its case's output.
  const rest =
    failures.length > 1
      ? [`<system-err>${forXml(counted(failures.length - 1, 'further violation'))}</system-err>`]
      : [];
  return { name: check.checker, children: [...failures.slice(0, 1), ...observed, ...rest] };
}

function expectationCase(report: Report): Case {
  const name = 'expectation';
  if (report.broken !== undefined)
    return { name, children: [`<error type="broken" message="${forXml(report.broken)}"/>`] };
  if (report.asExpected) return { name, children: [] };
  const came = report.verdict === 'fail' ? `fail: ${rulesBroken(report.checks).join(', ')}` : report.verdict;
  const message = `expected ${wordsFor(report.expected)}, came to ${came}`;
  const detail = [report.because, ...report.unmet.map((u) => `${u.where}: ${u.summary}`), again(report)];
  return {
    name,
    children: [`<failure type="${report.verdict}" message="${forXml(message)}">${forXml(detail.join('\n'))}</failure>`],
  };
}
