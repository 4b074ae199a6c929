import type { Disk } from './disk.js';

/** A disk without a machine, for tests and replays: nothing is ever lost, and `done` is handed to `sync`. */
export function createMemoryDisk(sync: (done: (error?: string) => void) => void): Disk {
  let bytes = new Uint8Array(0);
  return {
    contents: () => bytes.slice(),
    append(more) {
      const longer = new Uint8Array(bytes.length + more.length);
      longer.set(bytes);
      longer.set(more, bytes.length);
      bytes = longer;
    },
    truncate(length) {
      bytes = bytes.slice(0, length);
    },
    sync,
  };
}
