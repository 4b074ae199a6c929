import fc from 'fast-check';
import { ddmin } from './ddmin.js';

test('what is needed is left, in order, and nothing else', () => {
  const needed = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 6 });
  fc.assert(
    fc.property(needed, (those) => {
      const items = Array.from({ length: 41 }, (_, i) => i);
      const fails = (rest: number[]): boolean => those.every((one) => rest.includes(one));
      expect(ddmin(items, fails)).toEqual([...those].sort((a, b) => a - b));
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('it keeps on until no single item can go, also where one of several will do', () => {
  expect(ddmin([1, 2, 3, 4, 5, 6, 7], (rest) => rest.some((one) => one % 3 === 0))).toEqual([6]);
  expect(ddmin([1, 2, 3], (rest) => rest.length >= 2)).toHaveLength(2);
  expect(ddmin([], () => true)).toEqual([]);
});
