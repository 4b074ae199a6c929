import { closeSync, fdatasync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Disk } from '../../node/disk.js';

/**
 * A node's disk on a real machine: a file in its private folder, opened when it is first used. A crash is a SIGKILL,
 * which loses nothing that was written: the machine itself goes on. Only a simulated disk shows that a sync is missing.
 */
export function createFileDisk(folder: string, act: (action: () => void) => void): Disk & { close(): void } {
  const path = join(folder, 'disk');
  let file: number | undefined;
  let waiting: ((error?: string) => void)[] = [];
  let syncing = false;

  const open = (): number => (file ??= openSync(path, 'a+'));

  function startSync(): void {
    const batch = waiting;
    waiting = [];
    syncing = true;
    fdatasync(open(), (error) => {
      syncing = false;
      if (waiting.length > 0) startSync();
      for (const done of batch) act(() => done(error?.message));
    });
  }

  return {
    contents() {
      open();
      return readFileSync(path);
    },
    append(bytes) {
      for (let written = 0; written < bytes.length; ) written += writeSync(open(), bytes, written);
    },
    truncate: (length) => ftruncateSync(open(), length),
    sync(done) {
      waiting.push(done);
      if (!syncing) startSync();
    },
    close() {
      if (file !== undefined) closeSync(file);
    },
  };
}
