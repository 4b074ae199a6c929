import { LineProblem } from './error.js';

/** A small set of names, each with a number in order of appearance, found by its bytes so that no string is made. */
export interface Names {
  readonly list: string[];
  /** Spellings: a name that was once written with an escape has several. */
  table: Int32Array;
  hashes: Int32Array;
  starts: Int32Array;
  lengths: Int32Array;
  ids: Int32Array;
  spellings: number;
  arena: Uint8Array;
  used: number;
  readonly byText: Map<string, number>;
  /** Short names seen lately, by a hash of their words: first word, second word, number; see `shortNameAt`. */
  readonly lately: Int32Array;
  readonly limit: number;
  readonly what: string;
}

const LATELY = 64;

/** `what` are they, for the message when there are more than `limit`. */
export function createNames(what: string, limit: number): Names {
  return {
    list: [],
    table: new Int32Array(64).fill(-1),
    hashes: new Int32Array(16),
    starts: new Int32Array(16),
    lengths: new Int32Array(16),
    ids: new Int32Array(16),
    spellings: 0,
    arena: new Uint8Array(256),
    used: 0,
    byText: new Map(),
    lately: new Int32Array(LATELY * 3),
    limit,
    what,
  };
}

export const HASH_START = 0x811c9dc5 | 0;

/** FNV-1a, a byte at a time. */
export function hashStep(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, 0x01000193);
}

/**
 * The number of the name that stands at `p` and ends, with a quote, within eight bytes, if it was met lately; else -1.
 * `view` must show eight bytes from `p` on. Answers `number * 8 + length`.
 */
export function shortNameAt(names: Names, view: DataView, p: number): number {
  let first = view.getUint32(p, true) | 0;
  let second = 0;
  let length = 0;
  const quoteInFirst = quoteIn(first);
  if (quoteInFirst !== 0) {
    length = (31 - Math.clz32(quoteInFirst & -quoteInFirst)) >> 3;
    first &= (1 << (8 * length)) - 1;
  } else {
    second = view.getUint32(p + 4, true) | 0;
    const quoteInSecond = quoteIn(second);
    if (quoteInSecond === 0) return -1;
    const more = (31 - Math.clz32(quoteInSecond & -quoteInSecond)) >> 3;
    second &= (1 << (8 * more)) - 1;
    length = 4 + more;
  }
  const at = slotOfWords(first, second);
  const { lately } = names;
  const known = lately[at + 2]!;
  return known > 0 && lately[at] === first && lately[at + 1] === second ? (known - 1) * 8 + length : -1;
}

/** Remembers a name of at most seven bytes for `shortNameAt`. */
function noteLately(names: Names, bytes: Uint8Array, from: number, to: number, id: number): void {
  if (to - from > 7) return;
  let first = 0;
  let second = 0;
  for (let k = from; k < to; k++) {
    if (k - from < 4) first |= bytes[k]! << (8 * (k - from));
    else second |= bytes[k]! << (8 * (k - from - 4));
  }
  const at = slotOfWords(first, second);
  names.lately[at] = first;
  names.lately[at + 1] = second;
  names.lately[at + 2] = id + 1;
}

/** Not 0 where one of the word's bytes is a quote; the lowest bit that is set tells the first. */
function quoteIn(word: number): number {
  const x = word ^ 0x22222222;
  return (x - 0x01010101) & ~x & 0x80808080;
}

function slotOfWords(first: number, second: number): number {
  const h = Math.imul(first ^ Math.imul(second, 0x85ebca6b), 0x9e3779b1);
  return (h >>> 26) * 3;
}

/** The number of the name whose bytes stand in [from, to) of `bytes`, without escapes; `hash` is theirs. */
export function nameAt(names: Names, bytes: Uint8Array, from: number, to: number, hash: number): number {
  const { table, hashes, starts, lengths, arena } = names;
  const mask = table.length - 1;
  const length = to - from;
  for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
    const spelling = table[slot]!;
    if (spelling < 0) return addSpelling(names, bytes, from, to, hash);
    if (hashes[spelling] !== hash || lengths[spelling] !== length) continue;
    let k = 0;
    for (const start = starts[spelling]!; k < length && arena[start + k] === bytes[from + k]; k++);
    if (k === length) {
      noteLately(names, bytes, from, to, names.ids[spelling]!);
      return names.ids[spelling]!;
    }
  }
}

/** The number of a name given as text. */
export function nameOf(names: Names, text: string): number {
  const known = names.byText.get(text);
  if (known !== undefined) return known;
  if (names.list.length >= names.limit) {
    throw new LineProblem(`more than ${names.limit} ${names.what}`, 'this is more than a history may have');
  }
  names.byText.set(text, names.list.length);
  return names.list.push(text) - 1;
}

function addSpelling(names: Names, bytes: Uint8Array, from: number, to: number, hash: number): number {
  const id = nameOf(names, Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString());
  if (names.spellings === names.hashes.length) {
    for (const column of ['hashes', 'starts', 'lengths', 'ids'] as const) names[column] = doubled(names[column]);
  }
  if (names.used + to - from > names.arena.length) {
    const larger = new Uint8Array(Math.max(names.arena.length * 2, names.used + to - from));
    larger.set(names.arena);
    names.arena = larger;
  }
  const spelling = names.spellings++;
  names.hashes[spelling] = hash;
  names.starts[spelling] = names.used;
  names.lengths[spelling] = to - from;
  names.ids[spelling] = id;
  names.arena.set(bytes.subarray(from, to), names.used);
  names.used += to - from;
  if (names.spellings * 2 > names.table.length) {
    names.table = new Int32Array(names.table.length * 2).fill(-1);
    for (let k = 0; k < names.spellings; k++) place(names, k);
  } else place(names, spelling);
  return id;
}

function place(names: Names, spelling: number): void {
  const mask = names.table.length - 1;
  const hash = names.hashes[spelling]!;
  let slot = (hash ^ (hash >>> 15)) & mask;
  while (names.table[slot]! >= 0) slot = (slot + 1) & mask;
  names.table[slot] = spelling;
}

function doubled(column: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
}
