import { dollars, dollarsIn, shortDollars } from './money.js';

test.each([
  [400, 2, '$4.0', '$4'],
  [425, 2, '$4.25', '$4.25'],
  [450, 2, '$4.5', '$4.5'],
  [5, 2, '$0.05', '$0.05'],
  [0, 2, '$0.0', '$0'],
  [-150, 2, '$-1.5', '$-1.5'],
  [10, 0, '$10.0', '$10'],
])('%i minor units with %i decimals print as %s', (minor, decimals, long, short) => {
  expect([dollars(minor, decimals), shortDollars(minor, decimals)]).toEqual([long, short]);
});

test.each([
  ['4', 400],
  ['4.0', 400],
  ['$4.25', 425],
  ['-1', -100],
  ['-0', 0],
  ['4.10000', 410],
  ['4.255', undefined],
  ['', undefined],
  ['4.', undefined],
  ['1e3', undefined],
  ['99999999999999999', undefined],
])('%j reads as %p', (written, units) => {
  expect(dollarsIn(written, 2)).toBe(units);
});
