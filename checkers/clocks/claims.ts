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
  const names = nodes.map((name) => new Uint8Array(Buffer.from(name)));
  const vector = new Float64Array(nodes.length);
  /** The nodes in the order in which the last claim named them. */
  const guess: number[] = [];
  const fields = createFieldScanner(history, ['vclock']);

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
    let p = from + 1;
    vector.fill(0);
    for (let n = 0; n < guess.length; n++) {
      const name = names[guess[n]!]!;
      const size = name.length;
      if (bytes[p] !== 34 || bytes[p + size + 1] !== 34 || bytes[p + size + 2] !== 58) return false;
      for (let k = 0; k < size; k++) if (bytes[p + 1 + k] !== name[k]) return false;
      p += size + 3;
      const first = p;
      let count = 0;
      for (let digit = bytes[p]! - 48; digit >= 0 && digit <= 9; digit = bytes[++p]! - 48) count = count * 10 + digit;
      if (p === first || p - first > 15) return false;
      vector[guess[n]!] = count;
      if (bytes[p] !== (n + 1 === guess.length ? 125 : 44)) return false;
      p++;
    }
    return guess.length > 0;
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
