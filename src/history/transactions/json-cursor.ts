import { type Token, type Tokens, tokenAt, tokenOf } from './tokens.js';

/**
 * A place in JSON that is known to be valid (a history's reader has seen to that), for reading millions of small bodies
 * without an object for each. Its functions move it on.
 */
export interface JsonCursor {
  readonly tokens: Tokens;
  bytes: Uint8Array;
  at: number;
  /** What `takeScalar` found last. */
  token: Token;
}

export const FOUND = { scalar: 0, null: 1, array: 2, object: 3 } as const;

export function createJsonCursor(tokens: Tokens): JsonCursor {
  return { tokens, bytes: new Uint8Array(0), at: 0, token: 0 };
}

/** Passes over blanks and answers the byte that stands there. */
export function peek(cursor: JsonCursor): number {
  const { bytes } = cursor;
  let p = cursor.at;
  let c = bytes[p]!;
  while (c === 32 || (c <= 13 && c >= 9)) c = bytes[++p]!;
  cursor.at = p;
  return c;
}

/** Passes over `c`, if it stands there. */
export function take(cursor: JsonCursor, c: number): boolean {
  if (peek(cursor) !== c) return false;
  cursor.at++;
  return true;
}

/** Takes a scalar; before an array or an object it stays where it is. Answers what was FOUND. */
export function takeScalar(cursor: JsonCursor): number {
  const c = peek(cursor);
  const { bytes } = cursor;
  if (c === 34) return takeString(cursor);
  if (c === 91) return FOUND.array;
  if (c === 123) return FOUND.object;
  if (c === 110) {
    cursor.at += 4;
    return FOUND.null;
  }
  const from = cursor.at;
  if (c === 116 || c === 102) {
    cursor.at += c === 116 ? 4 : 5;
    cursor.token = tokenAt(cursor.tokens, bytes, from, cursor.at);
    return FOUND.scalar;
  }
  let p = from;
  let value = 0;
  let digit = bytes[p]! - 48;
  while (digit >= 0 && digit <= 9) {
    value = value * 10 + digit;
    digit = bytes[++p]! - 48;
  }
  const isInteger = p > from && digit !== -2 && digit !== 21 && digit !== 53;
  if (!isInteger || value > Number.MAX_SAFE_INTEGER) return takeOtherNumber(cursor);
  cursor.at = p;
  cursor.token = value;
  return FOUND.scalar;
}

/** Passes over one value, whatever it is. */
export function skip(cursor: JsonCursor): void {
  const { bytes } = cursor;
  let depth = 0;
  do {
    const c = peek(cursor);
    if (c === 34) skipString(cursor);
    else {
      if (c === 91 || c === 123) depth++;
      else if (c === 93 || c === 125) depth--;
      cursor.at++;
      if (depth === 0 && c !== 93 && c !== 125) {
        let next = bytes[cursor.at]!;
        while (next > 32 && next !== 44 && next !== 93 && next !== 125) next = bytes[++cursor.at]!;
      }
    }
  } while (depth > 0);
}

/**
 * Finds a key of the object at which the cursor stands, and puts the cursor before its value; else behind the object.
 * A key that is spelt with an escape is not found.
 */
export function findKey(cursor: JsonCursor, key: string): boolean {
  if (!take(cursor, 123)) return false;
  while (peek(cursor) === 34) {
    const from = cursor.at + 1;
    skipString(cursor);
    const found = cursor.at - from - 1 === key.length && spells(cursor.bytes, from, key);
    take(cursor, 58);
    if (found) {
      peek(cursor);
      return true;
    }
    skip(cursor);
    if (!take(cursor, 44)) break;
  }
  take(cursor, 125);
  return false;
}

/** Whether these ASCII characters stand at `at`. */
export function spells(bytes: Uint8Array, at: number, text: string): boolean {
  for (let k = 0; k < text.length; k++) if (bytes[at + k] !== text.charCodeAt(k)) return false;
  return true;
}

function takeString(cursor: JsonCursor): number {
  const from = cursor.at;
  const isPlain = skipString(cursor);
  const { bytes, at, tokens } = cursor;
  cursor.token = isPlain ? tokenAt(tokens, bytes, from, at) : tokenOf(tokens, parsed(bytes, from, at) as string);
  return FOUND.scalar;
}

/** Answers whether there was no escape in it. */
function skipString(cursor: JsonCursor): boolean {
  const { bytes } = cursor;
  let p = cursor.at + 1;
  let isPlain = true;
  for (let c = bytes[p]!; c !== 34; c = bytes[++p]!) {
    if (c === 92) {
      isPlain = false;
      p++;
    }
  }
  cursor.at = p + 1;
  return isPlain;
}

/** A number with a sign, a fraction or an exponent, or a large one, which is kept as it is spelt. */
function takeOtherNumber(cursor: JsonCursor): number {
  const { bytes, tokens } = cursor;
  const from = cursor.at;
  let p = from;
  for (let c = bytes[p]!; c > 32 && c !== 44 && c !== 93 && c !== 125; c = bytes[++p]!);
  cursor.at = p;
  const value = parsed(bytes, from, p) as number;
  // Beyond 2^53 it would be rounded.
  const isExact = Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  cursor.token = isExact ? tokenOf(tokens, value) : tokenAt(tokens, bytes, from, p);
  return FOUND.scalar;
}

function parsed(bytes: Uint8Array, from: number, to: number): unknown {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString());
}
