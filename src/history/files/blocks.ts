import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { CHECKPOINT_START, type Checkpoint, checkpointLine } from './checkpoint.js';

/** A block of lines and the checkpoint that closes it, as places in the bytes at hand. */
export interface Block {
  /** Where the checkpoint line begins, and the place after its newline. */
  checkpoint: number;
  end: number;
}

const ON_NEXT_LINE = Buffer.from(`\n${CHECKPOINT_START}`);
const HERE = Buffer.from(CHECKPOINT_START);

/** The block that begins at `from`, or undefined when no whole checkpoint line stands before `to`. */
export function findBlock(bytes: Buffer, from: number, to: number): Block | undefined {
  const isEmpty = bytes.subarray(from, Math.min(to, from + HERE.length)).equals(HERE);
  const before = isEmpty ? from - 1 : bytes.indexOf(ON_NEXT_LINE, from);
  if (before < 0 && !isEmpty) return undefined;
  const newline = bytes.indexOf(10, before + 1);
  return newline < 0 || newline >= to ? undefined : { checkpoint: before + 1, end: newline + 1 };
}

export interface Verifier {
  /** The block's checkpoint, or undefined when the block or its checkpoint is not as it was written. */
  verify(bytes: Buffer, from: number, block: Block): Checkpoint | undefined;
}

/** Verifies the blocks of one file, in their order. */
export function createVerifier(): Verifier {
  const sha = createHash('sha256');
  let number = 0;

  return {
    verify(bytes, from, block) {
      const lines = bytes.subarray(from, block.checkpoint);
      const line = bytes.subarray(block.checkpoint, block.end);
      sha.update(lines);
      const found = parse(line.toString('latin1'));
      const sha256 = sha.copy().digest('hex');
      sha.update(line);
      number++;
      if (found === undefined || found.number !== number || found.sha256 !== sha256) return undefined;
      return found.crc32 === crc32(lines) && isUtf8(lines) ? found : undefined;
    },
  };
}

/** A checkpoint in its one spelling, or undefined. */
function parse(line: string): Checkpoint | undefined {
  try {
    const { checkpoint: number, events, crc32: crc, sha256, settled } = JSON.parse(line);
    const found: Checkpoint = { number, events, crc32: Number.parseInt(crc, 16), sha256, settled };
    return checkpointLine(found) === line ? found : undefined;
  } catch {
    return undefined;
  }
}
