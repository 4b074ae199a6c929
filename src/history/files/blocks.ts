import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { CHECKPOINT_START, type Checkpoint, CLOSED_BYTES, checkpointText, closed } from './checkpoint.js';

/** A block of lines and the checkpoint that closes it, as places in the bytes at hand. */
export interface Block {
  /** Where the checkpoint line begins, and the place after its newline. */
  checkpoint: number;
  end: number;
}

const ON_NEXT_LINE = Buffer.from(`\n${CHECKPOINT_START}`);
const START = Buffer.from(CHECKPOINT_START);

/** Whether a checkpoint line begins at `at`. */
export function isCheckpoint(bytes: Buffer, at: number): boolean {
  if (bytes[at + 2] !== 99) return false;
  return bytes.compare(START, 0, START.length, at, Math.min(at + START.length, bytes.length)) === 0;
}

/** The block from `from` that the next whole checkpoint line before `to` closes, or undefined. */
export function findBlock(bytes: Buffer, from: number, to: number): Block | undefined {
  const at = isCheckpoint(bytes, from) ? from : bytes.indexOf(ON_NEXT_LINE, from) + 1;
  return at === 0 && from !== 0 ? undefined : wholeLine(bytes, at, to);
}

/** The place after the last whole checkpoint line in [from, to), or `from` when there is none. */
export function endOfBlocks(bytes: Buffer, from: number, to: number): number {
  for (let before = to; ; ) {
    before = bytes.lastIndexOf(ON_NEXT_LINE, before);
    if (before < from) break;
    const block = wholeLine(bytes, before + 1, to);
    if (block !== undefined) return block.end;
    if (before === from) break;
    before--;
  }
  return (isCheckpoint(bytes, from) && wholeLine(bytes, from, to)?.end) || from;
}

function wholeLine(bytes: Buffer, at: number, to: number): Block | undefined {
  const newline = bytes.indexOf(10, at);
  return newline < 0 || newline >= to || !isCheckpoint(bytes, at) ? undefined : { checkpoint: at, end: newline + 1 };
}

/**
 * The block's checkpoint, or undefined when the block or its checkpoint is not as it was written. `number` is the one
 * that is due. The SHA-256 is not computed again: whatever an accident changes, the CRC-32 finds.
 */
export function verifiedCheckpoint(bytes: Buffer, from: number, block: Block, number: number): Checkpoint | undefined {
  const { checkpoint: at, end } = block;
  const found = parse(bytes.toString('latin1', at, end));
  if (found === undefined || found.number !== number || !isUtf8(bytes.subarray(from, at))) return undefined;
  const crc = crc32(bytes.subarray(from, end - CLOSED_BYTES));
  return closed(crc) === bytes.toString('latin1', end - CLOSED_BYTES, end) ? found : undefined;
}

/** A checkpoint in its one spelling, or undefined. */
function parse(line: string): Checkpoint | undefined {
  try {
    const { checkpoint: number, events, sha256, settled } = JSON.parse(line);
    const found: Checkpoint = { number, events, sha256, settled };
    return checkpointText(found) === line.slice(0, -CLOSED_BYTES) ? found : undefined;
  } catch {
    return undefined;
  }
}
