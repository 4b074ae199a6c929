import { outcomeOf } from './outcome.js';
import { addTally, newTally, type Tally } from './tally.js';

const finding = (seed: number) => ({ runs: 1, seeds: [seed], summary: 'so it was' });
const pass: Tally = { ...newTally(), runs: 1, pass: 1, asExpected: 1 };
const open: Tally = { ...newTally(), runs: 1, unknown: 1, undecided: { why: finding(2) } };
const fails = (...rules: string[]): Tally => ({
  ...newTally(),
  runs: 1,
  rules: Object.fromEntries(rules.map((rule) => [rule, finding(3)])),
});
const unmet: Tally = { ...newTally(), runs: 1, unmet: { '4:5': finding(4) } };
const broken: Tally = { ...newTally(), runs: 1, broken: { boom: finding(5) } };

function all(...tallies: Tally[]): Tally {
  const sum = newTally();
  for (const tally of tallies) addTally(sum, tally);
  return sum;
}

test.each([
  ['pass', { verdict: 'pass' as const }, all(pass, pass), 'as expected'],
  ['nothing was run', { verdict: 'pass' as const }, newTally(), 'undecided'],
  ['one seed is undecided', { verdict: 'pass' as const }, all(pass, open), 'undecided'],
  ['one seed fails', { verdict: 'pass' as const }, all(pass, open, broken, fails('a/b')), 'not as expected'],
  ['a step is not as expected', { verdict: 'pass' as const }, all(pass, unmet), 'not as expected'],
  ['one run breaks down', { verdict: 'pass' as const }, all(pass, open, broken), 'broken'],
  ['a failure shows on some seeds', { fail: ['a/b'] }, all(pass, fails('a/b'), open), 'as expected'],
  ['two failures show on different seeds', { fail: ['a/b', 'a/c'] }, all(fails('a/b'), fails('a/c')), 'as expected'],
  ['a failure never shows', { fail: ['a/b'] }, all(pass, pass), 'not as expected'],
  ['one of two failures never shows', { fail: ['a/b', 'a/c'] }, all(pass, fails('a/b')), 'not as expected'],
  ['another failure shows', { fail: ['a/b'] }, all(fails('a/b'), fails('a/b', 'x/y')), 'not as expected'],
  ['unknown', { verdict: 'unknown' as const }, all({ ...open, asExpected: 1 }), 'as expected'],
  [
    'unknown, and one seed is decided',
    { verdict: 'unknown' as const },
    all({ ...open, asExpected: 1 }, { ...pass, asExpected: 0 }),
    'not as expected',
  ],
])('%s', (_what, expect_, tally, kind) => {
  expect(outcomeOf(expect_, tally).kind).toBe(kind);
});

test('tallies add up: counts, the first seeds of each finding and what was said of the first', () => {
  const late = { ...fails('a/b'), rules: { 'a/b': { runs: 2, seeds: [8, 9], summary: 'late' } } };
  const early = {
    ...fails('a/b'),
    rules: { 'a/b': { runs: 2, seeds: [1, 4], summary: 'early' } },
    firstOdd: { seed: 1, because: 'early' },
  };
  const sum = all(late, early, pass);
  expect({ runs: sum.runs, pass: sum.pass, rules: sum.rules, firstOdd: sum.firstOdd }).toEqual({
    runs: 3,
    pass: 1,
    rules: { 'a/b': { runs: 4, seeds: [1, 4, 8], summary: 'early' } },
    firstOdd: { seed: 1, because: 'early' },
  });
});
