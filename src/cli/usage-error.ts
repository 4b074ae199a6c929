import { nearest } from '../nearest.js';

/** The command line asks for something that cannot be. The message says what, what was expected and how to mend it. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** `no checker is called "lamport-clok"`: what there is, and what was perhaps meant. */
export function noSuch(kind: string, word: string, legal: readonly string[], hint = ''): UsageError {
  const meant = nearest(word, legal);
  const guess = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return new UsageError(`no ${kind} is called "${word}".${guess} There are: ${legal.join(', ')}.${hint}`);
}
