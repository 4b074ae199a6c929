import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { constants, gzipSync } from 'node:zlib';
import type { Sink } from '../recorder.js';
import { HistoryError } from './error.js';

/** Bytes of the history in one member of a gzip file. */
const GZIP_MEMBER = 4 * 2 ** 20;

/**
 * A sink that is a new file, written synchronously and synced when closed. With `gzip` it is a series of gzip
 * members, which every gunzip reads as one file. Throws HistoryError when the file exists or cannot be created.
 */
export function fileSink(path: string, options: { gzip?: boolean } = {}): Sink {
  const fd = create(path);
  return options.gzip ? gzipped(fd) : plain(fd);
}

/** A sink in memory. `bytes` joins what was written so far; they are the bytes a file would hold. */
export function memorySink(): Sink & { bytes(): Uint8Array } {
  let chunks: Uint8Array[] = [];
  return {
    write: (chunk) => void chunks.push(Uint8Array.from(chunk)),
    close() {},
    bytes() {
      if (chunks.length !== 1) chunks = [Buffer.concat(chunks)];
      return chunks[0]!;
    },
  };
}

function plain(fd: number): Sink {
  return {
    write: (chunk) => writeAll(fd, chunk),
    close() {
      fsyncSync(fd);
      closeSync(fd);
    },
  };
}

function gzipped(fd: number): Sink {
  let waiting: Uint8Array[] = [];
  let size = 0;

  function member(): void {
    if (size === 0) return;
    writeAll(fd, gzipSync(Buffer.concat(waiting), { level: constants.Z_BEST_SPEED }));
    waiting = [];
    size = 0;
  }

  const file = plain(fd);
  return {
    write(chunk) {
      waiting.push(Uint8Array.from(chunk));
      size += chunk.length;
      if (size >= GZIP_MEMBER) member();
    },
    close() {
      member();
      file.close();
    },
  };
}

function create(path: string): number {
  try {
    return openSync(path, 'wx');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'EEXIST' ? 'it exists already; a history is never overwritten' : (error as Error).message;
    throw new HistoryError(path, undefined, `cannot create this history: ${why}`, 'name a file that does not exist');
  }
}

function writeAll(fd: number, chunk: Uint8Array): void {
  for (let done = 0; done < chunk.length; ) done += writeSync(fd, chunk, done, chunk.length - done);
}
