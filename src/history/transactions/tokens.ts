import { createSpellings, type Spellings, spelled, spellingAt, spellingOf } from './spellings.js';

/**
 * A token stands for what a log gives as a key or a value, in one number: a safe integer for itself; anything else
 * (strings, keywords, larger integers, fractions, booleans) as the number of its spelling and a half. Equal tokens are
 * equal things. A string is spelt as JSON spells it, quotes included, so that "5" is not 5.
 */
export type Token = number;

/** What JSON or EDN can give as a key or a value, but null. */
export type Scalar = number | bigint | string | boolean;

export interface Tokens {
  readonly spellings: Spellings;
}

export function createTokens(): Tokens {
  return { spellings: createSpellings() };
}

/** The token of what is spelt in [from, to): no safe integer, and in its one canonical spelling. */
export function tokenAt(tokens: Tokens, bytes: Uint8Array, from: number, to: number): Token {
  return spellingAt(tokens.spellings, bytes, from, to) + 0.5;
}

/** The same for a text. */
export function tokenOfSpelling(tokens: Tokens, text: string): Token {
  return spellingOf(tokens.spellings, text) + 0.5;
}

/** Its one canonical spelling. */
export function tokenSpelling(tokens: Tokens, token: Token): string {
  return Number.isInteger(token) ? String(token) : spelled(tokens.spellings, token - 0.5);
}

export function tokenOf(tokens: Tokens, value: Scalar): Token {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value + 0;
  if (typeof value === 'bigint' && BigInt(Number(value)) === value && Number.isSafeInteger(Number(value))) {
    return Number(value);
  }
  return tokenOfSpelling(tokens, typeof value === 'string' ? JSON.stringify(value) : String(value));
}

/** As people would write it: a string without its quotes, unless it could be taken for something else. */
export function tokenName(tokens: Tokens, token: Token): string {
  if (Number.isInteger(token)) return String(token);
  const text = tokenSpelling(tokens, token);
  const inner = text.slice(1, -1);
  const isPlain = text[0] === '"' && /^[A-Za-z_][\w.-]*$/.test(inner) && !/^(true|false|null|nil)$/.test(inner);
  return isPlain ? inner : text;
}

/** Mixes a token, and a number before it, into 32 bits. */
export function hashOf(seed: number, token: Token): number {
  const doubled = token * 2;
  const low = doubled | 0;
  const high = low === doubled ? 0 : Math.floor(doubled / 2 ** 32) | 0;
  let h = Math.imul(seed ^ 0x3c6ef372, 0x9e3779b1) ^ low ^ Math.imul(high, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return h ^ (h >>> 15);
}
