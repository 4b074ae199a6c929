import { allows, needsFilter } from './permissions.js';

test('without a permission everything is allowed', () => {
  expect(allows(undefined, 'a.>')).toBe(true);
  expect(allows({}, 'a')).toBe(true);
});

test('what is allowed is all that is allowed, and what is denied wins', () => {
  const permission = { allow: ['a.*', 'b'], deny: ['a.secret'] };
  const subjects = ['a.x', 'a.*', 'b', 'a.secret', 'a.>', 'a', 'c'];
  expect(subjects.filter((subject) => allows(permission, subject))).toEqual(['a.x', 'a.*', 'b']);
});

test('an empty list allows nothing', () => {
  expect(allows({ allow: [] }, 'a')).toBe(false);
});

test('only a wildcard beside a denial must be filtered', () => {
  expect(needsFilter({ deny: ['a.b'] }, 'a.*')).toBe(true);
  expect(needsFilter({ deny: ['a.b'] }, 'a.c')).toBe(false);
  expect(needsFilter({ allow: ['a.*'] }, 'a.*')).toBe(false);
  expect(needsFilter(undefined, 'a.*')).toBe(false);
});
