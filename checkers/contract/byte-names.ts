import { skipString } from './body-scan.js';

/** Names told apart by their bytes, each with a number in order of appearance. */
export interface ByteNames {
  readonly list: string[];
  /** The number of the name whose JSON string begins at `from`, a new one if need be; -1 where no string stands there. */
  at(bytes: Uint8Array, from: number): number;
}

/** Names spelt with escapes are met by their text, so that each has one number. */
export function createByteNames(): ByteNames {
  const list: string[] = [];
  const byText = new Map<string, number>();
  /** Open addressing: a place holds a spelling's number + 1, by the hash of its bytes. */
  let table = new Int32Array(64);
  const spellings: Uint8Array[] = [];
  const hashes: number[] = [];
  const numbers: number[] = [];

  function add(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const text = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString()) as string;
    let number = byText.get(text);
    if (number === undefined) {
      number = list.push(text) - 1;
      byText.set(text, number);
    }
    spellings.push(bytes.slice(from, to));
    hashes.push(hash);
    numbers.push(number);
    if (spellings.length * 2 > table.length) {
      table = new Int32Array(table.length * 2);
      for (let k = 0; k < spellings.length - 1; k++) insert(k);
    }
    insert(spellings.length - 1);
    return number;
  }

  function insert(spelling: number): void {
    const mask = table.length - 1;
    let slot = hashes[spelling]! & mask;
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = spelling + 1;
  }

  return {
    list,
    at(bytes, from) {
      if (bytes[from] !== 34) return -1;
      const to = skipString(bytes, from);
      let hash = 0x811c9dc5 | 0;
      for (let p = from; p < to; p++) hash = Math.imul(hash ^ bytes[p]!, 0x01000193);
      const mask = table.length - 1;
      for (let slot = hash & mask; table[slot] !== 0; slot = (slot + 1) & mask) {
        const spelling = table[slot]! - 1;
        if (hashes[spelling] === hash && isEqual(spellings[spelling]!, bytes, from, to)) return numbers[spelling]!;
      }
      return add(bytes, from, to, hash);
    },
  };
}

function isEqual(known: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (known.length !== to - from) return false;
  for (let k = 0; k < known.length; k++) if (known[k] !== bytes[from + k]) return false;
  return true;
}
