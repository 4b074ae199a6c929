import type { Budget } from '../budget.js';

/** Sets of points that are known to lead nowhere, and the set that the search is at. Kept whole: nothing rests on a hash. */
export interface States {
  /** Puts a point into the set that the search is at, or takes it out. */
  toggle(point: number): void;
  /** Whether that set was added. */
  has(): boolean;
  /** Where there is no room, it is forgotten: the search takes longer then. */
  add(): void;
}

export function createStates(points: number, budget: Budget): States {
  const words = (points + 31) >>> 5;
  const here = new Int32Array(words);
  let hash = 0;
  let count = 0;
  let kept = new Int32Array(words * 16);
  let hashes = new Int32Array(16);
  let table = new Int32Array(64);

  function slotOf(): number {
    const mask = table.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const state = table[slot]! - 1;
      if (state < 0 || (hashes[state] === hash && isAt(state))) return slot;
    }
  }

  function isAt(state: number): boolean {
    for (let i = 0, at = state * words; i < words; i++, at++) if (kept[at] !== here[i]) return false;
    return true;
  }

  return {
    toggle(point) {
      here[point >>> 5]! ^= 1 << (point & 31);
      hash ^= spread(point + 1);
    },
    has: () => count > 0 && table[slotOf()]! > 0,
    add() {
      if ((count + 1) * words > kept.length) {
        if (kept.length * 2 > budget.cells) return;
        const larger = new Int32Array(kept.length * 2);
        larger.set(kept);
        kept = larger;
        const largerHashes = new Int32Array(hashes.length * 2);
        largerHashes.set(hashes);
        hashes = largerHashes;
      }
      const slot = slotOf();
      if (table[slot]! > 0) return;
      hashes[count] = hash;
      kept.set(here, count++ * words);
      table[slot] = count;
      if (count * 2 > table.length) rehash();
    },
  };

  function rehash(): void {
    const old = table;
    table = new Int32Array(old.length * 2);
    const mask = table.length - 1;
    for (const state of old) {
      if (state === 0) continue;
      let slot = spread(hashes[state - 1]!) & mask;
      while (table[slot]! > 0) slot = (slot + 1) & mask;
      table[slot] = state;
    }
  }
}

function spread(x: number): number {
  let h = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
