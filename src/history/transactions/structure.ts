import { MICRO, type Transactions } from '../transactions.js';

/** How micro-operations stand to each other within their transactions. */
export interface Structure {
  /** By micro-operation: its transaction. */
  owner: Int32Array;
  /** By micro-operation: the last write of its key before it in its transaction, or -1. */
  ownBefore: Int32Array;
  /** By micro-operation: 1 for a write after which its transaction writes the key again. */
  overwritten: Uint8Array;
}

export function structureOf({ count, first, micro, key, keys }: Transactions): Structure {
  const owner = new Int32Array(micro.length);
  const ownBefore = new Int32Array(micro.length).fill(-1);
  const overwritten = new Uint8Array(micro.length);
  const last = new Int32Array(keys).fill(-1);
  for (let t = 0; t < count; t++) {
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      const before = last[key[op]!]!;
      owner[op] = t;
      if (before >= first[t]!) ownBefore[op] = before;
      if (micro[op] !== MICRO.write) continue;
      if (before >= first[t]!) overwritten[before] = 1;
      last[key[op]!] = op;
    }
  }
  return { owner, ownBefore, overwritten };
}
