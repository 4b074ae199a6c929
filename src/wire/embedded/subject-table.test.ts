import fc from 'fast-check';
import { covers, createSubjectTable, isLiteral, isPattern } from './subject-table.js';

const RUNS = { seed: 1, numRuns: 300 };
const word = fc.constantFrom('a', 'b', 'cc');
const subjects = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('.'));
const patterns = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', 'cc', '*'), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([words, open]) => (open ? [...words, '>'] : words).join('.'));

/** The definition, word by word. */
function matches(pattern: string, subject: string): boolean {
  const source = pattern
    .split('.')
    .map((part) => (part === '*' ? '[^.]+' : part === '>' ? '.+' : part))
    .join('\\.');
  return new RegExp(`^${source}$`).test(subject);
}

test('a table finds exactly the patterns that match, whatever was added and removed before', () => {
  const steps = fc.array(fc.tuple(fc.boolean(), patterns), { maxLength: 40 });
  fc.assert(
    fc.property(steps, subjects, (changes, subject) => {
      const table = createSubjectTable<string>();
      const there = new Set<string>();
      for (const [add, pattern] of changes) {
        if (add) {
          table.add(pattern, pattern);
          there.add(pattern);
        } else {
          table.remove(pattern, pattern);
          there.delete(pattern);
        }
      }
      expect(table.size).toBe(there.size);
      expect(table.match(subject).sort()).toEqual([...there].filter((pattern) => matches(pattern, subject)).sort());
    }),
    RUNS,
  );
});

test('one item under two patterns is found twice, once under each', () => {
  const table = createSubjectTable<string>();
  table.add('a.*', 'x');
  table.add('a.>', 'x');
  table.add('a.>', 'x');
  expect(table.match('a.b')).toEqual(['x', 'x']);
});

test('a subject with an empty word matches nothing', () => {
  const table = createSubjectTable<string>();
  table.add('>', 'x');
  table.add('a.*.b', 'x');
  expect(['', '.', 'a.', '.a', 'a..b'].map((subject) => table.match(subject))).toEqual([[], [], [], [], []]);
});

test('covering: every subject of the narrow pattern is one of the wide', () => {
  fc.assert(
    fc.property(patterns, patterns, subjects, (wide, narrow, subject) => {
      if (covers(wide, narrow) && matches(narrow, subject)) expect(matches(wide, subject)).toBe(true);
    }),
    RUNS,
  );
  const pairs: [string, string, boolean][] = [
    ['a.>', 'a.*', true],
    ['a.>', 'a.b.>', true],
    ['a.*', 'a.>', false],
    ['*', '*', true],
    ['a', '*', false],
    ['>', '>', true],
    ['a.>', 'a', false],
    ['a.b', 'a', false],
    ['a', 'a.b', false],
  ];
  expect(pairs.map(([wide, narrow]) => covers(wide, narrow))).toEqual(pairs.map(([, , expected]) => expected));
});

test('what may be subscribed and published to', () => {
  const all = ['a', 'a.b', '*', '>', 'a.*.b', 'a.>', 'a.>.b', 'foo*', 'a>', 'a..b', '.a', 'a.', ''];
  expect(all.filter(isPattern)).toEqual(['a', 'a.b', '*', '>', 'a.*.b', 'a.>', 'foo*', 'a>']);
  expect(all.filter(isLiteral)).toEqual(['a', 'a.b', 'foo*', 'a>']);
});
