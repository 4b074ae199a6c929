/** A history that cannot be read, or not be written: the user's to mend. Its message is complete: where, what, how. */
export class HistoryError extends Error {
  constructor(
    /** The file, or what stands for it. */
    readonly file: string,
    /** Line, from 1, or the first and last of a range. */
    readonly line: number | readonly [first: number, last: number] | undefined,
    readonly problem: string,
    /** What was expected, or how to mend it. */
    readonly hint: string,
    /** Column, from 1, in characters. */
    readonly column?: number,
  ) {
    super(`${file}${place(line)}${column === undefined ? '' : `:${column}`}: ${problem}; ${hint}`);
    this.name = 'HistoryError';
  }
}

/** What is wrong with the line at hand, said where the line's number is not known: a reader makes it a HistoryError. */
export class LineProblem extends Error {
  constructor(
    readonly problem: string,
    readonly hint: string,
  ) {
    super(problem);
    this.name = 'LineProblem';
  }
}

function place(line: number | readonly [number, number] | undefined): string {
  if (line === undefined) return '';
  return typeof line === 'number' ? `:${line}` : `:${line[0]}-${line[1]}`;
}
