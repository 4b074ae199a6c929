import type { History } from '../../src/history/history.js';

/**
 * Fields of bodies, found in their bytes without parsing them: for those who need a few fields of each of millions. A
 * body is one valid JSON object, as the reader has verified.
 */

const QUOTE = 34;
const BACKSLASH = 92;

/** Finds the same few fields in one body after another. */
export interface FieldScanner {
  /** Looks through the row's body; false where it has none. Tells where the values begin by `places`. */
  scan(row: number): boolean;
  /** By key: where in `bytes` the value of the body scanned last begins, or -1. Of a key that stands twice, the first. */
  readonly places: Int32Array;
  /** The bytes of the body scanned last. */
  bytes(): Uint8Array;
}

/** A name spelt with escapes is not found. */
export function createFieldScanner(history: History, keys: readonly string[]): FieldScanner {
  const names = keys.map((key) => new Uint8Array(Buffer.from(key)));
  const places = new Int32Array(keys.length);
  let bytes: Uint8Array = new Uint8Array(0);

  /** Which key stands in [from, to), or -1. */
  function keyAt(within: Uint8Array, from: number, to: number): number {
    for (let n = 0; n < names.length; n++) {
      const name = names[n]!;
      if (name.length !== to - from || name[0] !== within[from]) continue;
      let k = 1;
      while (k < name.length && within[from + k] === name[k]) k++;
      if (k >= name.length) return n;
    }
    return -1;
  }

  return {
    places,
    bytes: () => bytes,
    scan(row) {
      for (let n = 0; n < places.length; n++) places[n] = -1;
      const length = history.bodyLength(row);
      if (length === 0) return false;
      const within = history.bodyBytes(row);
      bytes = within;
      const start = history.bodyStart(row);
      const end = start + length;
      let left = names.length;
      let p = start + 1;
      // Spaces are rare, so that they are looked for only where something else was expected.
      if (within[p] !== QUOTE) p = skipSpace(within, p);
      while (p < end && within[p] === QUOTE) {
        const keyFrom = ++p;
        let byte = within[p]!;
        while (byte !== QUOTE && byte !== BACKSLASH) byte = within[++p]!;
        if (byte === BACKSLASH) p = skipString(within, keyFrom - 1) - 1;
        const key = keyAt(within, keyFrom, p);
        if (within[++p] !== COLON) p = skipSpace(within, p);
        byte = within[++p]!;
        if (byte <= 32) p = skipSpace(within, p);
        if (key >= 0 && places[key]! < 0) {
          places[key] = p;
          if (--left === 0) return true;
        }
        p = skipValue(within, p);
        if (within[p] !== COMMA) p = skipSpace(within, p);
        if (within[p] !== COMMA) break;
        if (within[++p] !== QUOTE) p = skipSpace(within, p);
      }
      return true;
    },
  };
}

const COMMA = 44;
const COLON = 58;

/** The integer at `p`, or NaN where none stands there. */
export function integerAt(bytes: Uint8Array, p: number): number {
  if (p < 0) return Number.NaN;
  const negative = bytes[p] === 45;
  const first = negative ? p + 1 : p;
  let at = first;
  let value = 0;
  for (let digit = bytes[at]! - 48; digit >= 0 && digit <= 9; digit = bytes[++at]! - 48) value = value * 10 + digit;
  if (at === first || at - first > 15 || !endsNumber(bytes[at]!)) return Number.NaN;
  return negative ? -value : value;
}

function endsNumber(byte: number): boolean {
  return byte === COMMA || byte === 125 || byte === 93 || byte <= 32;
}

/** What `JSON.parse` makes of the value that begins at `p`; undefined where `p` is -1. */
export function valueAt(bytes: Uint8Array, p: number): unknown {
  if (p < 0) return undefined;
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + p, skipValue(bytes, p) - p).toString());
}

export function skipSpace(bytes: Uint8Array, from: number): number {
  let p = from;
  while (bytes[p]! <= 32) p++;
  return p;
}

/** Behind the closing quote of the string that begins at `from`. */
export function skipString(bytes: Uint8Array, from: number): number {
  let p = from + 1;
  for (let byte = bytes[p]; byte !== QUOTE; byte = bytes[p]) p += byte === BACKSLASH ? 2 : 1;
  return p + 1;
}

/** Behind the value that begins at `from`. */
export function skipValue(bytes: Uint8Array, from: number): number {
  let p = from;
  let byte = bytes[p]!;
  if (byte === QUOTE) {
    byte = bytes[++p]!;
    while (byte !== QUOTE && byte !== BACKSLASH) byte = bytes[++p]!;
    return byte === QUOTE ? p + 1 : skipString(bytes, from);
  }
  if (byte !== 123 && byte !== 91) {
    while (byte !== COMMA && byte !== 125 && byte !== 93 && byte > 32) byte = bytes[++p]!;
    return p;
  }
  for (let depth = 0; ; ) {
    byte = bytes[p]!;
    if (byte === QUOTE) {
      p = skipString(bytes, p);
      continue;
    }
    p++;
    if (byte === 123 || byte === 91) depth++;
    else if ((byte === 125 || byte === 93) && --depth === 0) return p;
  }
}
