import { LineProblem } from './error.js';
import { LIMITS } from './limits.js';

/** Strict JSON, passed over byte by byte. The bytes must hold a newline behind the value: it ends every loop. */

/** The place after the JSON value at `at`. Throws LineProblem where it is none, or nested too deeply. */
export function skipValue(b: Uint8Array, at: number): number {
  let p = at;
  let depth = 0;
  for (;;) {
    const c = b[p]!;
    if (c === 34) p = skipString(b, p);
    else if (c === 123 || c === 91) {
      if (depth === LIMITS.depth) {
        throw new LineProblem(`nested deeper than ${LIMITS.depth}`, 'that is more than an event may be');
      }
      closers[depth++] = c + 2;
      p = skipSpace(b, p + 1);
      if (b[p] !== c + 2) {
        if (c === 123) p = skipKey(b, skipPlainMembers(b, p));
        continue;
      }
      depth--;
      p++;
    } else if (c === 45 || (c >= 48 && c <= 57)) p = skipNumber(b, p);
    else p = skipWord(b, p);

    for (;;) {
      if (depth === 0) return p;
      p = skipSpace(b, p);
      const next = b[p];
      if (next === 44) {
        p = skipSpace(b, p + 1);
        if (closers[depth - 1] === 125) p = skipKey(b, skipPlainMembers(b, p));
        break;
      }
      if (next !== closers[depth - 1])
        throw unexpected(b, p, closers[depth - 1] === 125 ? 'a comma or }' : 'a comma or ]');
      depth--;
      p++;
    }
  }
}

/**
 * Passes over members of an object as long as each is a key without escapes, a natural number, and a comma, without
 * spaces: the place of the first one that is not. Clocks are full of them.
 */
function skipPlainMembers(b: Uint8Array, at: number): number {
  let p = at;
  while (b[p] === 34) {
    let q = p + 1;
    let c = b[q]!;
    while (c !== 34 && c >= 32 && c !== 92) c = b[++q]!;
    if (c !== 34 || b[q + 1] !== 58) return p;
    q += 2;
    c = b[q]!;
    if (c < 49 || c > 57) return p;
    while (c >= 48 && c <= 57) c = b[++q]!;
    if (c !== 44) return p;
    p = q + 1;
  }
  return p;
}

/** The place after the string whose opening quote is at `at`. */
export function skipString(b: Uint8Array, at: number): number {
  let p = at + 1;
  for (;;) {
    const c = b[p]!;
    if (c === 34) return p + 1;
    if (c < 32) throw unexpected(b, p, 'the end of a string');
    if (c === 92) p = skipEscape(b, p);
    else p++;
  }
}

/** What stands there instead of what was expected. */
export function unexpected(b: Uint8Array, at: number, expected: string): LineProblem {
  const c = b[at];
  let found = 'the line ends';
  if (c !== undefined && c !== 10 && c !== 13) {
    let end = at + 1;
    while (end - at < 12 && b[end]! >= 32 && b[end] !== 44) end++;
    found = JSON.stringify(Buffer.from(b.buffer, b.byteOffset + at, end - at).toString());
  }
  return new LineProblem(`this is not JSON: ${found}`, `expected ${expected}`);
}

/** The closing bytes of the objects and arrays that are open. */
const closers = new Uint8Array(LIMITS.depth);

function skipKey(b: Uint8Array, at: number): number {
  if (b[at] !== 34) throw unexpected(b, at, 'a key in quotes');
  const colon = skipSpace(b, skipString(b, at));
  if (b[colon] !== 58) throw unexpected(b, colon, 'a colon');
  return skipSpace(b, colon + 1);
}

function skipSpace(b: Uint8Array, at: number): number {
  let p = at;
  while (b[p] === 32 || b[p] === 9) p++;
  return p;
}

function skipEscape(b: Uint8Array, at: number): number {
  const c = b[at + 1]!;
  if (c === 117) {
    for (let k = 2; k < 6; k++) if (!isHex(b[at + k]!)) throw unexpected(b, at, 'four hex digits after \\u');
    return at + 6;
  }
  // " \ / b f n r t
  if (c === 34 || c === 92 || c === 47 || c === 98 || c === 102 || c === 110 || c === 114 || c === 116) return at + 2;
  throw unexpected(b, at, 'an escape of JSON');
}

function isHex(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 97 && c <= 102) || (c >= 65 && c <= 70);
}

function skipNumber(b: Uint8Array, at: number): number {
  let p = b[at] === 45 ? at + 1 : at;
  if (b[p] === 48) p++;
  else p = skipDigits(b, p);
  if (b[p] === 46) p = skipDigits(b, p + 1);
  if (b[p] === 101 || b[p] === 69) {
    p++;
    if (b[p] === 43 || b[p] === 45) p++;
    p = skipDigits(b, p);
  }
  return p;
}

function skipDigits(b: Uint8Array, at: number): number {
  let p = at;
  while (b[p]! >= 48 && b[p]! <= 57) p++;
  if (p === at) throw unexpected(b, at, 'a digit');
  return p;
}

const WORDS = ['true', 'false', 'null'].map((word) => Buffer.from(word));

function skipWord(b: Uint8Array, at: number): number {
  for (const word of WORDS) {
    let k = 0;
    while (k < word.length && word[k] === b[at + k]) k++;
    if (k === word.length) return at + k;
  }
  throw unexpected(b, at, 'a JSON value');
}
