import { LineProblem } from './error.js';
import { LIMITS } from './limits.js';
import { HASH_START, hashStep, type Names, nameAt, nameOf } from './names.js';
import { skipString, skipValue, unexpected } from './skip-json.js';
import { type Transactions, transactionAt, transactionOf } from './transactions.js';

/** The keys of an event line; a bit each in `Scanned.present`. */
const NUMBERS = [
  'i',
  't',
  'life',
  'seq',
  'msgId',
  'inReplyTo',
  'clock',
  'claimedSeq',
  'seen',
  'delivery',
  'fromLife',
  'fromSeq',
  'copy',
  'op',
  'fault',
] as const;
const NAMES = ['v', 'k', 'node', 'to', 'type', 'from'] as const;
const KEYS = [...NUMBERS, ...NAMES, 'tx', 'why', 'body', 'raw'] as const;
type Key = (typeof KEYS)[number];

/** Number of a key: its slot in `numbers` or (less FIRST_NAME) in `names`, and its bit. */
export const SLOT = Object.fromEntries(KEYS.map((key, n) => [key, n])) as Record<Key, number>;
export const BIT = Object.fromEntries(KEYS.map((key, n) => [key, 1 << n])) as Record<Key, number>;
export const FIRST_NAME = NUMBERS.length;
const { tx: TX, why: WHY, body: BODY, raw: RAW } = SLOT;
const SIGNED = BIT.msgId | BIT.inReplyTo | BIT.clock;

/** One line, as found; reused for every line. Only what `present` has a bit for is this line's. */
export interface Scanned {
  present: number;
  /** Integers by SLOT. */
  readonly numbers: Float64Array;
  /** Numbers of names by SLOT - FIRST_NAME, each in its own set: see `sets`. */
  readonly names: Int32Array;
  tx: number;
  /** Byte ranges of the values, quotes and braces included. */
  bodyStart: number;
  bodyEnd: number;
  whyStart: number;
  whyEnd: number;
  /** The sets of names, by SLOT - FIRST_NAME. */
  readonly sets: readonly Names[];
  readonly transactions: Transactions;
}

export function createScanned(sets: Record<(typeof NAMES)[number], Names>, transactions: Transactions): Scanned {
  return {
    present: 0,
    numbers: new Float64Array(NUMBERS.length),
    names: new Int32Array(NAMES.length),
    tx: -1,
    bodyStart: 0,
    bodyEnd: 0,
    whyStart: 0,
    whyEnd: 0,
    sets: NAMES.map((name) => sets[name]),
    transactions,
  };
}

/**
 * Scans one line, strictly: one JSON object with every key at most once, known keys of the right type. Unknown keys
 * are skipped (they stay in the file). A newline must follow in `bytes`; answers the place after it. Throws LineProblem.
 */
