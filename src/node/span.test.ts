import { drawSpan, parseDuration, parseSpan } from './span.js';

describe('durations', () => {
  test.each([
    ['5ms', 5e6],
    ['1.5s', 1.5e9],
    ['200us', 2e5],
    ['7ns', 7],
    ['2m', 120e9],
    ['0s', 0],
  ])('%s', (text, ns) => expect(parseDuration(text)).toBe(ns));

  test.each(['5', '5 ms', '-5ms', '0.5ns', 'ms', '1e3ms', '5MS', '', '99999999999s', 5, null])('%j is none', (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );
});

describe('spans', () => {
  test('are read in three forms', () => {
    expect(parseSpan('5ms')).toEqual({ constant: 5e6 });
    expect(parseSpan({ uniform: ['1ms', '2ms'] })).toEqual({ uniform: [1e6, 2e6] });
    expect(parseSpan({ exponential: '5ms' })).toEqual({ exponential: 5e6 });
    expect(parseSpan({ uniform: ['2ms', '1ms'] })).toBeUndefined();
    expect(parseSpan({ exponential: '5' })).toBeUndefined();
    expect(parseSpan(null)).toBeUndefined();
  });

  test('an exponential draw is -mean ln(1 - u), to the nanosecond below', () => {
    const mean = 1e9;
    for (const u of [0, 1e-9, 0.1, 0.5, 0.9, 0.999999, 1 - 2 ** -53]) {
      const exact = -mean * Math.log(1 - u);
      expect(Math.abs(drawSpan({ exponential: mean }, () => u) - exact)).toBeLessThanOrEqual(1);
    }
  });
});
