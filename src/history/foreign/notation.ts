import { type Token, type Tokens, tokenAt, tokenOf, tokenOfSpelling } from '../transactions/tokens.js';
import { characterIn, stringInEdn, stringInJson } from './escapes.js';
import { MOST_DIGITS, numberInEdn } from './numbers.js';
import { LogProblem } from './problem.js';

/**
 * A place in EDN (https://github.com/edn-format/edn) or in JSON. The two differ little: in JSON a colon stands between a
 * key and its value, in EDN it begins a keyword. Commas are blanks, as in EDN. The functions move the place on, and throw
 * LogProblem on what is neither.
 */
export interface Notation {
  readonly bytes: Uint8Array;
  /** Behind the last byte; there stands a byte 0. */
  readonly end: number;
  readonly isJson: boolean;
  readonly tokens: Tokens;
  at: number;
  /** What `takeScalar` found last, and where it began. */
  token: Token;
  from: number;
  /** How many `#_` are at work. */
  discarding: number;
}

export const FOUND = { scalar: 0, nil: 1, list: 2, map: 3, set: 4, close: 5, end: 6 } as const;

export function createNotation(bytes: Uint8Array, end: number, isJson: boolean, tokens: Tokens): Notation {
  return { bytes, end, isJson, tokens, at: 0, token: 0, from: 0, discarding: 0 };
}

/** By byte: 1 a blank, 2 the end of a word. */
const CLASS = new Uint8Array(256);
for (const c of [9, 10, 11, 12, 13, 32, 44]) CLASS[c] = 3;
for (const c of '()[]{}";') CLASS[c.charCodeAt(0)] = 2;
CLASS[0] = 2;

/** Whether a keyword or another word cannot go on with this byte. */
export function endsWord(c: number): boolean {
  return CLASS[c] !== 0;
}

/** Passes over blanks, comments, `#_` and what it discards, metadata and tags; answers the byte that stands there, 0 at the end. */
export function peek(n: Notation): number {
  const { bytes } = n;
  let p = n.at;
  let c = bytes[p]!;
  while ((CLASS[c]! & 1) !== 0) c = bytes[++p]!;
  n.at = p;
  return (c === 35 || c === 59 || c === 94) && !n.isJson ? peekAfterDispatch(n, false) : c === 0 ? atEnd(n) : c;
}

/** The same, but it stays before a tag. */
export function peekAtTag(n: Notation): number {
  const { bytes } = n;
  let p = n.at;
  let c = bytes[p]!;
  while ((CLASS[c]! & 1) !== 0) c = bytes[++p]!;
  n.at = p;
  return (c === 35 || c === 59 || c === 94) && !n.isJson ? peekAfterDispatch(n, true) : c === 0 ? atEnd(n) : c;
}

/** Takes a scalar; before a list, a map, a set and whatever closes one it stays where it is. Answers what was FOUND. */
export function takeScalar(n: Notation): number {
  const c = peek(n);
  const { bytes } = n;
  n.from = n.at;
  // Small integers, the usual case.
  let p = n.at;
  let value = 0;
  let digit = c - 48;
  while (digit >= 0 && digit <= 9) {
    value = value * 10 + digit;
    digit = bytes[++p]! - 48;
  }
  const isSmall = p > n.at && CLASS[digit + 48] !== 0 && value <= Number.MAX_SAFE_INTEGER;
  // 010 is octal, or nothing.
  if (isSmall && (c !== 48 || p === n.at + 1)) {
    n.at = p;
    n.token = value;
    return FOUND.scalar;
  }
  return takeOther(n, c);
}

/** Passes over one form, whatever it is. */
export function skipForm(n: Notation): void {
  if (peek(n) === 91 && skipPlainList(n)) return;
  // What is discarded stands in the middle of another form.
  const stack = n.discarding === 0 ? usualStack : new Uint8Array(MOST_DEPTH + 1);
  let depth = 0;
  do {
    let c = peek(n);
    if (c === 0) throw endsEarly(n);
    // A set.
    if (c === 35 && n.bytes[n.at + 1] === 123) c = n.bytes[++n.at]!;
    if (c === 34) skipString(n);
    else if (c === 91 || c === 123 || c === 40) {
      stack[depth++] = c === 40 ? 41 : c + 2;
      if (depth === MOST_DEPTH) throw new LogProblem(n.at, `nested deeper than ${MOST_DEPTH}`, 'no log is');
      n.at++;
    } else if (c === 93 || c === 125 || c === 41) {
      if (depth === 0 || stack[--depth] !== c) throw unexpected(n, 'a value');
      n.at++;
    } else if (n.isJson && c === 58) n.at++;
    else skipWord(n);
  } while (depth > 0);
}

