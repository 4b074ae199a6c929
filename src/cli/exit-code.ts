import type { Report } from '../report/report.js';

/** What the exit codes mean; scripts rely on them. */
export const EXIT = {
  asExpected: 0,
  notAsExpected: 1,
  badInput: 2,
  undecided: 3,
  broken: 4,
  interrupted: 130,
} as const;

/** The code of one run. A violation that was found is never hidden by a harness that broke later. */
export function exitCodeOf(report: Pick<Report, 'asExpected' | 'verdict' | 'broken' | 'unmet'>): number {
  if (report.asExpected) return report.broken === undefined ? EXIT.asExpected : EXIT.broken;
  if (report.verdict === 'fail' || report.unmet.length > 0) return EXIT.notAsExpected;
  if (report.broken !== undefined) return EXIT.broken;
  return report.verdict === 'unknown' ? EXIT.undecided : EXIT.notAsExpected;
}

/** The code of several runs. */
export function worstOf(codes: readonly number[]): number {
  const { interrupted, badInput, notAsExpected, broken, undecided, asExpected } = EXIT;
  const order = [interrupted, badInput, notAsExpected, broken, undecided];
  return order.find((code) => codes.includes(code)) ?? asExpected;
}
