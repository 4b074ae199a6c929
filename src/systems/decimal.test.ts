import { decimal, decimalsIn, minorUnits } from './decimal.js';

test.each([
  ['400', 0, 400],
  ['12.5', 2, 1250],
  ['12.50', 1, 125],
  ['-1', 2, -100],
  ['-0', 0, 0],
  ['0.05', 2, 5],
  ['0.005', 2, undefined],
  ['1e3', 0, 1000],
  ['1.0E7', 0, 10_000_000],
  ['-1.25e+1', 1, -125],
  ['1250e-2', 1, 125],
  ['1e-2', 1, undefined],
  ['0e99', 0, 0],
  ['1e15', 0, 1e15],
  ['1e16', 0, undefined],
  ['1e99999', 0, undefined],
  ['1e', 0, undefined],
  ['e3', 0, undefined],
  ['90071992547409.93', 2, undefined],
  ['', 0, undefined],
])('%j with %d decimals is %p', (written, decimals, units) => {
  expect(minorUnits(written, decimals)).toBe(units);
});

test.each([
  [400, 0, '400'],
  [41050, 2, '410.5'],
  [40000, 2, '400'],
  [5, 2, '0.05'],
  [-125, 1, '-12.5'],
  [0, 2, '0'],
])('%d with %d decimals shows as %s', (minor, decimals, shown) => {
  expect(decimal(minor, decimals)).toBe(shown);
});

test.each([
  ['400', 0],
  ['12.50', 1],
  ['0.00', 0],
  ['1e3', 0],
  ['1.25e1', 1],
  ['5e-3', 3],
  ['twelve', 0],
])('%j needs %d digits behind the point', (written, decimals) => {
  expect(decimalsIn(written)).toBe(decimals);
});
