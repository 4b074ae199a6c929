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
  /** CRC-32 (zlib's) of all bytes since the previous checkpoint line, or since the start of the file. */
  crc32: number;
  /** SHA-256, lower-case hex, of every byte of the file before this line. */
  sha256: string;
  /** Only on the last one, the seal: whether the system had settled. */
  settled?: boolean;
}

/** The one spelling of a checkpoint, with its newline. A reader accepts no other. */
export function checkpointLine(c: Checkpoint): string {
  const crc = c.crc32.toString(16).padStart(8, '0');
  const seal = c.settled === undefined ? '' : `,"seal":true,"settled":${c.settled}`;
  return `${CHECKPOINT_START}${c.number},"events":${c.events},"crc32":"${crc}","sha256":"${c.sha256}"${seal}}\n`;
}