/** Passes over a list of nothing but lists, words, numbers and strings: the usual case. Stays where there is anything else. */
function skipPlainList(n: Notation): boolean {
  const { bytes } = n;
  let p = n.at;
  let depth = 0;
  for (;;) {
    const what = PLAIN[bytes[p++]!]!;
    if (what === 0) continue;
    if (what === 3) {
      // A string without escapes is as good.
      if (bytes[p - 1] !== 34) return false;
      let c = bytes[p]!;
      while (c !== 34 && c !== 92 && c !== 0) c = bytes[++p]!;
      if (c !== 34) return false;
      p++;
      continue;
    }
    depth += what === 1 ? 1 : -1;
    if (depth === 0) break;
    if (depth === MOST_DEPTH) return false;
  }
  n.at = p;
  return true;
}

/** By byte: 1 opens a list, 2 closes one, 3 needs more care. */
const PLAIN = new Uint8Array(256);
PLAIN[91] = 1;
PLAIN[93] = 2;
for (const c of '(){}";#\\\0') PLAIN[c.charCodeAt(0)] = 3;

const MOST_DEPTH = 1000;
const usualStack = new Uint8Array(MOST_DEPTH + 1);

/** Takes the opening bracket of a list; throws where there is none. */
export function enterList(n: Notation, what: string): void {
  const c = peek(n);
  if (c !== 91 && (c !== 40 || n.isJson)) throw unexpected(n, what);
  n.at++;
}

/** Takes the closing bracket of a list, if it stands there. Throws where the log ends, or a map does. */
export function leaveList(n: Notation): boolean {
  const c = peekAtTag(n);
  if (c === 93 || c === 41) {
    n.at++;
    return true;
  }
  if (c === 0) throw endsEarly(n);
  if (c === 125) throw unexpected(n, 'a value or ]');
  return false;
}

/** Passes over the colon between a key and its value, in JSON. */
export function passColon(n: Notation): void {
  if (!n.isJson) return;
  if (peek(n) !== 58) throw unexpected(n, 'a colon');
  n.at++;
}

export function textOf({ bytes }: Notation, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString();
}

/** What stands there instead of what was expected. */
export function unexpected(n: Notation, expected: string): LogProblem {
  const c = peek(n);
  if (c === 0) return endsEarly(n);
  let end = n.at + 1;
  while (end - n.at < 30 && end < n.end && n.bytes[end] !== 10) end++;
  return new LogProblem(n.at, `found ${JSON.stringify(textOf(n, n.at, end))}`, `expected ${expected}`);
}

function endsEarly(n: Notation): LogProblem {
  const hint = 'it seems to have been cut off; take a whole copy';
  return new LogProblem(n.end, 'the log ends in the middle of something', hint);
}

function atEnd(n: Notation): number {
  if (n.at < n.end) throw new LogProblem(n.at, 'there is a byte 0', 'logs are text');
  return 0;
}

function peekAfterDispatch(n: Notation, staysAtTags: boolean): number {
  const { bytes } = n;
  for (;;) {
    const c = bytes[n.at]!;
    if ((CLASS[c]! & 1) !== 0) n.at++;
    else if (c === 59) {
      while (bytes[n.at] !== 10 && n.at < n.end) n.at++;
    } else if (c === 94) discard(n, 1);
    else if (c !== 35) return c === 0 ? atEnd(n) : c;
    else if (bytes[n.at + 1] === 95) discard(n, 2);
    else if (staysAtTags || bytes[n.at + 1] === 123 || bytes[n.at + 1] === 35) {
      // A set, or a symbolic value such as ##NaN.
      return c;
    } else {
      n.at++;
      while (CLASS[bytes[n.at]!] === 0) n.at++;
    }
  }
}

/** Passes over a form that counts for nothing, and over the `#_` or `^` before it. */
function discard(n: Notation, length: number): void {
  if (++n.discarding > MOST_DISCARDED) throw new LogProblem(n.at, 'too many #_ or ^ in a row', 'no log has them');
  n.at += length;
  skipForm(n);
  n.discarding--;
}

/** How deep `#_` or `^` may stand in what another one discards. */
export const MOST_DISCARDED = 100;

