/** The keys of an event line, and how to tell them apart quickly. */

/** Every key that a reader knows. Its place here is its number; integers first, then names, then the rest. */
export const KEYS = [
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
  'v',
  'k',
  'node',
  'to',
  'type',
  'from',
  'tx',
  'why',
  'body',
  'raw',
] as const;

// The same numbers as constants, for engines do not look through an object. A test holds them to the list.
export const I = 0;
export const T = 1;
export const LIFE = 2;
export const SEQ = 3;
export const MSG_ID = 4;
export const IN_REPLY_TO = 5;
export const CLOCK = 6;
export const CLAIMED_SEQ = 7;
export const SEEN = 8;
export const DELIVERY = 9;
export const FROM_LIFE = 10;
export const FROM_SEQ = 11;
export const OP = 13;
export const FAULT = 14;
export const FIRST_NAME = 15;
export const V = 15;
export const K = 16;
export const NODE = 17;
export const TO = 18;
export const TYPE = 19;
export const FROM = 20;
export const TX = 21;
export const WHY = 22;
export const BODY = 23;
export const RAW = 24;

/** Bytes of `"key":` by number of key. */
export const SPAN = Uint8Array.from(KEYS, (key) => key.length + 3);
/** The most bytes that `keyAt` looks at. */
export const KEY_REACH = 13;

/**
 * The number of the key if `"key":`, without spaces, stands at `p`, else -1. Compares words of four bytes: the first
 * three bytes behind the quote tell all keys apart but those that begin with `from`. `view` must reach KEY_REACH bytes.
 */
export function keyAt(view: DataView, p: number): number {
  const first = view.getUint32(p + 1, true);
  let key = TABLE[Math.imul(first & 0xffffff, MULTIPLIER) >>> 24]!;
  if (key === FROM) {
    const next = view.getUint8(p + 5);
    if (next === 76) key = FROM_LIFE;
    else if (next === 83) key = FROM_SEQ;
  }
  if (((first ^ WORDS[key * 3]!) & MASKS[key * 3]!) !== 0) return -1;
  if (((view.getUint32(p + 5, true) ^ WORDS[key * 3 + 1]!) & MASKS[key * 3 + 1]!) !== 0) return -1;
  if (MASKS[key * 3 + 2] === 0) return view.getUint8(p) === 34 ? key : -1;
  const last = (view.getUint32(p + 9, true) ^ WORDS[key * 3 + 2]!) & MASKS[key * 3 + 2]!;
  return last === 0 && view.getUint8(p) === 34 ? key : -1;
}

/** Three words of each key's bytes behind its opening quote, `":` included, and which of their bits count. */
const WORDS = new Int32Array(KEYS.length * 3);
const MASKS = new Int32Array(KEYS.length * 3);
for (const [key, name] of KEYS.entries()) {
  for (const [k, byte] of Buffer.from(`${name}":`).entries()) {
    WORDS[key * 3 + (k >> 2)]! |= byte << (8 * (k & 3));
    MASKS[key * 3 + (k >> 2)]! |= 255 << (8 * (k & 3));
  }
}

/** A multiplier under which the first three bytes of all keys fall into different slots. */
const MULTIPLIER = findMultiplier();
const TABLE = new Uint8Array(256);
for (const key of distinctStarts()) TABLE[slotOf(key, MULTIPLIER)] = key;

function findMultiplier(): number {
  const starts = distinctStarts();
  for (let m = 0x9e3779b1; ; m += 2) if (new Set(starts.map((key) => slotOf(key, m))).size === starts.length) return m;
}

function distinctStarts(): number[] {
  return KEYS.flatMap((name, key) => (name.startsWith('from') && name !== 'from' ? [] : [key]));
}

function slotOf(key: number, multiplier: number): number {
  return Math.imul(WORDS[key * 3]! & 0xffffff, multiplier) >>> 24;
}
