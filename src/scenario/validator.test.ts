import type { Mistake, Path } from './mistake.js';
import { validator } from './validator.js';

/** Schemas of systems, faults and checkers may be any JSON Schema: whatever is wrong must be told, never swallowed. */
function find(schema: object, value: unknown, fractions: Record<string, string> = {}): Mistake[] {
  return validator(schema as Record<string, unknown>).find(value, (path: Path) => fractions[path.join('.')]);
}

test('what is right has no mistakes', () => {
  expect(find({ type: 'object', properties: { a: { type: 'integer' } } }, { a: 1 })).toEqual([]);
});

test.each<[string, object, unknown, Mistake[]]>([
  [
    'a value that fits two alternatives of oneOf',
    { oneOf: [{ type: 'integer' }, { type: 'number' }] },
    3,
    [{ path: [], message: 'the scenario cannot be 3', expected: 'an integer or a number' }],
  ],
  [
    'an alternative of no type',
    { properties: { a: { anyOf: [{ minimum: 5 }, { type: 'string' }] } } },
    { a: 3 },
    [{ path: ['a'], message: 'a cannot be 3', expected: 'a text' }],
  ],
  [
    'a keyword that has no words of its own',
    { properties: { a: { type: 'string', minLength: 3 } } },
    { a: 'x' },
    [{ path: ['a'], message: 'a must NOT have fewer than 3 characters' }],
  ],
  [
    'a constant',
    { properties: { a: { const: 'yes' } } },
    { a: 'yess' },
    [{ path: ['a'], message: 'a cannot be "yess"', expected: 'yes', nearest: 'yes' }],
  ],
  [
    'an enumeration of numbers',
    { properties: { a: { enum: [1, 2] } } },
    { a: 3 },
    [{ path: ['a'], message: 'a cannot be 3', expected: 'one of 1 or 2' }],
  ],
  [
    'keys with slashes and tildes',
    { properties: { 'a/b~c': { items: { type: 'integer' } } } },
    { 'a/b~c': [1, 'x'] },
    [{ path: ['a/b~c', 1], message: 'a/b~c cannot hold "x"', expected: 'an integer' }],
  ],
  [
    'unions inside of unions',
    { properties: { a: { anyOf: [{ type: 'array', items: { anyOf: [{ type: 'integer' }, { enum: ['x'] }] } }] } } },
    { a: [1, 'y', 'x', null] },
    [
      { path: ['a', 1], message: 'a cannot be "y"', expected: 'x' },
      { path: ['a', 3], message: 'a cannot hold empty', expected: 'an integer or x' },
    ],
  ],
])('%s', (_name, schema, value, expected) => {
  expect(find(schema, value)).toEqual(expected);
});

test('an integer must be written as one, wherever a schema asks for one', () => {
  const schema = {
    properties: { a: { anyOf: [{ type: 'array', items: { type: 'integer' } }] }, b: { type: 'number' } },
  };
  expect(find(schema, { a: [1, 2], b: 3 }, { 'a.1': '2.0', b: '3.0' })).toEqual([
    { path: ['a', 1], message: '2.0 is not written as an integer', expected: '2' },
  ]);
});
