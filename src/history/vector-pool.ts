/** Vectors of one width, kept as long as somebody will ask for them: a copy is dropped with its last use. */
export interface VectorPool {
  /** Keeps a copy of `vector` for `uses` uses and answers its place. */
  put(vector: Int32Array, uses: number): number;
  /** Raises each element of `into` to the kept one. */
  merge(place: number, into: Int32Array): void;
  /** Counts one use less; true when it was the last and the place is free again. */
  release(place: number): boolean;
}

export function createVectorPool(width: number): VectorPool {
  let kept = new Int32Array(width * 64);
  let uses = new Int32Array(64);
  let places = 0;
  const free: number[] = [];

  function grow(): void {
    const larger = new Int32Array(kept.length * 2);
    larger.set(kept);
    kept = larger;
    const more = new Int32Array(uses.length * 2);
    more.set(uses);
    uses = more;
  }

  return {
    put(vector, count) {
      const place = free.pop() ?? places++;
      if (place === uses.length) grow();
      const start = place * width;
      for (let k = 0; k < width; k++) kept[start + k] = vector[k]!;
      uses[place] = count;
      return place;
    },
    merge: (place, into) => raise(into, kept, place * width),
    release(place) {
      uses[place]!--;
      if (uses[place]! > 0) return false;
      free.push(place);
      return true;
    },
  };
}

/** Raises each element of `into` to the one at `start + k` of `from`, where that is larger. */
export function raise(into: Int32Array, from: Int32Array, start: number): void {
  for (let k = 0; k < into.length; k++) if (from[start + k]! > into[k]!) into[k] = from[start + k]!;
}