export function scanLine(b: Uint8Array, at: number, line: Scanned): number {
  let present = 0;
  let p = skipBlank(b, at);
  if (b[p] !== 123) throw unexpected(b, p, 'a JSON object');
  p = skipBlank(b, p + 1);
  if (b[p] !== 125) {
    for (;;) {
      if (b[p] !== 34) throw unexpected(b, p, 'a key in quotes');
      const keyStart = ++p;
      let hash = HASH_START;
      for (let c = b[p]!; c !== 34; c = b[++p]!) {
        if (c < 32 || c === 92) break;
        hash = hashStep(hash, c);
      }
      let key = -1;
      if (b[p] === 34) {
        key = keyAt(b, keyStart, p, hash);
        p++;
      } else {
        p = skipString(b, keyStart - 1);
        key = KEYS.indexOf(decode(b, keyStart - 1, p) as Key);
      }
      p = skipBlank(b, p);
      if (b[p] !== 58) throw unexpected(b, p, 'a colon');
      p = skipBlank(b, p + 1);
      if (key < 0) {
        p = skipValue(b, p);
      } else {
        const bit = 1 << key;
        if ((present & bit) !== 0) {
          throw new LineProblem(`"${KEYS[key]}" stands there twice`, 'an event has every key at most once');
        }
        present |= bit;
        if (key < FIRST_NAME) p = scanInteger(b, p, line.numbers, key);
        else p = scanText(b, p, key, line);
      }
      p = skipBlank(b, p);
      if (b[p] === 44) p = skipBlank(b, p + 1);
      else if (b[p] === 125) break;
      else throw unexpected(b, p, 'a comma or }');
    }
  }
  p = skipBlank(b, p + 1);
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

/** Perfect enough: the keys by their FNV hashes. */
const KEY_TABLE = new Int8Array(256).fill(-1);
const KEY_BYTES = KEYS.map((key) => Buffer.from(key));
for (const [n, bytes] of KEY_BYTES.entries()) {
  let slot = bytes.reduce(hashStep, HASH_START) & 255;
  while (KEY_TABLE[slot]! >= 0) slot = (slot + 1) & 255;
  KEY_TABLE[slot] = n;
}

function keyAt(b: Uint8Array, from: number, to: number, hash: number): number {
  for (let slot = hash & 255; ; slot = (slot + 1) & 255) {
    const key = KEY_TABLE[slot]!;
    if (key < 0) return -1;
    const bytes = KEY_BYTES[key]!;
    if (bytes.length !== to - from) continue;
    let k = 0;
    while (k < bytes.length && bytes[k] === b[from + k]) k++;
    if (k === bytes.length) return key;
  }
}

function scanInteger(b: Uint8Array, at: number, out: Float64Array, slot: number): number {
  let p = at;
  const negative = b[p] === 45;
  if (negative) p++;
  const start = p;
  let value = 0;
  for (let c = b[p]!; c >= 48 && c <= 57; c = b[++p]!) value = value * 10 + (c - 48);
  const next = b[p];
  const wrong = p === start || (b[start] === 48 && p > start + 1) || (negative && ((1 << slot) & SIGNED) === 0);
  if (wrong || next === 46 || next === 101 || next === 69 || value > Number.MAX_SAFE_INTEGER) {
    const text = Buffer.from(b.buffer, b.byteOffset + at, skipScalar(b, at) - at).toString();
    const least = ((1 << slot) & SIGNED) === 0 ? '0' : '-(2^53 - 1)';
    throw new LineProblem(`"${KEYS[slot]}" is ${text}`, `expected an integer from ${least} to 2^53 - 1`);
  }
  out[slot] = negative ? -value : value;
  return p;
}

/** The end of whatever stands where a number should, for messages. */
function skipScalar(b: Uint8Array, at: number): number {
  let p = at;
  while (p - at < 40 && b[p] !== 44 && b[p] !== 125 && b[p]! >= 32) p++;
  return p;
}

function scanText(b: Uint8Array, at: number, key: number, line: Scanned): number {
  if (key === BODY) {
    if (b[at] !== 123) throw unexpected(b, at, '"body" to be a JSON object');
    line.bodyStart = at;
    line.bodyEnd = skipValue(b, at);
    return line.bodyEnd;
  }
  if (b[at] !== 34) throw unexpected(b, at, `"${KEYS[key]}" to be a string`);
  if (key < TX) return scanName(b, at, line.sets[key - FIRST_NAME]!, line.names, key - FIRST_NAME);
  const end = skipString(b, at);
  if (key === WHY) {
    line.whyStart = at;
    line.whyEnd = end;
  } else if (key !== RAW) {
    const escaped = b.subarray(at, end).includes(92);
    line.tx = escaped
      ? transactionOf(line.transactions, decode(b, at, end))
      : transactionAt(line.transactions, b, at + 1, end - 1);
  }
  return end;
}

function scanName(b: Uint8Array, at: number, names: Names, out: Int32Array, slot: number): number {
  let p = at + 1;
  let hash = HASH_START;
  for (let c = b[p]!; c !== 34; c = b[++p]!) {
    if (c < 32 || c === 92) {
      const end = skipString(b, at);
      out[slot] = nameOf(names, decode(b, at, end));
      return end;
    }
    hash = hashStep(hash, c);
  }
  out[slot] = nameAt(names, b, at + 1, p, hash);
  return p + 1;
}
