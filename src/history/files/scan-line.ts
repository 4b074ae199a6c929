import { LineProblem } from './error.js';
import { BODY, CLOCK, FIRST_NAME, IN_REPLY_TO, KEY_REACH, KEYS, keyAt, MSG_ID, RAW, SPAN, TX, WHY } from './keys.js';
import { LIMITS } from './limits.js';
import { HASH_START, hashStep, type Names, nameAt, nameOf, shortNameAt } from './names.js';
import { skipString, skipValue, unexpected } from './skip-json.js';
import { type Transactions, transactionAt, transactionOf } from './transactions.js';

/** One line, as found; reused for every line. Only what `present` has a bit for is this line's. */
export interface Scanned {
  present: number;
  /** Integers by number of key. */
  readonly numbers: Float64Array;
  /** Numbers of names by number of key - FIRST_NAME, each in its own set. */
  readonly names: Int32Array;
  tx: number;
  /** Byte ranges of the values, quotes and braces included. */
  bodyStart: number;
  bodyEnd: number;
  whyStart: number;
  whyEnd: number;
  /** The sets of names, by number of key - FIRST_NAME. */
  readonly sets: readonly Names[];
  readonly transactions: Transactions;
  /** What scanRecorded remembers. */
  readonly follows: Uint8Array;
}

/** So many kinds have a memory of their own in `follows`. */
export const FOLLOWED_KINDS = 64;

export function createScanned(
  sets: Record<'v' | 'k' | 'node' | 'to' | 'type' | 'from', Names>,
  transactions: Transactions,
): Scanned {
  return {
    present: 0,
    numbers: new Float64Array(FIRST_NAME),
    names: new Int32Array(TX - FIRST_NAME),
    tx: -1,
    bodyStart: 0,
    bodyEnd: 0,
    whyStart: 0,
    whyEnd: 0,
    sets: KEYS.slice(FIRST_NAME, TX).map((key) => sets[key as keyof typeof sets]),
    transactions,
    follows: new Uint8Array(FOLLOWED_KINDS * KEYS.length),
  };
}

const SIGNED = (1 << MSG_ID) | (1 << IN_REPLY_TO) | (1 << CLOCK);

/**
 * Scans one line, strictly: one JSON object with every key at most once, known keys of the right type. Unknown keys
 * are skipped (they stay in the file). A newline must follow in `b`, and `view` must show the same bytes; answers the
 * place after the newline. Throws LineProblem.
 */
export function scanLine(b: Uint8Array, view: DataView, at: number, line: Scanned): number {
  const reach = view.byteLength - KEY_REACH;
  let present = 0;
  let p = b[at] === 123 ? at : skipBlank(b, at);
  if (b[p] !== 123) throw unexpected(b, p, 'a JSON object');
  p++;
  if (b[p] !== 34) p = skipBlank(b, p);
  while (b[p] !== 125) {
    let key = p <= reach ? keyAt(view, p) : -1;
    if (key >= 0) p += SPAN[key]!;
    else {
      if (b[p] !== 34) throw unexpected(b, p, 'a key in quotes');
      const end = skipString(b, p);
      key = KEYS.indexOf(decode(b, p, end) as (typeof KEYS)[number]);
      p = skipBlank(b, end);
      if (b[p] !== 58) throw unexpected(b, p, 'a colon');
      p++;
    }
    if (b[p]! <= 32) p = skipBlank(b, p);
    if (key < 0) {
      p = skipValue(b, p);
    } else {
      const bit = 1 << key;
      if ((present & bit) !== 0) {
        throw new LineProblem(`"${KEYS[key]}" stands there twice`, 'an event has every key at most once');
      }
      present |= bit;
      if (key < FIRST_NAME) p = scanInteger(b, p, line.numbers, key);
      else if (key < TX) p = scanName(b, view, p, line, key);
      else p = scanText(b, p, key, line);
    }
    let c = b[p];
    if (c !== 44 && c !== 125) c = b[(p = skipBlank(b, p))];
    if (c === 125) break;
    if (c !== 44) throw unexpected(b, p, 'a comma or }');
    p++;
    if (b[p] !== 34) {
      p = skipBlank(b, p);
      if (b[p] !== 34) throw unexpected(b, p, 'a key in quotes');
    }
  }
  p++;
  if (b[p] !== 10) p = skipBlank(b, p);
  if (b[p] === 13) p++;
  if (b[p] !== 10) throw unexpected(b, p, 'the end of the line');
  if (p - at > LIMITS.lineBytes) throw tooLong();
  line.present = present;
  return p + 1;
}