function takeOther(n: Notation, c: number): number {
  if (c === 91) return FOUND.list;
  if (c === 123) return FOUND.map;
  if (c === 93 || c === 125) return FOUND.close;
  if (c === 0) return FOUND.end;
  if (c === 34) {
    const isPlain = skipString(n);
    verifySize(n, n.from);
    takeString(n, isPlain);
    return FOUND.scalar;
  }
  if (!n.isJson && (c === 40 || c === 41)) return c === 40 ? FOUND.list : FOUND.close;
  if (c === 35 && n.bytes[n.at + 1] === 123) return FOUND.set;
  skipWord(n);
  verifySize(n, n.from);
  if (c === 58 && !n.isJson) {
    n.token = tokenAt(n.tokens, n.bytes, n.from, n.at);
    return FOUND.scalar;
  }
  if (c === 110 && isNil(n)) return FOUND.nil;
  return takeWord(n, textOf(n, n.from, n.at));
}

/** Of a key or a value: it may have to be shown. Throws LogProblem if what ends here has more bytes. */
export function verifySize({ at }: Notation, from: number): void {
  if (at - from <= MOST_BYTES) return;
  throw new LogProblem(from, `there is a key or a value of ${at - from} bytes`, `expected at most ${MOST_BYTES}`);
}

const MOST_BYTES = 2 ** 20;

function isNil({ bytes, isJson, from, at }: Notation): boolean {
  if (isJson) return at - from === 4 && bytes[from + 1] === 117 && bytes[from + 2] === 108 && bytes[from + 3] === 108;
  return at - from === 3 && bytes[from + 1] === 105 && bytes[from + 2] === 108;
}

function takeWord(n: Notation, word: string): number {
  const isNumber = /^[+-]?\d/.test(word);
  if (isNumber && word.length > MOST_DIGITS) {
    throw new LogProblem(n.from, `there is a number of ${word.length} digits`, `expected at most ${MOST_DIGITS}`);
  }
  const value = n.isJson ? valueInJson(word, isNumber) : isNumber ? numberInEdn(word) : wordInEdn(word);
  if (value === undefined) {
    n.at = n.from;
    throw unexpected(n, 'a value');
  }
  // A number in its one spelling, not a string.
  n.token = typeof value === 'string' ? tokenOfSpelling(n.tokens, value) : tokenOf(n.tokens, value);
  return FOUND.scalar;
}

/** Beyond 2^53 a number would be rounded, and a fraction stays as it is spelt. */
function valueInJson(word: string, isNumber: boolean): bigint | number | string | undefined {
  if (!isNumber) return word === 'true' || word === 'false' ? word : undefined;
  if (/^-?(?:0|[1-9]\d*)$/.test(word)) return BigInt(word);
  if (!/^-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(word)) return undefined;
  return Math.abs(Number(word)) <= Number.MAX_SAFE_INTEGER ? Number(word) : word;
}

/** A symbol, `true` and `false`, `##NaN`; a character in its one spelling. */
function wordInEdn(word: string): string | undefined {
  if (word === '') return undefined;
  return word.startsWith('\\') ? characterIn(word.slice(1)) : word;
}

/** In EDN also a character, `\\(`, whatever it is. */
function skipWord(n: Notation): void {
  const { bytes } = n;
  let p = n.at;
  if (bytes[p] === 92) p += 2;
  else if (bytes[p] === 35) p++;
  const colonEnds = n.isJson && bytes[p] !== 58;
  while (CLASS[bytes[p]!] === 0 && !(colonEnds && bytes[p] === 58)) p++;
  if (p === n.at) p++;
  n.at = Math.min(p, n.end);
}

function takeString(n: Notation, isPlain: boolean): void {
  if (isPlain) {
    n.token = tokenAt(n.tokens, n.bytes, n.from, n.at);
    return;
  }
  const text = textOf(n, n.from, n.at);
  const value = n.isJson ? stringInJson(text) : stringInEdn(text);
  if (value === undefined) {
    const hint = `expected one like \\n or \\u00e4${n.isJson ? ', and no line breaks or tabs as they are' : ''}`;
    throw new LogProblem(n.from, 'there is a string with an escape that nobody knows', hint);
  }
  n.token = tokenOf(n.tokens, value);
}

/** Answers whether there was no escape in it. */
function skipString(n: Notation): boolean {
  const { bytes } = n;
  let p = n.at + 1;
  let isPlain = true;
  for (let c = bytes[p]!; c !== 34; c = bytes[++p]!) {
    if (c === 92) p++;
    if (c < 32 || c === 92) isPlain = false;
    if (p >= n.end) throw endsEarly(n);
  }
  n.at = p + 1;
  return isPlain;
}
