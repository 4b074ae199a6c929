import { decode } from './scan-line.js';

/**
 * The bytes that stay bytes: bodies, and the few `why`. Either the whole file is in memory and they are ranges of it,
 * or they are copied out of each piece of the file as it passes by.
 */
export interface Texts {
  /** Keeps [from, to) of `bytes` for `row`, and answers where it begins in the store's current chunk. */
  keep(bytes: Uint8Array, from: number, to: number, row: number): number;
  keepWhy(bytes: Uint8Array, from: number, to: number, row: number): void;
  /** The bytes in which what was kept for `row` lies. */
  chunk(row: number): Uint8Array;
  /** The text of `length` bytes at `start`, kept for `row`. */
  text(row: number, start: number, length: number): string;
  why(row: number): string;
}

/** Bytes of a chunk that is copied into. */
const CHUNK = 4 * 2 ** 20;

/** `whole`: the bytes that hold everything, and to which all ranges refer; absent: what is kept is copied. */
export function createTexts(whole?: Uint8Array): Texts {
  const chunks: Uint8Array[] = whole === undefined ? [] : [whole];
  /** The first row of each chunk. */
  const firstRows: number[] = whole === undefined ? [] : [0];
  let used = 0;
  /** The chunk that was asked for last, and the rows whose bodies it holds. */
  let latest: Uint8Array = new Uint8Array(0);
  let latestFrom = 0;
  let latestTo = 0;
  const whyRows: number[] = [];
  const whyChunks: number[] = [];
  const whyStarts: number[] = [];
  const whyEnds: number[] = [];

  function keep(bytes: Uint8Array, from: number, to: number, row: number): number {
    if (whole !== undefined) return from;
    const length = to - from;
    let chunk = chunks[chunks.length - 1];
    if (chunk === undefined || used + length > chunk.length) {
      chunk = new Uint8Array(Math.max(CHUNK, length));
      chunks.push(chunk);
      firstRows.push(row);
      used = 0;
    }
    const start = used;
    if (length > 200) chunk.set(bytes.subarray(from, to), start);
    else for (let k = 0; k < length; k++) chunk[start + k] = bytes[from + k]!;
    used += length;
    return start;
  }

  function chunk(row: number): Uint8Array {
    if (row >= latestFrom && row < latestTo) return latest;
    const at = lastAtMost(firstRows, row);
    if (at < 0) return latest;
    latest = chunks[at]!;
    latestFrom = firstRows[at]!;
    latestTo = firstRows[at + 1] ?? row + 1;
    return latest;
  }

  return {
    keep,
    chunk,
    keepWhy(bytes, from, to, row) {
      whyStarts.push(keep(bytes, from, to, row));
      whyEnds.push(whyStarts[whyStarts.length - 1]! + to - from);
      whyChunks.push(chunks.length - 1);
      whyRows.push(row);
    },
    text(row, start, length) {
      const bytes = chunk(row);
      return Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString();
    },
    why(row) {
      const at = lastAtMost(whyRows, row);
      if (at < 0 || whyRows[at] !== row) return '';
      return decode(chunks[whyChunks[at]!]!, whyStarts[at]!, whyEnds[at]!);
    },
  };
}

/** The last place of an ascending list that is not above `value`, or -1. */
function lastAtMost(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
