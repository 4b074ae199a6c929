import { UsageError } from './usage-error.js';

/** Splits a command as a shell would: blanks part words, quotes and backslashes keep them together. Nothing is expanded. */
export function wordsOf(command: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < command.length; i++) {
    const c = command[i]!;
    if (quote === '' && /\s/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quote === '' ? c === '"' || c === "'" : c === quote) {
      quote = quote === '' ? c : '';
      word ??= '';
    } else if (c === '\\' && quote !== "'" && i + 1 < command.length) {
      word = (word ?? '') + command[++i]!;
    } else word = (word ?? '') + c;
  }
  if (quote !== '') throw new UsageError(`--node has a quotation mark ${quote} that never closes: ${command}`);
  if (word !== undefined) words.push(word);
  if (words.length === 0)
    throw new UsageError('--node takes the command that starts a node, such as "python3 my_node.py".');
  return words;
}
