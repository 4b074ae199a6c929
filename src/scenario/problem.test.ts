import { renderProblems, ScenarioError } from './problem.js';

const BASE = { file: 'a.yaml', line: 1, column: 1, message: 'wrong' };

test('problems are printed with place, line, caret, what was expected and what was meant', () => {
  const problems = [
    { ...BASE, line: 12, column: 7, expected: 'a cat', nearest: 'cat', source: 'pet:\t\tcta  ' },
    { ...BASE, file: 'b.yaml', line: 0, column: 0 },
  ];
  const text = `a.yaml:12:7: wrong
  12 | pet:  cta
     |       ^
  expected a cat
  did you mean cat?

b.yaml: wrong`;
  expect(renderProblems(problems)).toBe(text);
  expect(new ScenarioError(problems)).toMatchObject({ name: 'ScenarioError', message: text, problems });
});

test('of a long line only the surroundings are shown, and the caret stays below its place', () => {
  const source = `${'a'.repeat(500)}X${'b'.repeat(500)}`;
  const [, shown, caret] = renderProblems([{ ...BASE, column: 501, source }]).split('\n');
  expect(shown).toBe(`  1 | …${'a'.repeat(48)}X${'b'.repeat(49)}…`);
  expect(shown!.indexOf('X')).toBe(caret!.indexOf('^'));
});

test('characters beyond 16 bits count as one', () => {
  const [, shown, caret] = renderProblems([{ ...BASE, column: 4, source: '𝔸𝔸 X' }]).split('\n');
  expect([shown, caret]).toEqual(['  1 | 𝔸𝔸 X', '    |    ^']);
});

test('nothing in a file can command the terminal', () => {
  const evil = '\x1b[2J\x07\u202e\u2028\u200b\x9b';
  const text = renderProblems([{ ...BASE, file: evil, message: evil, expected: evil, nearest: evil, source: evil }]);
  const safe = '\ufffd[2J'.padEnd(8, '\ufffd');
  expect(text).toBe(`${safe}\ufffd:1:1: ${safe}\ufffd
  1 | ${safe}\ufffd
    | ^
  expected ${safe}\ufffd
  did you mean ${safe}\ufffd?`);
});
