import { nearest } from '../nearest.js';
import { oneOf_, show } from './phrases.js';

/** The words of a mistake: there is no such thing, what there is, and which of these was probably meant. */
export function unknownWord(
  noun: string,
  word: string,
  legal: readonly string[],
): { message: string; expected: string; nearest?: string } {
  return {
    message: `there is no ${noun} ${show(word)}`,
    expected: oneOf_(legal, word),
    ...near(word, legal),
  };
}

/** `{nearest}`, or nothing. */
export function near(word: string, legal: readonly string[]): { nearest?: string } {
  const found = nearest(word, legal);
  return found === undefined ? {} : { nearest: found };
}