export function tooLong(): LineProblem {
  return new LineProblem(`the line has more than ${LIMITS.lineBytes} bytes`, 'that is more than an event may have');
}

/** The text of a JSON string in [from, to), quotes included. */
export function decode(b: Uint8Array, from: number, to: number): string {
  return JSON.parse(Buffer.from(b.buffer, b.byteOffset + from, to - from).toString()) as string;
}

function skipBlank(b: Uint8Array, at: number): number {
  let p = at;
  while (b[p] === 32 || b[p] === 9) p++;
  return p;
}

/** The common case, digits and no sign; the rest goes the careful way. */
export function scanInteger(b: Uint8Array, at: number, out: Float64Array, slot: number): number {
  let p = at;
  let c = b[p]!;
  if (c >= 49 && c <= 57) {
    const stop = at + 9;
    let small = 0;
    while (c >= 48 && c <= 57 && p < stop) {
      small = small * 10 + (c - 48);
      c = b[++p]!;
    }
    let value = small;
    while (c >= 48 && c <= 57) {
      value = value * 10 + (c - 48);
      c = b[++p]!;
    }
    if ((c === 44 || c === 125) && value <= Number.MAX_SAFE_INTEGER) {
      out[slot] = value;
      return p;
    }
  }
  return scanAnyInteger(b, at, out, slot);
}

function scanAnyInteger(b: Uint8Array, at: number, out: Float64Array, slot: number): number {
  const negative = b[at] === 45;
  const start = negative ? at + 1 : at;
  let p = start;
  let value = 0;
  for (let c = b[p]!; c >= 48 && c <= 57; c = b[++p]!) value = value * 10 + (c - 48);
  const next = b[p];
  const wrong = p === start || (b[start] === 48 && p > start + 1) || (negative && ((1 << slot) & SIGNED) === 0);
  if (wrong || next === 46 || next === 101 || next === 69 || value > Number.MAX_SAFE_INTEGER) {
    throw wrongType(b, at, slot, `an integer from ${((1 << slot) & SIGNED) === 0 ? '0' : '-(2^53 - 1)'} to 2^53 - 1`);
  }
  out[slot] = negative ? 0 - value : value;
  return p;
}

function wrongType(b: Uint8Array, at: number, key: number, expected: string): LineProblem {
  let end = at;
  while (end - at < 40 && b[end] !== 44 && b[end] !== 125 && b[end]! >= 32) end++;
  const found = Buffer.from(b.buffer, b.byteOffset + at, end - at).toString();
  return new LineProblem(`"${KEYS[key]}" is ${found}`, `expected ${expected}`);
}

export function scanName(b: Uint8Array, view: DataView, at: number, line: Scanned, key: number): number {
  if (b[at] !== 34) throw wrongType(b, at, key, 'a string');
  const names = line.sets[key - FIRST_NAME]!;
  const short = at + 9 <= view.byteLength ? shortNameAt(names, view, at + 1) : -1;
  if (short >= 0) {
    line.names[key - FIRST_NAME] = short >> 3;
    return at + 2 + (short & 7);
  }
  return scanAnyName(b, at, names, line.names, key);
}

function scanAnyName(b: Uint8Array, at: number, names: Names, out: Int32Array, key: number): number {
  let p = at + 1;
  let hash = HASH_START;
  for (let c = b[p]!; c !== 34; c = b[++p]!) {
    if (c < 32 || c === 92) {
      const end = skipString(b, at);
      out[key - FIRST_NAME] = nameOf(names, decode(b, at, end));
      return end;
    }
    hash = hashStep(hash, c);
  }
  out[key - FIRST_NAME] = nameAt(names, b, at + 1, p, hash);
  return p + 1;
}

export function scanText(b: Uint8Array, at: number, key: number, line: Scanned): number {
  if (key === BODY) {
    if (b[at] !== 123) throw wrongType(b, at, key, 'a JSON object');
    line.bodyStart = at;
    return (line.bodyEnd = skipValue(b, at));
  }
  if (b[at] !== 34) throw wrongType(b, at, key, 'a string');
  const end = skipString(b, at);
  if (key === WHY) {
    line.whyStart = at;
    line.whyEnd = end;
  } else if (key !== RAW) {
    line.tx = transactionIn(b, at, end, line.transactions);
  }
  return end;
}

function transactionIn(b: Uint8Array, from: number, to: number, all: Transactions): number {
  for (let p = from; p < to; p++) if (b[p] === 92) return transactionOf(all, decode(b, from, to));
  return transactionAt(all, b, from + 1, to - 1);
}
