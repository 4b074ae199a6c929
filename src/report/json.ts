import { withShortCertificate } from './certificate.js';
import { forJson } from './escape.js';
import type { Report } from './report.js';
import { again } from './terminal.js';

/** The one document of `--json`: `{version, runs: [{history, scenario, seed, expected, verdict, checks, ...}]}`. */
export function json(version: string, reports: readonly Report[]): string {
  return `${forJson({ version, runs: reports.map(jsonRun) }, 2)}\n`;
}

/** One run of that document; a run's `verdict.json` holds this alone. */
export function jsonRun(report: Report): Record<string, unknown> {
  return {
    history: report.history ?? null,
    scenario: report.scenario ?? null,
    seed: report.seed,
    expected: report.expected,
    verdict: report.verdict,
    asExpected: report.asExpected,
    because: report.because,
    checks: report.checks.map(withShortCertificate),
    notExercised: report.notExercised,
    unmet: report.unmet,
    ...(report.broken !== undefined && { broken: report.broken }),
    again: again(report),
  };
}
