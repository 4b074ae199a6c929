import * as keys from './keys.js';

test('the constants are the places of the keys in the list', () => {
  const { KEYS } = keys;
  const constants = Object.entries(keys).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : []));
  const expected = KEYS.map((key, at) => [key.replace(/[A-Z]/g, (c) => `_${c}`).toUpperCase(), at]);
  const others = [
    ['FIRST_NAME', KEYS.indexOf('v')],
    ['KEY_REACH', 13],
  ];
  const sorted = (list: unknown[][]) => list.map((pair) => pair.join()).sort();
  expect(sorted(constants)).toEqual(sorted([...expected.filter(([name]) => name !== 'COPY'), ...others]));
});

test('keyAt knows every key, and nothing that is only like one', () => {
  const at = (text: string) => {
    const bytes = Buffer.from(text.padEnd(40));
    return keys.keyAt(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0);
  };
  expect(keys.KEYS.map((key) => at(`"${key}":1`))).toEqual(keys.KEYS.map((_, n) => n));
  const likes = keys.KEYS.flatMap((key) => [
    `"${key}" :1`,
    `"${key}zz":1`,
    `"${key.slice(1)}":1`,
    `x${key}":1`,
    `"${key}";1`,
  ]);
  expect(likes.filter((text) => at(text) !== -1)).toEqual([]);
});
