/** A mistake in a scenario file, with its place. */
export interface Problem {
  file: string;
  /** From 1; 0 where the file as a whole is meant. */
  line: number;
  /** From 1, in characters; 0 where the file as a whole is meant. */
  column: number;
  /** What is wrong. */
  message: string;
  /** What would be right. */
  expected?: string;
  /** The legal word nearest to the one given. */
  nearest?: string;
  /** The line of the file. */
  source?: string;
}

/** A scenario that cannot run: every mistake found in it, in the order of the file. */
export class ScenarioError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(renderProblems(problems));
    this.name = 'ScenarioError';
  }
}

/** Prints problems as text, one paragraph each; safe for a terminal whatever the file holds. */
export function renderProblems(problems: readonly Problem[]): string {
  return problems.map(renderProblem).join('\n\n');
}

function renderProblem(problem: Problem): string {
  const { file, line, column, message, expected, nearest, source } = problem;
  const lines = [line === 0 ? `${file}: ${message}` : `${file}:${line}:${column}: ${message}`];
  if (source !== undefined && line > 0) lines.push(...excerpt(source, line, column));
  if (expected !== undefined) lines.push(`  expected ${expected}`);
  if (nearest !== undefined) lines.push(`  did you mean ${nearest}?`);
  return lines.map(harmless).join('\n');
}

const WIDTH = 100;

/** The source line with a caret below the column; of a long line only what surrounds it. */
function excerpt(source: string, line: number, column: number): string[] {
  const characters = [...source.replaceAll('\t', ' ')];
  const from = column > WIDTH - 20 ? column - WIDTH / 2 : 0;
  const shown = characters.slice(from, from + WIDTH);
  if (from > 0) shown[0] = '…';
  if (from + WIDTH < characters.length) shown[shown.length - 1] = '…';
  const gutter = `  ${line} | `;
  return [gutter + shown.join('').trimEnd(), `${' '.repeat(gutter.length - 2)}| ${' '.repeat(column - 1 - from)}^`];
}

/** Replaces what could command a terminal or turn the direction of writing, one sign for one. */
function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');
}
