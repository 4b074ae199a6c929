/**
 * Texts with numbers of their own, kept and found as bytes: no string is made for one that was met before, and there may
 * be more of them than a Map holds. Equal bytes have equal numbers.
 */
export interface Spellings {
  /** Open addressing; -1: free. */
  table: Int32Array;
  hashes: Int32Array;
  /** count + 1 places in the arena. */
  starts: Float64Array;
  arena: Uint8Array;
  count: number;
}

export function createSpellings(): Spellings {
  return {
    table: new Int32Array(64).fill(-1),
    hashes: new Int32Array(32),
    starts: new Float64Array(33),
    arena: new Uint8Array(256),
    count: 0,
  };
}

/** The number of the bytes in [from, to). */
export function spellingAt(all: Spellings, bytes: Uint8Array, from: number, to: number): number {
  // FNV-1a, a byte at a time.
  let hash = 0x811c9dc5 | 0;
  for (let k = from; k < to; k++) hash = Math.imul(hash ^ bytes[k]!, 0x01000193);
  const { table, hashes, starts, arena } = all;
  const mask = table.length - 1;
  let slot = (hash ^ (hash >>> 15)) & mask;
  for (; ; slot = (slot + 1) & mask) {
    const id = table[slot]!;
    if (id < 0) break;
    if (hashes[id] !== hash) continue;
    const start = starts[id]!;
    if (starts[id + 1]! - start !== to - from) continue;
    let k = from;
    while (k < to && arena[start + k - from] === bytes[k]) k++;
    if (k === to) return id;
  }
  table[slot] = all.count;
  return add(all, bytes, from, to, hash);
}

export function spellingOf(all: Spellings, text: string): number {
  const bytes = Buffer.from(text);
  return spellingAt(all, bytes, 0, bytes.length);
}

export function spelled(all: Spellings, id: number): string {
  const start = all.starts[id]!;
  return Buffer.from(all.arena.buffer, all.arena.byteOffset + start, all.starts[id + 1]! - start).toString();
}

function add(all: Spellings, bytes: Uint8Array, from: number, to: number, hash: number): number {
  const id = all.count++;
  if (id === all.hashes.length) {
    all.hashes = larger(all.hashes, id * 2);
    const starts = new Float64Array(id * 2 + 1);
    starts.set(all.starts);
    all.starts = starts;
  }
  const start = all.starts[id]!;
  const end = start + to - from;
  if (end > all.arena.length) {
    const arena = new Uint8Array(Math.max(all.arena.length * 2, end));
    arena.set(all.arena);
    all.arena = arena;
  }
  all.arena.set(bytes.subarray(from, to), start);
  all.hashes[id] = hash;
  all.starts[id + 1] = end;
  if (all.count * 2 > all.table.length) {
    all.table = new Int32Array(all.table.length * 2).fill(-1);
    const mask = all.table.length - 1;
    for (let k = 0; k < all.count; k++) {
      let slot = (all.hashes[k]! ^ (all.hashes[k]! >>> 15)) & mask;
      while (all.table[slot]! >= 0) slot = (slot + 1) & mask;
      all.table[slot] = k;
    }
  }
  return id;
}

function larger(column: Int32Array, capacity: number): Int32Array {
  const grown = new Int32Array(capacity);
  grown.set(column);
  return grown;
}
