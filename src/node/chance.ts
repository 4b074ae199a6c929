/**
 * Chance: every draw is a keyed hash of (seed, purpose, who, ordinal), never a step of a shared stream, so that
 * removing one operation, node or fault leaves all other draws as they were. Only 32-bit integer arithmetic, so that
 * every machine draws the same.
 */

/** A source of numbers in [0, 1), keyed: the same arguments give the same number. */
export type Chance = (ordinal: number) => number;

/** All chance of one run. `purpose` says what is drawn ("delay", "amount"), `who` for whom ("n1->n2", "c1"). */
export function chanceOf(seed: number, purpose: string, who: string): Chance {
  const high = mixText(mixText(mix(seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0), purpose), who);
  const low = mix(high, 0x5bd1e995);
  return (ordinal) => {
    const a = mix(high, ordinal >>> 0);
    const b = mix(mix(low, a), Math.floor(ordinal / 2 ** 32) >>> 0);
    return ((a >>> 5) * 2 ** 26 + (b >>> 6)) / 2 ** 53;
  };
}

/** A chance that counts its own draws: for a sequence whose members are never removed singly. */
export function sequence(chance: Chance): () => number {
  let ordinal = 0;
  return () => chance(ordinal++);
}

/** An integer in [low, high], both included. */
export function integerIn(draw: number, low: number, high: number): number {
  return low + Math.floor(draw * (high - low + 1));
}

/** Draws a key in proportion to its weight. `weights` must hold a positive one. */
export function weighted<Key extends string>(draw: number, weights: Readonly<Record<Key, number>>): Key {
  const entries = Object.entries(weights) as [Key, number][];
  let rest = draw * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [key, weight] of entries) {
    if (rest < weight) return key;
    rest -= weight;
  }
  return entries[entries.length - 1]![0];
}

/** Murmur3's body and finalizer over two words: full avalanche, cheap, and the same in every engine. */
function mix(state: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  let h = state ^ k;
  h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function mixText(state: number, text: string): number {
  let h = mix(state, text.length);
  for (let i = 0; i < text.length; i++) h = mix(h, text.charCodeAt(i));
  return h;
}
