import fc from 'fast-check';
import { createTokens, tokenName } from '../transactions/tokens.js';
import { createNotation } from './notation.js';
import { takeThing } from './things.js';

/** Each line holds spellings of one thing, as Clojure's `=` has it; things of different lines are different. */
const EQUAL = [
  ['5', '+5', '5N', '0x5', '0X05', '8r5', '2r101', '05', '10/2', '#_ 7 5', '^:a 5', '^{:a [1]} 5', ';c\n5'],
  ['0', '-0', '+0', '00', '0N', '0x0', '0/7'],
  ['5.0', '5.00', '50e-1', '0.5E+1', '5.'],
  ['5M', '5.0M', '5.00M', '0.5e1M', '50e-1M'],
  ['-0.0', '0.0', '0e9'],
  ['0M', '0.00M', '-0e5M'],
  ['1/2', '2/4', '+3/6'],
  ['-1/2', '-2/4'],
  ['0.5', '5e-1'],
  ['0.5M', '0.50M', '5e-1M'],
  ['-0.025M', '-25e-3M'],
  ['1e40M', '10e39M'],
  ['9007199254740993', '9007199254740993N', '0x20000000000001'],
  ['9007199254740992', '9007199254740992N'],
  ['9007199254740993.0', '9007199254740992.0'],
  ['"5"', '"\\u0035"', '"\\65"'],
  [':a', ' :a ,'],
  ['a', '#_b a'],
  ['"a"', '"\\u0061"', '"\\141"'],
  [':a/b'],
  ['a/b'],
  ['\\a', '\\u0061', '\\o141'],
  ['\\newline', '\\u000a', '\\u000A'],
  ['\\n'],
  ['\\('],
  ['"\n"', '"\\n"'],
  ['"\t\\\\"', '"\\t\\134"'],
  ['"ä\u{1f4b0}"', '"\\u00e4\\ud83d\\udcb0"'],
  ['true'],
  ['"true"'],
  ['##Inf'],
  ['[]', '()', '[#_1]'],
  ['#{}'],
  ['{}', '#:a{}'],
  ['[1 2]', '(1, 2)', '[0x1 2N]', '^:a [1 #_3 2]', '[+1\n2]'],
  ['[2 1]'],
  ['[nil]', '(nil)'],
  ['[[1] "x"]', '([1], "\\170")'],
  ['#{1 2 :a}', '#{:a 2 1}', '#{2,1N :a}'],
  ['{:a 1, :b [2]}', '{:b (2) :a 1N}'],
  ['#{[1] {:a #{1 2}}}', '#{{:a #{2 1}} (1)}'],
  ['{:n/a 1, :m/b 2, :c 3, d 4, n/e 5, "f" 6}', '#:n{:a 1, :m/b 2, :_/c 3, _/d 4, e 5, "f" 6}'],
  ['#inst "2020-01-01"', '#inst "2020-01-01T00:00:00.000-00:00"', '#inst "2020-01-01T02:00:00+02:00"', '#inst"2020"'],
  ['#inst "2020-01-02"'],
  ['"2020-01-01"'],
  ['#uuid "f81D4FAE-7DEC-11d0-a765-00a0c91e6bf6"', '#uuid "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"'],
  ['#{#x 1}', '#{#x 0x1}'],
  ['#{#y 1}'],
  ['#{1}'],
  ['[#x 1]', '(#x 1)'],
  ['[1]'],
  ['{#x :a #y 1}', '{#x :a, #y 1N}'],
  ['{:a #y 1}'],
  ['{#x :a 1}'],
  ['#x 1'],
  ['1'],
  ['#foo.Bar{:x 1, :y 2}', '#foo.Bar {:y 2 :x 1}'],
  ['{:x 1, :y 2}'],
];

function tokensOf(texts: readonly string[], isJson = false) {
  const tokens = createTokens();
  const values = texts.map((text) => {
    const bytes = Buffer.from(`${text}\0`);
    const n = createNotation(bytes, bytes.length - 1, isJson, tokens);
    const token = takeThing(n, 'a value');
    expect(text.slice(Buffer.from(bytes.subarray(0, n.at)).toString().length).replace(/[\s,]/g, '')).toBe('');
    return token;
  });
  return { tokens, values };
}

test.each(EQUAL)('equal things are one: %s', (...spellings) => {
  expect(new Set(tokensOf(spellings).values).size).toBe(1);
});

