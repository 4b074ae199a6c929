import { covers, isLiteral, isPattern } from './embedded/subject-table.js';
import { eventSubject, inSubject, outSubject, parseSpoken, spokenPatterns } from './subjects.js';

test('what a life says is told from its subject', () => {
  expect(parseSpoken('r1', `${outSubject('r1', 'n1', 2)}.c1`)).toEqual({ kind: 'out', node: 'n1', life: 2, to: 'c1' });
  expect(parseSpoken('r1', eventSubject('r1', 'n1', 2))).toEqual({ kind: 'ev', node: 'n1', life: 2 });
});

test.each([
  ['another run', 'ts.r2.ev.n1.1'],
  ['what is said to a node', 'ts.r1.in.n1.1'],
  ['no destination', 'ts.r1.out.n1.1'],
  ['two destinations', 'ts.r1.out.n1.1.a.b'],
  ['a life that is no number', 'ts.r1.ev.n1.one'],
  ['life 0', 'ts.r1.ev.n1.0'],
  ['a number too many', 'ts.r1.ev.n1.1.1'],
  ['something else', 'hello'],
])('%s is nobody', (_, subject) => {
  expect(parseSpoken('r1', subject)).toBeUndefined();
});

test('the harness hears what is said, and not what is said to nodes', () => {
  const heard = (subject: string) => spokenPatterns('r1').some((pattern) => covers(pattern, subject));
  expect([`${outSubject('r1', 'n1', 1)}.n2`, eventSubject('r1', 'n1', 1), inSubject('r1', 'n1', 1)].map(heard)).toEqual(
    [true, true, false],
  );
});

test('all subjects are literal and may be subscribed to', () => {
  const all = [inSubject('r1', 'n1', 1), outSubject('r1', 'n1', 1), eventSubject('r1', 'n1', 1)];
  expect(all.every((subject) => isLiteral(subject) && isPattern(subject))).toBe(true);
});
