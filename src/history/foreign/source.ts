import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { HistoryError } from '../files/error.js';
import { isGzip, unpack } from '../files/unpack.js';
import { whatElse } from './not-text.js';
import { LogProblem } from './problem.js';

/** A log as bytes in memory. Behind `size` stands a byte 0, which ends every scan. */
export interface Source {
  name: string;
  bytes: Buffer;
  size: number;
}

/** Bytes that a log may have: places in it are 32-bit numbers. */
const MOST_BYTES = 2 ** 32 - 2;
/** Bytes read at once. */
const PIECE = 2 ** 26;

/** Reads a file, gzipped or not; `-` reads standard input. Throws HistoryError. */
export function openSource(path: string): Source {
  if (path === '-') return sourceOf(wholeStream(0, STANDARD_INPUT), STANDARD_INPUT);
  return withFile(path, (fd) => {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return sourceOf(wholeStream(fd, path), path);
    const bytes = wholeFile(fd, stat.size, path);
    return isGzip(bytes) ? sourceOf(bytes.subarray(0, -1), path) : terminated(bytes, path);
  });
}

const STANDARD_INPUT = 'standard input';

function withFile<T>(path: string, read: (fd: number) => T): T {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    return read(fd);
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'this is a folder' : message;
    throw new HistoryError(
      path,
      undefined,
      why,
      'name the history.jsonl of a run, one written by hand, or a log of another tool',
    );
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Whether it can be read but once: standard input, or another pipe. */
export function isPipe(path: string): boolean {
  return path === '-' || withFile(path, (fd) => fstatSync(fd)).isFIFO();
}

/** The first few thousand bytes of a file, unpacked. Throws HistoryError. */
export function headOf(path: string): Source {
  const head = withFile(path, (fd) => {
    const bytes = Buffer.alloc(HEAD);
    return bytes.subarray(0, readSync(fd, bytes, 0, HEAD, 0));
  });
  const plain = isGzip(head) ? unpack(head, path) : head;
  return { name: path, bytes: plain, size: plain.length };
}

const HEAD = 2 ** 14;

/** The source that these bytes, plain or gzipped, are. Throws HistoryError. */
export function sourceOf(given: Uint8Array, name: string): Source {
  const plain = isGzip(given) ? unpack(given, name) : given;
  const bytes = Buffer.allocUnsafe(plain.length + 1);
  bytes.set(plain);
  return terminated(bytes, name);
}

/** The source in bytes of which the last is room for the 0 behind it. */
function terminated(bytes: Buffer, name: string): Source {
  const plain = bytes.subarray(0, -1);
  if (plain.length > MOST_BYTES) throw tooLarge(name);
  const other = whatElse(plain);
  if (other !== undefined) throw new HistoryError(name, undefined, ...other);
  if (!isUtf8(plain)) {
    const line = 1 + newlines(plain, firstInvalid(plain));
    throw new HistoryError(name, line, 'this is not UTF-8', 'logs are read as UTF-8');
  }
  bytes[plain.length] = 0;
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  // A byte order mark says nothing.
  bytes.fill(32, 0, start);
  return { name, bytes, size: plain.length };
}

/** Says where in the file a problem is. */
export function asHistoryError(error: unknown, { name, bytes }: Source): unknown {
  if (!(error instanceof LogProblem)) return error;
  return new HistoryError(name, 1 + newlines(bytes, error.at), error.problem, error.hint, columnOf(bytes, error.at));
}

/** In characters, from 1: bytes that go on with one do not count. */
function columnOf(bytes: Uint8Array, at: number): number {
  let column = 1;
  for (let p = at - 1; p >= 0 && bytes[p] !== 10; p--) if ((bytes[p]! & 0xc0) !== 0x80) column++;
  return column;
}

/** The number of a place's line, from 1. */
export function lineOf({ bytes }: Source, at: number): number {
  return 1 + newlines(bytes, at);
}

function newlines(bytes: Uint8Array, end: number): number {
  let count = 0;
  for (let p = bytes.indexOf(10); p >= 0 && p < end; p = bytes.indexOf(10, p + 1)) count++;
  return count;
}

/** The end of the first line that is no UTF-8, found by halves. */
function firstInvalid(bytes: Uint8Array): number {
  let from = 0;
  for (;;) {
    const newline = bytes.indexOf(10, from);
    const end = newline < 0 ? bytes.length : newline;
    if (newline < 0 || !isUtf8(bytes.subarray(from, end))) return end;
    from = end + 1;
  }
}

/** A file's bytes, and room for one more. */
function wholeFile(fd: number, size: number, path: string): Buffer {
  if (size > MOST_BYTES) throw tooLarge(path);
  const bytes = Buffer.allocUnsafe(size + 1);
  let at = 0;
  while (at < size) {
    const got = readSync(fd, bytes, at, Math.min(PIECE, size - at), at);
    if (got === 0) break;
    at += got;
  }
  return bytes.subarray(0, at + 1);
}

function wholeStream(fd: number, path: string): Buffer {
  const pieces: Buffer[] = [];
  let total = 0;
  for (;;) {
    const piece = Buffer.allocUnsafe(2 ** 16);
    const got = readSync(fd, piece, 0, piece.length, null);
    if (got === 0) return Buffer.concat(pieces);
    total += got;
    if (total > MOST_BYTES) throw tooLarge(path);
    pieces.push(piece.subarray(0, got));
  }
}

function tooLarge(path: string): HistoryError {
  return new HistoryError(path, undefined, `it has more than ${MOST_BYTES} bytes`, 'split it into several logs');
}
