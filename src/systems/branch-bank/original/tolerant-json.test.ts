import { fieldOf, readValues, shown, type Value } from './tolerant-json.js';

const read = (text: string) => readValues({ file: 'f.json', text });

/** Without lines, as JSON would have it; numbers stay as they were written. */
function plain(value: Value): unknown {
  if (value.kind === 'object') return Object.fromEntries(value.fields.map(({ key, value }) => [key, plain(value)]));
  return value.kind === 'array' ? value.items.map(plain) : value.text;
}

test.each([
  ['JSON', '[{"id":1,"a":[true,null,-2.50,1e3]},{}]', [[{ id: '1', a: ['true', 'null', '-2.50', '1e3'] }, {}]]],
  ['several values', '[1]\n[2] {"a":3}\n', [['1'], ['2'], { a: '3' }]],
  ['a line for each', '{"a":1}\n{"a":2},\n{"a":3}', [{ a: '1' }, { a: '2' }, { a: '3' }]],
  ['what Python prints', "[{'id': 1, 'ok': True, 'no': None}]", [[{ id: '1', ok: 'true', no: 'null' }]]],
  ['a comma too many', '[1, 2, ]', [['1', '2']]],
  ['no comma between objects', '[{"a":1}\n{"a":2}]', [[{ a: '1' }, { a: '2' }]]],
  ['spaces in keys', '{" customer-request-id ": 3}', [{ 'customer-request-id': '3' }]],
  ['escapes', '"a\\n\\u0041\\"" \'it\\\'s\'', ['a\nA"', "it's"]],
  ['a byte order mark and nothing', '\uFEFF \n', []],
])('%s', (_what, text, expected) => {
  expect(read(text).map(plain)).toEqual(expected);
});

test('every value knows its line, and the last of several fields counts', () => {
  const [list] = read('\n[\n {"id": 1,\n  "ID": 2}\n]');
  expect(list).toMatchObject({ kind: 'array', line: 2, items: [{ kind: 'object', line: 3 }] });
  const [object] = (list as Extract<Value, { kind: 'array' }>).items;
  expect(fieldOf(object!, 'id')).toEqual({ kind: 'number', line: 4, text: '2' });
  expect(fieldOf(object!, 'dest', 'branch')).toBeUndefined();
  expect(read('{} [] "x" 4').map(shown)).toEqual(['an object', 'a list', '"x"', '4']);
});

test.each([
  ['[1,\n2', 'f.json:1: the "[" of this line is never closed'],
  ['[1\n 2]', 'f.json:2: expected a comma or "]", found 2'],
  ['{"a":1 "b":2}', 'f.json:1: expected a comma or "}", found "b"'],
  ['{"a" 1}', 'f.json:1: expected a colon behind the key "a", found "1"'],
  ['{"a"', 'f.json:1: expected a colon behind the key "a", found the end of the file'],
  ['{"a":}', 'f.json:1: expected a value for "a", found "}"'],
  ['{"a":,}', 'f.json:1: expected a value for "a", found ","'],
  ['{1:2}', 'f.json:1: expected a key in quotes, found 1'],
  ['[\n}', 'f.json:2: expected "]" for the "[" of line 1, found "}"'],
  ['[]\n]', 'f.json:2: "]" closes nothing: no bracket is open'],
  ['[,1]', 'f.json:1: expected a value, found ","'],
  ['[1,,2]', 'f.json:1: expected a value, found ","'],
  ['["a\n"]', 'f.json:1: the text "a has no closing quote on its line'],
  ['\n[id]', 'f.json:2: expected JSON, found "id"'],
  ['[01x]', 'f.json:1: expected JSON, found "01x]"'],
  ['transfer 1 2', 'f.json:1: expected JSON, found "transfer"'],
  ['['.repeat(65), 'f.json:1: nested deeper than 64'],
])('%j is answered with its line and a reason', (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test('a long line costs no more than its length', () => {
  const items = 100_000;
  const [list] = read(`[${'{"a":1},'.repeat(items)}]`);
  expect((list as Extract<Value, { kind: 'array' }>).items).toHaveLength(items);
});
