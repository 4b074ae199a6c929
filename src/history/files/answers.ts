import type { Columns } from './columns.js';

/**
 * Which message does a reply answer? Finds, for (life that got it, participant that sent it, msg_id), the row of the
 * deliver: a hash table of rows, whose keys are read back from the columns. Neighbouring msg_ids of a link lie in
 * one cache line.
 */
export interface Answers {
  table: Int32Array;
  count: number;
}

export function createAnswers(): Answers {
  return { table: new Int32Array(1024).fill(-1), count: 0 };
}

/** Notes the delivery in `row`, whose send has a msgId. Of equal ones the first counts. `participant` is of processes. */
export function noteDelivered(answers: Answers, row: number, columns: Columns, participant: readonly number[]): void {
  if (answers.count * 2 >= answers.table.length) {
    const old = answers.table;
    answers.table = new Int32Array(old.length * 2).fill(-1);
    for (const known of old) if (known >= 0) insert(answers.table, known, columns, participant);
  }
  if (insert(answers.table, row, columns, participant)) answers.count++;
}

/**
 * The row of the send with this msgId from `sender` that `process` has got before, or -1. Lives of one sender may use
 * the same msgId again: where sends of two lives arrived, nobody can say which is answered, and there is none.
 */
export function answered(
  answers: Answers,
  process: number,
  sender: number,
  msgId: number,
  columns: Columns,
  participant: readonly number[],
): number {
  const { table } = answers;
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
  const block = Math.floor(msgId / 16);
  let h = Math.imul(process ^ Math.imul(sender, 0x9e3779b1), 0x85ebca6b) ^ (block | 0) ^ Math.floor(block / 2 ** 32);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  h ^= h >>> 15;
  return (Math.imul(h, 16) + (((msgId % 16) + 16) % 16)) & mask;
}
