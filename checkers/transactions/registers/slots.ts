import { type Reading, START } from './reading.js';

/** What can be read: each version, and after those each key's start, as one range of numbers; and who reads what. */
export interface Slots {
  /** By read: its slot; -1 where its transaction had read the key before. */
  readonly slot: Int32Array;
  /** By write that a transaction left behind: 1 if it has read the key before. */
  readonly isUpdate: Uint8Array;
  /** Who reads slot s: readers[readersFirst[s] .. readersFirst[s + 1]). */
  readonly readersFirst: Int32Array;
  readonly readers: Int32Array;
}

export function slotsOf(reading: Reading): Slots {
  const { all, inOrder, readFirst, readOp, readFrom, writeFirst, writeOp } = reading;
  const slot = new Int32Array(readOp.length).fill(-1);
  const isUpdate = new Uint8Array(writeOp.length);
  const readersFirst = new Int32Array(all.versions + all.keys + 1);
  const readBy = new Int32Array(all.keys).fill(-1);
  for (const t of inOrder) {
    for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) {
      const key = all.key[readOp[r]!]!;
      if (readBy[key] === t) continue;
      readBy[key] = t;
      slot[r] = readFrom[r] === START ? all.versions + key : all.version[readOp[r]!]!;
      readersFirst[slot[r]! + 1]!++;
    }
    for (let w = writeFirst[t]!; w < writeFirst[t + 1]!; w++) if (readBy[all.key[writeOp[w]!]!] === t) isUpdate[w] = 1;
  }
  for (let s = 0; s + 1 < readersFirst.length; s++) readersFirst[s + 1]! += readersFirst[s]!;
  const next = readersFirst.slice();
  const readers = new Int32Array(readersFirst.at(-1)!);
  for (const t of inOrder) {
    for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) if (slot[r]! >= 0) readers[next[slot[r]!]!++] = t;
  }
  return { slot, isUpdate, readersFirst, readers };
}
