import { type Token, type Tokens, tokenOf } from '../transactions/tokens.js';
import { MOST_DIGITS } from './numbers.js';

/** Where a whole number ends that `takeWhole` took, and its token. Reused. */
export interface Taken {
  end: number;
  token: Token;
}

/**
 * Takes the whole number at `at`, exact however large. Answers how many digits it has: 0 if none stands there, more than
 * MOST_DIGITS if it has too many to be taken.
 */
export function takeWhole(bytes: Buffer, at: number, tokens: Tokens, taken: Taken): number {
  const isNegative = bytes[at] === 45;
  const from = isNegative ? at + 1 : at;
  let end = from;
  let value = 0;
  for (let digit = bytes[end]! - 48; digit >= 0 && digit <= 9; digit = bytes[++end]! - 48) value = value * 10 + digit;
  taken.end = end;
  if (value > Number.MAX_SAFE_INTEGER) {
    if (end - from <= MOST_DIGITS) taken.token = tokenOf(tokens, BigInt(bytes.toString('latin1', at, end)));
  } else taken.token = isNegative ? 0 - value : value;
  return end - from;
}

/** Behind blanks, and line breaks too if so said. */
export function skipBlank(bytes: Uint8Array, at: number, newlines: boolean): number {
  let p = at;
  for (let c = bytes[p]!; c === 32 || c === 9 || c === 13 || (newlines && c === 10); c = bytes[++p]!);
  return p;
}
