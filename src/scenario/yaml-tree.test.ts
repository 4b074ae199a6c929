import { draftOf } from './draft.js';
import { readYaml } from './yaml-tree.js';

/** The values of a text, or what was wrong with it. */
function read(text: string): unknown {
  const draft = draftOf('a.yaml', text);
  const complaints: string[] = [];
  const tree = readYaml(text, (offset, message) => complaints.push(`${offset}: ${message}`));
  if (complaints.length > 0 || tree === undefined) return complaints;
  draft.grow(tree);
  return draft.value;
}

test.each<[string, unknown]>([
  ['[1, -2, +3, 007, 0x1F, 0o17, -0]', [1, -2, 3, 7, 31, 15, 0]],
  ['[1.5, -.5, 1e3, 2., 1E-2]', [1.5, -0.5, 1000, 2, 0.01]],
  ['[9007199254740991, -9007199254740991]', [9007199254740991, -9007199254740991]],
  ['[null, ~, Null, true, TRUE, False]', [null, null, null, true, true, false]],
  ['[yes, no, on, off, 1_000, 12:30, 2020-01-01, 0b1, 1e, .]', 'the same'],
  ['["1", \'true\', !!str 5, ! null, !!str]', ['1', 'true', '5', 'null', '']],
  ["[\"a\\tb\\u0041\", 'it''s']", ['a\tbA', "it's"]],
  ['a: |\n  x\n  y\nb: >-\n  x\n  y\n', { a: 'x\ny\n', b: 'x y' }],
  ['{1: a, true: b, null: c, 1.0: d, "x y": e}', { 1: 'a', true: 'b', null: 'c', '1.0': 'd', 'x y': 'e' }],
  ['a:\nb: \nc: {d, e: }\n', { a: null, b: null, c: { d: null, e: null } }],
  [
    '- &x {a: 1, b: 2}\n- {<<: *x, b: 3}\n- {b: 3, <<: *x}\n',
    [
      { a: 1, b: 2 },
      { a: 1, b: 3 },
      { a: 1, b: 3 },
    ],
  ],
  ['- &x {a: 1}\n- &y {a: 2, b: 2}\n- {<<: [*x, *y], c: 3}\n', [{ a: 1 }, { a: 2, b: 2 }, { a: 1, b: 2, c: 3 }]],
  ['- &x 1\n- &x 2\n- *x\n', [1, 2, 2]],
  ['%YAML 1.2\n---\na: 1\n...\n', { a: 1 }],
  ['{"constructor": 1, toString: 2, hasOwnProperty: 3}', { constructor: 1, toString: 2, hasOwnProperty: 3 }],
])('%s', (text, expected) => {
  const same = text.slice(1, -1).split(', ');
  expect(read(text)).toEqual(expected === 'the same' ? same : expected);
});

test.each<[string, string[]]>([
  [
    '[9007199254740992, 1e999, .inf]',
    ['1: 9007199254740992 is too large to be exact', '19: 1e999 is too large', '26: .inf is no number to count with'],
  ],
  ['{a: 1, a: 2, "a": 3}', ['7: the key "a" stands here twice', '13: the key "a" stands here twice']],
  ['{<<: [{a: 1}, 2]}', ['1: << can only merge maps']],
  ['[&x [1, *x], *y]', ['8: *x stands inside of what it stands for', '13: there is no &y above']],
  [
    '[!a {}, !!set {b}, !<tag:x> 1]',
    [
      '4: the tag !a has no meaning here',
      '14: the tag !!set has no meaning here',
      '28: the tag !<tag:x> has no meaning here',
    ],
  ],
])('%s is refused', (text, complaints) => {
  expect(read(text)).toEqual(complaints);
});

test('lines end as on any machine', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const text = ['a: 1', 'b: 2', 'c: 3'].join(end);
    const draft = draftOf('a.yaml', text);
    draft.grow(readYaml(text, () => {})!);
    expect([draft.where(['c']), draft.value]).toEqual(['3:4', { a: 1, b: 2, c: 3 }]);
  }
});
