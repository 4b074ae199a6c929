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

/**
 * Of a set, what is kept begins with the first word of 32 points that are not all in it, and ends with the last in which any is:
 * where points come nearly in their order, that is little, however many have come.
 */
export function createStates(points: number, budget: Budget): States {
  const here = new Int32Array(((points + 31) >>> 5) + 1);
  // What is before `low` is all there; nothing is from `high` on.
  let low = 0;
  let high = 0;
  let hash = 0;
  let count = 0;
  let end = 0;
  let kept = new Int32Array(1024);
  // By state: its hash, where its words begin in `kept`, and the first of them in the set.
  let states = new Int32Array(3 * 64);
  let table = new Int32Array(128);

  return {
    toggle(point) {
      const word = point >>> 5;
      here[word]! ^= 1 << (point & 31);
      if (word < low) low = word;
      if (word >= high) high = word + 1;
      hash ^= spread(point + 1);
    },
    has() {
      if (count === 0) return false;
      trim();
      return table[slotOf()]! > 0;
    },
    add() {
      trim();
      const slot = slotOf();
      if (table[slot]! > 0) return;
      const words = high - low;
      while (end + words > kept.length) {
        if (kept.length * 2 > budget.cells) return;
        kept = larger(kept);
      }
      if (count * 3 + 6 > states.length) states = larger(states);
      states.set([hash, end, low], count * 3);
      kept.set(here.subarray(low, high), end);
      end += words;
      states[++count * 3 + 1] = end;
      table[slot] = count;
      if (count * 2 > table.length) rehash();
    },
  };

  function trim(): void {
    while (low < high && here[low] === -1) low++;
    while (high > low && here[high - 1] === 0) high--;
  }

  function slotOf(): number {
    const mask = table.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const state = table[slot]! - 1;
      if (state < 0 || (states[state * 3] === hash && isAt(state))) return slot;
    }
  }

  function isAt(state: number): boolean {
    const begin = states[state * 3 + 1]!;
    if (states[state * 3 + 2] !== low || states[state * 3 + 4]! - begin !== high - low) return false;
    for (let i = low, at = begin; i < high; i++, at++) if (kept[at] !== here[i]) return false;
    return true;
  }

  function rehash(): void {
    const old = table;
    table = new Int32Array(old.length * 2);
    const mask = table.length - 1;
    for (const state of old) {
      if (state === 0) continue;
      let slot = spread(states[(state - 1) * 3]!) & mask;
      while (table[slot]! > 0) slot = (slot + 1) & mask;
      table[slot] = state;
    }
  }
}

function larger(column: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(column.length * 2);
  grown.set(column);
  return grown;
}

function spread(x: number): number {
  let h = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
