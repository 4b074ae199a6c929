/** What a history may be at most. A file beyond these is refused with its line, before it can exhaust anything. */
export const LIMITS = {
  /** Bytes of an event line. A message has at most 1 MiB, and its claims and body are each a part of it. */
  lineBytes: 8 * 2 ** 20,
  headerBytes: 64 * 2 ** 20,
  /** Bytes between two checkpoints, the header included. */
  blockBytes: 128 * 2 ** 20,
  /** Nesting of objects and arrays. */
  depth: 128,
  participants: 100_000,
  /** Lives of all participants together. */
  processes: 1_000_000,
  /** Names of kinds; names of message types. */
  names: 50_000,
  /** Bytes of a gzipped history once unpacked. */
  unpackedBytes: 2 ** 32 - 1,
} as const;
