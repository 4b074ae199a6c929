import { codeOnly } from './code-only.js';

test.each([
  ['a line comment', 'a; // Date.now()\nb', 'a; b'],
  ['a block comment', 'a /* Date\nnow */ b', 'a b'],
  ['strings', `f('Date', "Date \\" Date", 'it\\'s')`, 'f( , , )'],
  ['a template keeps its code', '`Date $' + '{now(`Math $' + '{x} Math`)} Date` + { a }', 'now( x ) + { a }'],
  ['a regular expression', 'x.replace(/Date"[/"]/g, y)', 'x.replace( , y)'],
  ['a regular expression after a word', 'return /Date"/.test(x)', 'return .test(x)'],
  ['a division', 'a / b / Date', 'a / b / Date'],
  ['a division after a call', 'f(x) / 2 / g["Date"]', 'f(x) / 2 / g[ ]'],
  ['code', 'const t = Date.now();', 'const t = Date.now();'],
])('%s', (_, source, expected) => {
  expect(codeOnly(source).replace(/\s+/g, ' ').trim()).toBe(expected);
});

test('lines stay where they are', () => {
  const source = "a\n/* b\nc */ d\n'e' // f\n`g\nh`\ni";
  expect(
    codeOnly(source)
      .split('\n')
      .map((line) => line.trim()),
  ).toEqual(['a', '', 'd', '', '', '', 'i']);
});
