/** A set of whole numbers below a bound, of which the next one is found at once, however few there are. */
export interface Ranks {
  add(rank: number): void;
  remove(rank: number): void;
  /** The first one in the set from there on; -1: there is none. */
  next(from: number): number;
}

/** A bit for each number, and over 32 words each a bit that says which of them hold any. */
export function createRanks(bound: number): Ranks {
  const layers: Int32Array[] = [];
  for (let words = bound; ; ) {
    words = (words + 31) >>> 5;
    layers.push(new Int32Array(Math.max(1, words)));
    if (words <= 1) break;
  }
  return {
    add(rank) {
      for (const layer of layers) {
        const before = layer[rank >>> 5]!;
        layer[rank >>> 5] = before | (1 << (rank & 31));
        if (before !== 0) return;
        rank >>>= 5;
      }
    },
    remove(rank) {
      for (const layer of layers) {
        layer[rank >>> 5]! &= ~(1 << (rank & 31));
        if (layer[rank >>> 5] !== 0) return;
        rank >>>= 5;
      }
    },
    next(from) {
      let at = from;
      for (let l = 0; l < layers.length; l++) {
        const word = at >>> 5;
        if (word >= layers[l]!.length) return -1;
        const bits = layers[l]![word]! & (-1 << (at & 31));
        if (bits !== 0) {
          at = (word << 5) + lowest(bits);
          while (l-- > 0) at = (at << 5) + lowest(layers[l]![at]!);
          return at;
        }
        at = word + 1;
      }
      return -1;
    },
  };
}

function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
