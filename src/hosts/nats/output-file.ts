import { closeSync, openSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';

/** Bytes of a stream that are kept. */
const KEPT = 4 * 1024 * 1024;
const TAIL = 2048;

/** What a process says on one stream: always read, so that it never waits for us, and kept up to a limit. */
export interface OutputFile {
  /** The last lines, trimmed. */
  lastWords(): string;
  close(): void;
}

export function keepOutput(stream: Readable, path: string): OutputFile {
  const file = openSync(path, 'w');
  let kept = 0;
  let closed = false;
  let tail: Buffer = Buffer.alloc(0);

  stream.on('error', () => {});
  stream.on('data', (chunk: Buffer) => {
    const joined = chunk.length >= TAIL ? chunk : Buffer.concat([tail, chunk]);
    tail = Buffer.from(joined.subarray(Math.max(0, joined.length - TAIL)));
    if (closed || kept >= KEPT) return;
    const room = KEPT - kept;
    writeSync(file, chunk.subarray(0, room));
    kept += Math.min(chunk.length, room);
    if (chunk.length > room) writeSync(file, `\n[touchstone keeps no more than ${KEPT} bytes of this]\n`);
  });

  return {
    lastWords: () => tail.toString('utf8').trim(),
    close() {
      if (closed) return;
      closed = true;
      stream.destroy();
      closeSync(file);
    },
  };
}
