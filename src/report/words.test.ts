import { clockTime, counted, cut, duration, fields, grouped, listed, spaced } from './words.js';

test('counts', () => {
  expect([counted(1, 'message'), counted(0, 'crash', 'crashes'), counted(1204567, 'event')]).toEqual([
    '1 message',
    '0 crashes',
    '1,204,567 events',
  ]);
  expect([grouped(999), grouped(1000)]).toEqual(['999', '1,000']);
});

test('durations', () => {
  expect(
    [0, 850, 12_345, 12_345_678, 999_900_000, 4_214_000_000, 59_000_000_000, 200_000_000_000].map(duration),
  ).toEqual(['0 ns', '850 ns', '12.3 µs', '12.3 ms', '1000 ms', '4.21 s', '59 s', '3 min 20 s']);
  expect(clockTime(31_204_500)).toBe('31.204 ms');
});

test('names and lists', () => {
  expect(['criticalSections', 'blocks-appended', 'ok'].map(spaced)).toEqual([
    'critical sections',
    'blocks appended',
    'ok',
  ]);
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['', 'a', 'a and b', 'a, b and c']);
});

test('data is cut, and made harmless', () => {
  expect(fields({ to: 'n2', amount: 4, note: 'a b', list: [1, { x: null }] }, 80)).toBe(
    'to=n2 amount=4 note="a b" list=[1,{"x":null}]',
  );
  expect(fields({ x: 'y'.repeat(100) }, 10)).toBe(`x=${'y'.repeat(7)}…`);
  expect(fields({ '\u001b[2J': '\u202e' }, 80)).toBe('\\x1b[2J="\\u202e"');
  expect(fields({ hash: '86862e08c8b3cb43c433ed3f9d21d1c5' }, 80)).toBe('hash=86862e08…');
  expect(cut('abcdef', 6)).toBe('abcdef');
});
