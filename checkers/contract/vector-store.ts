/**
 * Vectors of one width, each kept until it has been used as often as was said. Hot loops read `data` themselves, from
 * `place * width` on; `put` may replace it.
 */
export interface VectorStore<Vector extends Int32Array | Float64Array> {
  data: Vector;
  /** Keeps a copy of what stands from `start` on in `source`, and answers its place. */
  put(source: Vector, start: number, uses: number): number;
  /** Counts one use less. */
  release(place: number): void;
}

/** `ofLength` makes an empty array of vectors' elements. */
export function createVectorStore<Vector extends Int32Array | Float64Array>(
  width: number,
  ofLength: (length: number) => Vector,
): VectorStore<Vector> {
  let uses = new Int32Array(64);
  let places = 0;
  const free: number[] = [];
  const store: VectorStore<Vector> = {
    data: ofLength(width * 64),
    put(source, start, count) {
      const place = free.pop() ?? places++;
      if (place === uses.length) grow();
      const { data } = store;
      const to = place * width;
      for (let k = 0; k < width; k++) data[to + k] = source[start + k]!;
      uses[place] = count;
      return place;
    },
    release(place) {
      uses[place]!--;
      if (uses[place] === 0) free.push(place);
    },
  };

  function grow(): void {
    const larger = ofLength(store.data.length * 2);
    larger.set(store.data);
    store.data = larger;
    const more = new Int32Array(uses.length * 2);
    more.set(uses);
    uses = more;
  }

  return store;
}
