import fc from 'fast-check';
import { readYaml, type Tree } from '../scenario/yaml-tree.js';
import { yamlText } from './yaml-text.js';

const complaints: string[] = [];

function plain(tree: Tree): unknown {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(plain);
  return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, plain(value)]));
}

function readBack(text: string): unknown {
  const tree = readYaml(text, (_offset, message) => void complaints.push(message));
  return tree && plain(tree);
}

test('a line for each key and for each entry of a list, the rest inside', () => {
  const document = {
    scenario: 'two: at once',
    nodes: { count: 2, run: { mutant: 'stale-replies' } },
    steps: [
      {
        together: [
          { client: 'c1', at: 'n1', do: 'balance' },
          { client: 'c2', at: 'n2', after: '5ms', do: 'balance' },
        ],
      },
      { wait: '2s' },
    ],
    faults: [{ when: { message: 'REPLY', nth: 1 }, delay: '5ms' }],
    expect: { fail: ['a/b', 'a/c'] },
  };
  const text = yamlText(document, ['What it shows.', 'a bell \u0007 and a line\nbreak']);
  expect(text).toBe(`# What it shows.
# a bell \\u0007 and a line\\u000abreak
scenario: "two: at once"
nodes: {count: 2, run: {mutant: stale-replies}}
steps:
  - together:
      - {client: c1, at: n1, do: balance}
      - {client: c2, at: n2, after: 5ms, do: balance}
  - {wait: 2s}
faults:
  - {when: {message: REPLY, nth: 1}, delay: 5ms}
expect: {fail: [a/b, a/c]}
`);
  expect(readBack(text)).toEqual(document);
});

test('whatever is written is read back as it was', () => {
  const word = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom(
      '1',
      'true',
      'null',
      '~',
      '1e3',
      '5ms',
      'a: b',
      '- x',
      '#',
      'x #y',
      '0x10',
      '.5',
      'a,b',
      '?',
      '1_000',
      'x ',
    ),
  );
  const scalar = fc.oneof(word, fc.integer(), fc.boolean());
  const key = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-', '1'), minLength: 1, maxLength: 4 });
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      scalar,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(key, value, { minKeys: 1, maxKeys: 4 }), (document) => {
      complaints.length = 0;
      expect(readBack(yamlText(document as Record<string, unknown>, ['x']))).toEqual(
        JSON.parse(JSON.stringify(document)),
      );
      expect(complaints).toEqual([]);
    }),
    { seed: 1, numRuns: 300 },
  );
});
