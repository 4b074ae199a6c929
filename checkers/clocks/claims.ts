import type { History } from '../../src/history/history.js';
import { createFieldScanner, valueAt } from '../contract/body-scan.js';

/** Reads vector clocks that nodes claim in the bodies of messages and local events. */
export interface ClaimReader {
  /** Reads the claim of the row into `vector`. */
  read(row: number): 'none' | 'claim' | 'malformed';
  /** By node: what the claim that was read last says; 0 of nodes that it does not name. */
  readonly vector: Float64Array;
}

/**
 * A claim is an object of whole numbers, at least 0, by the names of nodes; those of clients are passed over. Claims are
 * read from the bytes, on the guess that each names the nodes in the order of the one before; what does not fit the
 * guess is parsed.
 */
export function createClaimReader(history: History): ClaimReader {
  const { nodes } = history.header;
  const others = new Set(history.participants.filter((name) => !nodes.includes(name)));
  const keys = nodes.map((name) => new Uint8Array(Buffer.from(`"${name}":`)));
  /** The first and the last four bytes of each key, which has that many: two quotes, a letter, a colon. */
  const views = keys.map((key) => new DataView(key.buffer, key.byteOffset, key.length));
  const heads = Int32Array.from(views, (view) => view.getInt32(0, true));
  const tails = Int32Array.from(views, (view) => view.getInt32(view.byteLength - 4, true));
  const vector = new Float64Array(nodes.length);
  /** The nodes in the order in which the last claim named them. */
  const guess: number[] = [];
  const fields = createFieldScanner(history, ['vclock']);
  let view: DataView<ArrayBufferLike> = new DataView(new ArrayBuffer(0));

  function parse(bytes: Uint8Array, at: number): 'claim' | 'malformed' {
    const value = valueAt(bytes, at);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'malformed';
    vector.fill(0);
    guess.length = 0;
    for (const [name, count] of Object.entries(value)) {
      const node = nodes.indexOf(name);
      if (!Number.isSafeInteger(count) || count < 0 || (node < 0 && !others.has(name))) return 'malformed';
      if (node < 0) continue;
      vector[node] = count;
      guess.push(node);
    }
    return 'claim';
  }

  /** Whether the claim that begins at `from` is spelt as was guessed; it then stands in `vector`. */
  function readAsGuessed(bytes: Uint8Array, from: number): boolean {
    const count = guess.length;
    if (view.buffer !== bytes.buffer || view.byteOffset !== bytes.byteOffset) {
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    if (count < vector.length) vector.fill(0);
    let p = from + 1;
    for (let n = 0; n < count; n++) {
      const node = guess[n]!;
      const size = keys[node]!.length;
      // What cannot be read here at once, at the very end of the bytes, is parsed.
      if (p + size > bytes.length || !isKey(bytes, p, node, size)) return false;
      p += size;
      const first = p;
      let value = 0;
      for (let digit = bytes[p]! - 48; digit >= 0 && digit <= 9; digit = bytes[++p]! - 48) value = value * 10 + digit;
      if (p === first || p - first > 15) return false;
      vector[node] = value;
      if (bytes[p] !== (n + 1 === count ? 125 : 44)) return false;
      p++;
    }
    return count > 0;
  }

  function isKey(bytes: Uint8Array, p: number, node: number, size: number): boolean {
    if (view.getInt32(p, true) !== heads[node] || view.getInt32(p + size - 4, true) !== tails[node]) return false;
    const key = keys[node]!;
    for (let k = 4; k < size - 4; k++) if (bytes[p + k] !== key[k]) return false;
    return true;
  }

  return {
    vector,
    read(row) {
      if (!fields.scan(row)) return 'none';
      const at = fields.places[0]!;
      if (at < 0) return 'none';
      const bytes = fields.bytes();
      return bytes[at] === 123 && readAsGuessed(bytes, at) ? 'claim' : parse(bytes, at);
    },
  };
}
