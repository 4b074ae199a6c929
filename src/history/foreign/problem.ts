/** What is wrong with a log at a place in its bytes, said where neither file nor line is known. See `asHistoryError`. */
export class LogProblem extends Error {
  constructor(
    /** Offset in bytes. */
    readonly at: number,
    readonly problem: string,
    /** What was expected, or how to mend it. */
    readonly hint: string,
  ) {
    super(problem);
    this.name = 'LogProblem';
  }
}
