/**
 * Checkpoints: proof that the lines before them are as they were written. They find accidents (a changed byte, a lost
 * page, a cut file), not forgers: whoever can write the file can write its checkpoints.
 */

/** A checkpoint follows at the latest after this many events ... */
export const EVENTS_PER_BLOCK = 1000;
/** ... or as soon as the block has this many bytes, so that a reader never needs to hold more. */
export const BYTES_PER_BLOCK = 4 * 2 ** 20;

/** How every checkpoint line begins; no event line does. */
export const CHECKPOINT_START = '{"checkpoint":';

export interface Checkpoint {
  /** Its number, from 1. */
  number: number;
  /** Events in the file so far. */
  events: number;
  /** SHA-256, lower-case hex, of every byte of the file before this line: a name for what was recorded so far. */
  sha256: string;
  /** Only on the last one, the seal: whether the system had settled. */
  settled?: boolean;
}

/**
 * A checkpoint line but for its last field. The one spelling: a reader accepts no other. `closed` ends it with the
 * CRC-32 (zlib's) of all bytes since the previous checkpoint line, or since the start of the file, up to there, so that
 * a checkpoint vouches for itself, too.
 */
export function checkpointText({ number, events, sha256, settled }: Checkpoint): string {
  const seal = settled === undefined ? '' : `,"seal":true,"settled":${settled}`;
  return `${CHECKPOINT_START}${number},"events":${events},"sha256":"${sha256}"${seal}`;
}

export function closed(crc32: number): string {
  return `,"crc32":"${crc32.toString(16).padStart(8, '0')}"}\n`;
}

/** Bytes of what `closed` adds. */
export const CLOSED_BYTES = closed(0).length;
