import { createVectorPool } from './vector-pool.js';

test('a vector is kept for its uses, and its place is used again after the last', () => {
  const pool = createVectorPool(2);
  const first = pool.put(Int32Array.of(3, 1), 2);
  const second = pool.put(Int32Array.of(1, 4), 1);
  const into = Int32Array.of(2, 2);
  pool.merge(first, into);
  expect([pool.release(first), [...into]]).toEqual([false, [3, 2]]);
  pool.merge(second, into);
  expect([pool.release(second), [...into]]).toEqual([true, [3, 4]]);
  expect(pool.put(Int32Array.of(9, 0), 1)).toBe(second);
  pool.merge(first, into);
  expect([pool.release(first), [...into]]).toEqual([true, [3, 4]]);
  expect(pool.put(Int32Array.of(0, 9), 1)).toBe(first);
});

test('any number of vectors', () => {
  const pool = createVectorPool(1);
  const places = Array.from({ length: 1000 }, (_, n) => pool.put(Int32Array.of(n), 1));
  const read = places.map((place) => {
    const into = Int32Array.of(0);
    pool.merge(place, into);
    return into[0];
  });
  expect(read).toEqual(places.map((_, n) => n));
});
