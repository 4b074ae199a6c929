import { createWatermarks } from './watermarks.js';

test.each([
  ['few streams', 50],
  ['more streams than a plain table holds', 2 ** 40],
])('the highest number of each session in each stream is kept: %s', (_, streams) => {
  const marks = createWatermarks(30, streams);
  const expected = new Map<string, number>();
  for (let n = 0; n < 60_000; n++) {
    const [session, stream, to] = [n % 30, (n * 7919) % Math.min(streams, 3001), (n * 31) % 101];
    const key = `${session} ${stream}`;
    marks.raise(session, stream, to);
    expected.set(key, Math.max(expected.get(key) ?? 0, to));
  }
  const wrong = [...expected].filter(([key, mark]) => {
    const [session, stream] = key.split(' ').map(Number) as [number, number];
    return marks.get(session, stream) !== mark;
  });
  expect(wrong).toEqual([]);
  expect(createWatermarks(30, streams).get(29, 49)).toBe(0);
});
