import { closeSync, openSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';

/** Bytes of a stream that are kept. */
const KEPT = 4 * 1024 * 1024;
const TAIL = 2048;

/** What a process says on one stream: always read, so that it never waits for us, and kept up to a limit. */
export interface OutputFile {
  keep(stream: Readable): void;
  /** The last lines, trimmed. */
  lastWords(): string;
  close(): void;
}

/** Makes the file. Throws when it cannot be made. */
export function createOutputFile(path: string): OutputFile {
  const file = openSync(path, 'w');
  let room = KEPT;
  let closed = false;
  let tail: Buffer = Buffer.alloc(0);
  let source: Readable | undefined;

  function take(chunk: Buffer): void {
    const joined = chunk.length >= TAIL ? chunk : Buffer.concat([tail, chunk]);
    tail = Buffer.from(joined.subarray(Math.max(0, joined.length - TAIL)));
    if (closed || room === 0) return;
    const last = chunk.length > room ? `\n[touchstone keeps no more than ${KEPT} bytes of this]\n` : '';
    try {
      writeSync(file, chunk.subarray(0, room));
      writeSync(file, last);
      room -= Math.min(chunk.length, room);
    } catch {
      // A full disk costs a log, not a run.
      room = 0;
    }
  }

  return {
    keep(stream) {
      source = stream;
      stream.on('error', () => {});
      stream.on('data', take);
    },
    lastWords: () => tail.toString('utf8').trim(),
    close() {
      if (closed) return;
      closed = true;
      source?.destroy();
      closeSync(file);
    },
  };
}