test('and different things are not', () => {
  const { values, tokens } = tokensOf(EQUAL.map(([first]) => first!));
  const names = values.map((value) => tokenName(tokens, value));
  expect(new Set(values).size).toBe(EQUAL.length);
  // Nor do they look alike, but for a symbol and a string.
  expect(new Set(names).size).toBe(EQUAL.length - 1);
});

test('nil is nothing', () => {
  expect(tokensOf(['nil', '#_1 nil', '^:a nil']).values).toEqual([Number.NaN, Number.NaN, Number.NaN]);
});

test('JSON has one kind of number, and objects without an order', () => {
  const { values } = tokensOf(
    ['1', '1.0', '10e-1', '"1"', '[1.0]', '[1]', '{"a":1,"b":2}', '{ "b": 2.0, "a": 1 }', 'true'],
    true,
  );
  expect(values.map((value) => values.indexOf(value))).toEqual([0, 0, 0, 3, 4, 4, 6, 6, 8]);
});

test.each(['#', '#{1}', '#x 1', '^1', '\\a', ':a', '(1)', 'nil'])('JSON has no %s', (text) => {
  expect(() => tokensOf([text], true)).toThrow('found ');
});

test.each([
  ['1/0', 'found "1/0"'],
  ['5x', 'found "5x"'],
  ['2r12', 'found "2r12"'],
  ['08', 'found "08"'],
  ['1.2.3', 'found "1.2.3"'],
  ['\\bogus', 'found "\\\\bogus"'],
  ['"\\q"', 'there is a string with an escape that nobody knows'],
  ['9'.repeat(2001), 'there is a number of 2001 digits'],
  [`:${'k'.repeat(2 ** 20)}`, 'there is a key or a value of 1048577 bytes'],
  [`[${'1 '.repeat(2 ** 20)}]`, 'there is a key or a value of 2097154 bytes'],
  [`${'['.repeat(200)}1${']'.repeat(200)}`, 'a value is nested deeper than 100'],
  [`${'#a '.repeat(200)}1`, 'a value is nested deeper than 100'],
  [`${'^'.repeat(200)}1`, 'too many #_ or ^ in a row'],
  [']', 'found "]"'],
  ['', 'the log ends in the middle of something'],
  ['{:a}', 'found "}"'],
  ['#:a [1]', 'found "[1]"'],
])('%.20j is refused', (text, problem) => {
  expect(() => tokensOf([text])).toThrow(problem);
});

/** A value, and two spellings of it that differ in whatever may. */
type Pair = readonly [string, string];
const integer = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).chain((n) => {
  const size = n < 0n ? -n : n;
  const sign = n < 0n ? '-' : '';
  const forms = [
    `${n}`,
    `${n}N`,
    `${sign}0x${size.toString(16)}`,
    `${sign}36r${size.toString(36)}`,
    `${sign}0${size.toString(8)}`,
  ];
  return fc.tuple(fc.constantFrom(...forms), fc.constantFrom(...forms));
});
const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', ']', 'ä') }).map((s): Pair => {
  const escaped = [...s].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  return [JSON.stringify(s), `"${escaped}"`];
});
const leaf: fc.Arbitrary<Pair> = fc.oneof(integer, text, fc.constantFrom<Pair>([':k', ' :k'], ['nil', ',nil']));
const thing = fc.letrec<{ any: Pair }>((tie) => {
  const many = fc.array(tie('any'), { maxLength: 4 });
  return {
    any: fc.oneof(
      { depthSize: 'small' },
      leaf,
      many.map((of): Pair => [`[${of.map(([a]) => a).join(' ')}]`, `(${of.map(([, b]) => `#_x ${b}`).join(',')} )`]),
      many.map((of): Pair => {
        const [a, b] = [of.map(([one], k) => `:k${k} ${one}`), of.map(([, one], k) => `^:m :k${k} ${one}`).reverse()];
        return [`{${a.join(' ')}}`, `{${b.join('\n')}}`];
      }),
      tie('any').map(([a, b]): Pair => [`#t ${a}`, `#t\n${b}`]),
      tie('any').map(([a, b]): Pair => [`#{0.5 ${a}}`, `#{${b} 5e-1}`]),
    ),
  };
});

test('spelt otherwise it is the same, and its own name spells it again', () => {
  fc.assert(
    fc.property(thing.any!, ([one, other]) => {
      const { values, tokens } = tokensOf([one, other]);
      expect(values[1]).toBe(values[0]);
      if (!Number.isNaN(values[0]!) && !one.startsWith('"')) {
        expect(tokensOf([one, tokenName(tokens, values[0]!)]).values).toEqual([values[0], values[0]]);
      }
    }),
    { seed: 11, numRuns: 300 },
  );
});
