import { rowRange, wholeNumber } from './numbers.js';

test('whole numbers', () => {
  expect(wholeNumber('--seed', '0', 0)).toBe(0);
  expect(wholeNumber('--seed', '9007199254740991', 0)).toBe(Number.MAX_SAFE_INTEGER);
  for (const text of ['', '-1', '1.5', '1e3', '0x10', ' 7', 'seven', '9007199254740992'])
    expect(() => wholeNumber('--seed', text, 0)).toThrow(
      `--seed takes a whole number from 0 to 9007199254740991; it was given "${text}".`,
    );
  expect(() => wholeNumber('--violation', '0', 1)).toThrow('from 1');
});

test('ranges of rows', () => {
  expect(['120..140', '#120..#140', '120..', '..140', '120', '3'].map((text) => rowRange('--events', text))).toEqual([
    [120, 140],
    [120, 140],
    [120, Number.MAX_SAFE_INTEGER],
    [0, 140],
    [110, 130],
    [0, 13],
  ]);
  for (const text of ['', '..', 'a..b', '1...2', '1-2', '-1..2', '1..2..3'])
    expect(() => rowRange('--events', text)).toThrow('takes a range of events such as 120..140');
  expect(() => rowRange('--events', '140..120')).toThrow('runs backwards');
});
