import { isUtf8 } from 'node:buffer';
import type { Header } from '../header.js';
import type { History } from '../history.js';
import { endOfBlocks, findBlock, isCheckpoint, verifiedCheckpoint } from './blocks.js';
import { HistoryError, LineProblem } from './error.js';
import { parseHeader } from './header-line.js';
import { LIMITS } from './limits.js';
import { addRow, expectRows, finishRows } from './rows.js';
import { createRows, type Rows } from './rows-so-far.js';
import { scanLine, tooLong } from './scan-line.js';
import { scanRecorded } from './scan-recorded.js';
import { createTexts } from './texts.js';

/** Reads a history piece by piece. */
export interface Parser {
  /**
   * Takes what it can of [from, to) and answers where it stopped; the rest must come again, with more behind it. At
   * `to` a newline must stand, though it is none of the history's. `last`: nothing comes after this.
   */
  parse(bytes: Buffer, from: number, to: number, last: boolean): number;
  finish(): History;
}

/**
 * `size`: bytes of all pieces together. `whole`: all of them, when they stay in memory. A sealed history is taken
 * block by block, each verified before anything that was read in it is believed; others line by line.
 */
export function createParser(name: string, size: number, whole?: Uint8Array): Parser {
  const texts = createTexts(whole);
  let rows: Rows | undefined;
  let header: Header | LineProblem | undefined;
  /** Number of the next line, from 1. */
  let lineNumber = 1;
  let ending: History['ending'] = 'torn';
  let checkpoints = 0;
  let bytesDone = 0;

  function fail(line: HistoryError['line'], problem: string, hint: string): never {
    throw new HistoryError(name, line, problem, hint);
  }

  /** Looks at the header, which in a sealed history is not believed before its block is verified. */
  function peek(bytes: Buffer, from: number, to: number, last: boolean): boolean {
    const newline = bytes.indexOf(10, from);
    if (bytes[from] === 123 && (newline >= to || newline - from > LIMITS.headerBytes)) {
      if (to - from > LIMITS.headerBytes) {
        fail(1, `its first line has more than ${LIMITS.headerBytes} bytes`, 'that is more than a header may have');
      }
      if (!last) return false;
    }
    try {
      header = parseHeader(bytes, from, Math.min(newline + 1, to));
    } catch (error) {
      if (!(error instanceof LineProblem)) throw error;
      header = error;
    }
    return true;
  }

  function takeHeader(bytes: Buffer, from: number): number {
    const known = header!;
    if (known instanceof LineProblem) fail(1, known.problem, known.hint);
    rows = createRows(known as Header, texts);
    lineNumber = 2;
    return bytes.indexOf(10, from) + 1;
  }

  /** Takes whole lines. */
  function takeLines(bytes: Buffer, from: number, to: number): void {
    let p = from;
    if (rows === undefined) p = takeHeader(bytes, p);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const { line } = rows!;
    const blanks = ending === 'unsealed';
    try {
      for (; p < to; lineNumber++) {
        if (blanks && isBlank(bytes, p)) {
          p = bytes.indexOf(10, p) + 1;
        } else {
          p = scanLine(bytes, view, p, line);
          addRow(rows!, bytes);
        }
      }
    } catch (error) {
      if (error instanceof LineProblem) fail(lineNumber, error.problem, error.hint);
      throw error;
    }
    done(to - from);
  }

  function done(bytes: number): void {
    bytesDone += bytes;
    const { count, columns } = rows!;
    if (count * 2 > columns.capacity) expectRows(rows!, Math.min((count * size * 1.03) / bytesDone, count * 64));
  }

  function takeBlocks(bytes: Buffer, from: number, to: number, last: boolean): number {
    const end = endOfBlocks(bytes, from, to);
    let p = from;
    while (p < end && ending !== 'sealed') p = takeBlock(bytes, p, end);
    if (ending === 'sealed') {
      if (p < to) fail(lineNumber, 'there is something after the seal', 'the seal is the last line of a history');
      return p;
    }
    if (header instanceof LineProblem) takeHeader(bytes, p);
    if (last) takeTail(bytes, p, to);
    else if (to - p > LIMITS.blockBytes) {
      fail(lineNumber, `no checkpoint in ${LIMITS.blockBytes} bytes`, 'a sealed history has one every 1,000 events');
    }
    return last ? to : p;
  }

  /** Takes a block and verifies it; a line that makes no sense in a block that is damaged is nobody's mistake. */
  function takeBlock(bytes: Buffer, from: number, end: number): number {
    const first = lineNumber;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let p = from;
    try {
      if (rows === undefined) p = takeHeader(bytes, p);
      const { line } = rows!;
      for (; !isCheckpoint(bytes, p); lineNumber++) {
        // The checkpoint that is to come is longer than what scanRecorded looks at behind a line.
        const next = scanRecorded(bytes, view, p, line);
        p = next >= 0 ? next : scanLine(bytes, view, p, line);
        addRow(rows!, bytes);
      }
    } catch (error) {
      const block = findBlock(bytes, from, end)!;
      const isDamaged = verifiedCheckpoint(bytes, from, block, checkpoints + 1) === undefined;
      if (isDamaged) damaged(first, first + countLines(bytes, from, block.end) - 1);
      if (error instanceof LineProblem) fail(lineNumber, error.problem, error.hint);
      throw error;
    }
    const block = { checkpoint: p, end: bytes.indexOf(10, p) + 1 };
    const checkpoint = verifiedCheckpoint(bytes, from, block, ++checkpoints);
    if (checkpoint === undefined || checkpoint.events !== rows!.count) return damaged(first, lineNumber);
    if (checkpoint.settled !== undefined) ending = 'sealed';
    lineNumber++;
    done(block.end - from);
    return block.end;
  }

  /** What stands behind the last checkpoint of a torn history: nothing vouches for it, but a tear has one place. */
  function takeTail(bytes: Buffer, from: number, to: number): void {
    if (to === from) return;
    const end = bytes.lastIndexOf(10, to - 1) + 1;
    const first = lineNumber;
    if (end <= from) {
      if (rows === undefined) takeHeader(bytes, from);
      return;
    }
    const lines = countLines(bytes, from, end);
    if (isSealWithoutNewline(bytes.subarray(from, to))) damaged(first, first + lines);
    try {
      if (!isUtf8(bytes.subarray(from, end))) fail(first, 'this is not UTF-8', 'histories are UTF-8');
      takeLines(bytes, from, end);
    } catch (error) {
      if (!(error instanceof HistoryError)) throw error;
      damaged(first, first + lines - 1, ` (line ${error.line}: ${error.problem})`);
    }
  }

  /** Whether only the last byte, the newline of the seal, was changed: that is no tear. */
  function isSealWithoutNewline(tail: Uint8Array): boolean {
    const mended = Buffer.from(tail);
    mended[mended.length - 1] = 10;
    const block = findBlock(mended, 0, mended.length);
    return block !== undefined && verifiedCheckpoint(mended, 0, block, checkpoints + 1) !== undefined;
  }

  function damaged(first: number, last: number, detail = ''): never {
    const hint = 'these lines are not what the recorder wrote; take another copy of the file';
    return fail([first, last], `lines ${first} to ${last} are damaged${detail}`, hint);
  }

  /** Takes lines of a history that was written by hand or imported. */
  function takePlain(bytes: Buffer, from: number, to: number, last: boolean): number {
    if (to === from) return from;
    // The last line may go without a newline of its own.
    const end = last && to > from ? (bytes[to - 1] === 10 ? to : to + 1) : bytes.lastIndexOf(10, to - 1) + 1;
    if (to - Math.max(end, from) > LIMITS.lineBytes) fail(lineNumber, tooLong().problem, tooLong().hint);
    if (end <= from) return from;
    if (!isUtf8(bytes.subarray(from, end))) {
      for (let p = from; p < end; lineNumber++) {
        const next = bytes.indexOf(10, p) + 1;
        if (!isUtf8(bytes.subarray(p, next))) fail(lineNumber, 'this is not UTF-8', 'histories are UTF-8');
        p = next;
      }
    }
    takeLines(bytes, from, end);
    return Math.min(end, to);
  }

  return {
    parse(bytes, from, to, last) {
      if (header === undefined && !peek(bytes, from, to, last)) return from;
      if (!(header instanceof LineProblem) && !header!.sealed) {
        ending = 'unsealed';
        return takePlain(bytes, from, to, last);
      }
      return takeBlocks(bytes, from, to, last);
    },
    finish: () => finishRows(rows!, ending),
  };
}

function countLines(bytes: Buffer, from: number, to: number): number {
  let lines = 0;
  for (let p = bytes.indexOf(10, from); p >= 0 && p < to; p = bytes.indexOf(10, p + 1)) lines++;
  return lines;
}

/** Whether there is nothing but space before the next newline. */
function isBlank(bytes: Buffer, from: number): boolean {
  let p = from;
  while (bytes[p] === 32 || bytes[p] === 9 || bytes[p] === 13) p++;
  return bytes[p] === 10;
}
