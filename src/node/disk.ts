/**
 * A node's disk: one file that outlives its lives. Writing is asynchronous: what was appended or cut off is safe only
 * when a sync that was asked for afterwards has succeeded. A crash may keep any beginning of what was not safe, and a
 * part of the write behind it.
 */
export interface Disk {
  /** What is on it now, as this life sees it: at the start, what earlier lives have left. A copy. */
  contents(): Uint8Array;
  /** Writes at the end. */
  append(bytes: Uint8Array): void;
  /** Cuts off what lies behind the first `length` bytes: a torn record, or a log that is not needed any more. */
  truncate(length: number): void;
  /**
   * Calls `done` when everything before it is safe. Those who ask while a sync is on its way share the next one (group
   * commit). `error`: it failed, and nothing is known to be safe but what was so before.
   */
  sync(done: (error?: string) => void): void;
}
