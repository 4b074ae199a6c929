import type { Columns } from './columns.js';
import type { Lives } from './lives.js';

/**
 * Which message does a reply answer? The send with the msg_id that it names, from the participant that it goes to, if
 * the replying life has got it. Most replies answer one of the last deliveries; for the others there is a hash table
 * of rows, made when first needed, whose keys are read back from the columns.
 */
export interface Answers {
  /** Rows of delivers; -1: free. */
  table: Int32Array;
  count: number;
  /** Rows below this are in the table. */
  noted: number;
  /** By process: the last msgId it sent, to whom (a set of bits), and whether no receiver ever got one twice from it. */
  readonly lastId: number[];
  readonly lastTo: number[];
  readonly distinct: boolean[];
}

export function createAnswers(): Answers {
  return { table: new Int32Array(1024).fill(-1), count: 0, noted: 0, lastId: [], lastTo: [], distinct: [] };
}

/** How many deliveries to look back before the table is asked. */
const LOOK_BACK = 16;

/** Notes a send with a msgId: while a life counts its ids upwards, no two of its messages to one receiver share one. */
export function noteSent(answers: Answers, process: number, to: number, msgId: number): void {
  const { lastId, lastTo, distinct } = answers;
  const last = lastId[process];
  const bit = to < 31 ? 1 << to : 0;
  if (last === undefined) distinct[process] = true;
  if (last === undefined || msgId > last) {
    lastId[process] = msgId;
    lastTo[process] = bit;
  } else if (msgId < last || bit === 0 || (lastTo[process]! & bit) !== 0) {
    distinct[process] = false;
  } else lastTo[process]! |= bit;
}

/**
 * The row of the send with this msgId from `sender` that `process` has got before `row`, or -1. Of several from one
 * life the first that came. Lives of one sender may use the same msgId again: where sends of two lives came, nobody
 * can say which is answered, and it is none.
 */
export function answered(
  answers: Answers,
  row: number,
  process: number,
  sender: number,
  msgId: number,
  columns: Columns,
  lives: Lives,
): number {
  const delivered = lives.delivered[process]!;
  const count = lives.deliveries[process]!;
  const oldest = Math.max(0, count - LOOK_BACK);
  let found = false;
  for (let n = count - 1; n >= oldest && !found; n--) {
    const send = columns.ref[delivered[n]!]!;
    const from = columns.process[send]!;
    found = columns.msgId[send] === msgId && lives.participant[from] === sender;
    if (found && answers.distinct[from] && lives.lives[sender] === 1) return send;
  }
  if (!found && oldest === 0) return -1;
  noteUpTo(answers, row, columns, lives.participant);
  return lookUp(answers.table, process, sender, msgId, columns, lives.participant);
}

/** Puts the delivers below `end` into the table, as far as their sends have a msgId. */
function noteUpTo(answers: Answers, end: number, columns: Columns, participant: readonly number[]): void {
  for (let row = answers.noted; row < end; row++) {
    // Holds and drops refer to sends, too; a deliver is what has a number and no position.
    const send = columns.ref[row]!;
    if (send < 0 || columns.seq[row]! < 0 || columns.position[row]! >= 0 || Number.isNaN(columns.msgId[send]!))
      continue;
    if (answers.count * 2 >= answers.table.length) {
      const old = answers.table;
      answers.table = new Int32Array(old.length * 2).fill(-1);
      for (const known of old) if (known >= 0) insert(answers.table, known, columns, participant);
    }
    if (insert(answers.table, row, columns, participant)) answers.count++;
  }
  answers.noted = end;
}

function lookUp(
  table: Int32Array,
  process: number,
  sender: number,
  msgId: number,
  columns: Columns,
  participant: readonly number[],
): number {
  const mask = table.length - 1;
  let found = -1;
  for (let slot = slotOf(process, sender, msgId, mask); ; slot = (slot + 1) & mask) {
    const row = table[slot]!;
    if (row < 0) return found;
    const send = columns.ref[row]!;
    if (columns.process[row] !== process || columns.msgId[send] !== msgId) continue;
    if (participant[columns.process[send]!] !== sender) continue;
    if (found >= 0) return -1;
    found = send;
  }
}

/** False when the same life's msgId is there already. */
function insert(table: Int32Array, row: number, columns: Columns, participant: readonly number[]): boolean {
  const mask = table.length - 1;
  const send = columns.ref[row]!;
  const process = columns.process[row]!;
  const from = columns.process[send]!;
  const msgId = columns.msgId[send]!;
  let slot = slotOf(process, participant[from]!, msgId, mask);
  for (let known = table[slot]!; known >= 0; known = table[slot]!) {
    const other = columns.ref[known]!;
    if (columns.process[known] === process && columns.process[other] === from && columns.msgId[other] === msgId) {
      return false;
    }
    slot = (slot + 1) & mask;
  }
  table[slot] = row;
  return true;
}

function slotOf(process: number, sender: number, msgId: number, mask: number): number {
  const low =
    msgId >= 0 && msgId < 2 ** 31 ? msgId | 0 : Math.imul(Math.floor(msgId / 2 ** 32), 0x9e3779b1) ^ (msgId | 0);
  let h = Math.imul(process ^ Math.imul(sender, 0x9e3779b1), 0x85ebca6b) ^ low;
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) & mask;
}
