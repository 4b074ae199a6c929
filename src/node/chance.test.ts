import fc from 'fast-check';
import { chanceOf, integerIn, weighted } from './chance.js';

describe('chance', () => {
  test('is keyed by seed, purpose, who and ordinal', () => {
    const draws = [
      chanceOf(1, 'delay', 'n1->n2')(0),
      chanceOf(2, 'delay', 'n1->n2')(0),
      chanceOf(1, 'loss', 'n1->n2')(0),
      chanceOf(1, 'delay', 'n1->n3')(0),
      chanceOf(1, 'delay', 'n1->n2')(1),
      chanceOf(1 + 2 ** 40, 'delay', 'n1->n2')(0),
    ];
    expect(new Set(draws).size).toBe(draws.length);
    expect(chanceOf(1, 'delay', 'n1->n2')(0)).toBe(draws[0]);
  });

  test('never changes: seeds in reports must mean the same in every version', () => {
    expect([0, 1, 2].map(chanceOf(7, 'amount', 'c1'))).toEqual([
      0.6907825992703158, 0.5777259288577785, 0.9970846031859435,
    ]);
  });

  test('is even: 64 bins of 64,000 draws stay within a fifth of their share', () => {
    const draw = chanceOf(3, 'even', 'x');
    const bins = new Array<number>(64).fill(0);
    for (let n = 0; n < 64_000; n++) bins[Math.floor(draw(n) * 64)]!++;
    expect(Math.min(...bins)).toBeGreaterThan(800);
    expect(Math.max(...bins)).toBeLessThan(1200);
  });

  test('integers cover both ends, weights that are 0 are never drawn', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (draw) => {
        expect(integerIn(draw, 3, 5)).toBe(3 + Math.floor(draw * 3));
        expect(weighted(draw, { a: 0, b: 2, c: 0 })).toBe('b');
      }),
      { seed: 1, numRuns: 200 },
    );
    expect([0, 0.24, 0.26, 0.99].map((draw) => weighted(draw, { a: 1, b: 3 }))).toEqual(['a', 'a', 'b', 'b']);
  });
});
