/** Strict JSON tokens on raw bytes: each function takes the place where a token starts and returns where it ends. */

/** What a malformed token is answered with. */
export const MALFORMED = -1;

/** Next byte that is no JSON white space. */
export function skipSpace(b: Uint8Array, at: number): number {
  let p = at;
  for (; p < b.length; p++) {
    const c = b[p];
    if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) break;
  }
  return p;
}

/** `at` is the opening quote. The bytes must be known to be UTF-8. */
export function endOfString(b: Uint8Array, at: number): number {
  for (let p = at + 1; p < b.length; p++) {
    const c = b[p]!;
    if (c === 0x22) return p + 1;
    if (c < 0x20) return MALFORMED;
    if (c !== 0x5c) continue;
    const escaped = b[++p]!;
    if (escaped === 0x75) {
      for (const end = p + 4; p < end; ) if (!isHex(b[++p]!)) return MALFORMED;
    } else if (!SIMPLE_ESCAPES.has(escaped)) return MALFORMED;
  }
  return MALFORMED;
}

/** `at` is a digit or a minus. */
export function endOfNumber(b: Uint8Array, at: number): number {
  let p = b[at] === 0x2d ? at + 1 : at;
  if (b[p] === 0x30) p++;
  else if ((p = digits(b, p)) === MALFORMED) return MALFORMED;
  if (b[p] === 0x2e && (p = digits(b, p + 1)) === MALFORMED) return MALFORMED;
  if (b[p] === 0x65 || b[p] === 0x45) {
    const sign = b[p + 1] === 0x2b || b[p + 1] === 0x2d ? 2 : 1;
    if ((p = digits(b, p + sign)) === MALFORMED) return MALFORMED;
  }
  return p;
}

/** The integer between two places, NaN where the text is none or is beyond 2^53 - 1. */
export function safeInteger(b: Uint8Array, from: number, to: number): number {
  const negative = b[from] === 0x2d;
  let value = 0;
  for (let p = negative ? from + 1 : from; p < to; p++) {
    const digit = b[p]! - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
    if (value > 9007199254740991) return Number.NaN;
  }
  return negative ? 0 - value : value;
}

/** `at` is the first letter of true, false or null. */
export function endOfWord(b: Uint8Array, at: number): number {
  for (const word of WORDS) if (startsWith(b, at, word)) return at + word.length;
  return MALFORMED;
}

/** Whether these bytes stand at a place. */
export function startsWith(b: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (b[at + i] !== word[i]) return false;
  return true;
}

const SIMPLE_ESCAPES = new Set(Buffer.from('"\\/bfnrt'));
const WORDS = ['true', 'false', 'null'].map((word) => Buffer.from(word));

function isHex(c: number): boolean {
  return (c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x46) || (c >= 0x61 && c <= 0x66);
}

function digits(b: Uint8Array, at: number): number {
  let p = at;
  while (b[p]! >= 0x30 && b[p]! <= 0x39) p++;
  return p === at ? MALFORMED : p;
}
