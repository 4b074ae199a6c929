import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { History } from '../history.js';
import { HistoryError } from './error.js';
import { LIMITS } from './limits.js';
import { createParser } from './parser.js';
import { isGzip, tooLarge, unpack } from './unpack.js';

/** Bytes read from a file at once. */
const PIECE = 4 * 2 ** 20;

/**
 * The history in `bytes`, which must not be changed while the history is in use: bodies stay ranges of them. `name`
 * stands for the file in messages. Throws HistoryError, and nothing else, on whatever is no whole or torn history.
 */
export function readHistory(bytes: Uint8Array, name: string): History {
  const plain = isGzip(bytes) ? unpack(bytes, name) : bytes;
  // Scanning needs a newline behind the last line.
  const terminated = plain[plain.length - 1] === 10 ? plain : Buffer.concat([plain, Buffer.from('\n')]);
  const buffer = Buffer.from(terminated.buffer, terminated.byteOffset, terminated.length);
  const parser = createParser(name, plain.length, buffer);
  parser.parse(buffer, 0, plain.length, true);
  return parser.finish();
}

/** The history in a file, plain or gzipped, read piece by piece. Throws HistoryError. */
export function readHistoryFile(path: string): History {
  const fd = open(path);
  try {
    const size = fstatSync(fd).size;
    const magic = Buffer.alloc(2);
    readSync(fd, magic, 0, 2, 0);
    if (isGzip(magic)) return readHistory(wholeFile(fd, size, path), path);

    const parser = createParser(path, size);
    let buffer = Buffer.allocUnsafe(Math.min(size, PIECE) + 1);
    let held = 0;
    for (let at = 0; ; ) {
      const got = readSync(fd, buffer, held, buffer.length - held - 1, at);
      at += got;
      held += got;
      buffer[held] = 10;
      const used = parser.parse(buffer, 0, held, got === 0);
      if (got === 0) return parser.finish();
      buffer.copyWithin(0, used, held);
      held -= used;
      if (held + 1 >= buffer.length) {
        const larger = Buffer.allocUnsafe(buffer.length * 2);
        buffer.copy(larger, 0, 0, held);
        buffer = larger;
      }
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall === undefined ? error : unreadable(path, error as Error);
  } finally {
    closeSync(fd);
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw unreadable(path, error as Error);
  }
}

function unreadable(path: string, error: Error): HistoryError {
  const code = (error as NodeJS.ErrnoException).code;
  const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'this is a folder' : error.message;
  return new HistoryError(path, undefined, why, 'name the history.jsonl of a run, or one written by hand');
}

function wholeFile(fd: number, size: number, path: string): Buffer {
  if (size > LIMITS.unpackedBytes) throw tooLarge(path);
  const bytes = Buffer.allocUnsafe(size);
  for (let at = 0; at < size; ) {
    const got = readSync(fd, bytes, at, size - at, at);
    if (got === 0) return bytes.subarray(0, at);
    at += got;
  }
  return bytes;
}
