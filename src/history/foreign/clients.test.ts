import type { History } from '../history.js';
import { readJepsen } from './jepsen.js';
import { remarksOf } from './remarks.js';
import { sourceOf } from './source.js';
import { spelt } from './spelt.fixture.js';

/** Who is a client, and which of their operations are judged. */
const op = (process: unknown, type: string, f: string, value: string, more = '') =>
  `{:process ${process}, :type :${type}, :f :${f}, :value ${value}${more}}`;
const edn = (lines: readonly string[]): History =>
  readJepsen(sourceOf(Buffer.from(lines.join('\n')), 'log.edn'), false);
const APPEND = [op(0, 'invoke', 'txn', '[[:append 1 1]]'), op(0, 'ok', 'txn', '[[:append 1 1]]')];
const APPENDED = ['append', 'p0 ok 0..1: w 1 1'];

test('operations of another kind are left out, and counted', () => {
  const history = edn([
    op(1, 'invoke', 'drain', 'nil'),
    ...APPEND,
    op(1, 'ok', 'drain', '[1 2]'),
    op(0, 'invoke', 'read', 'nil'),
    op(2, 'invoke', 'read', '7'),
    op(0, 'info', 'read', 'nil'),
    op(0, 'invoke', 'txn', '[[:append 1 2]]'),
    op(0, 'fail', 'txn', '[[:append 1 2]]', ' :error [:abort "x"]'),
    op(2, 'ok', 'read', '{:a #{1}}'),
  ]);
  // The read that ended in info has ended the life of its process as well.
  expect(spelt(history)).toEqual([...APPENDED, 'p0.2 fail 2..3: w 1 2']);
  expect(remarksOf(history)).toEqual(['left out what is no transaction: 1 :drain (in line 1), 2 :read (from line 5)']);
  expect(history.length).toBe(4);
});

test('many kinds do not fill the screen', () => {
  const others = Array.from({ length: 9 }, (_, k) => op(k, 'invoke', `f${k}`, `${k}`));
  expect(remarksOf(edn([...others, ...APPEND.map((line) => line.replace(':process 0', ':process 9'))]))).toEqual([
    'left out what is no transaction: 1 :f0 (in line 1), 1 :f1 (in line 2), 1 :f2 (in line 3), 1 :f3 (in line 4), operations of 5 other kinds',
  ]);
});

test('nothing left out, nothing said', () => {
  expect(remarksOf(edn(APPEND))).toEqual([]);
});

test('a function of which some operations are transactions has no others', () => {
  const wrong = [op(0, 'invoke', 'txn', '5'), op(0, 'ok', 'txn', '5')];
  const message = 'the :value of an operation :txn is no list of micro-operations';
  expect(() => edn([...wrong, ...APPEND])).toThrow(`log.edn:1:45: ${message}`);
  expect(() => edn([...APPEND, ...wrong])).toThrow('log.edn:3:45: found "5}"; expected a list of micro-operations');
  const empty = [op(0, 'invoke', 'txn', 'nil'), op(0, 'ok', 'txn', 'nil')];
  expect(remarksOf(edn([...empty, ...APPEND]))).toEqual([]);
});

test.each([
  ['a string', '"c1"', 'c1'],
  ['a keyword', ':c1', ':c1'],
  ['a large number', '99999999999999999999', '99999999999999999999'],
  ['digits', '"12"', 'p12'],
])('a process may be called by %s', (_, process, name) => {
  const lines = [op(process, 'invoke', 'txn', '[[:append 1 1]]'), op(process, 'ok', 'txn', '[[:append 1 1]]')];
  expect(spelt(edn(lines))).toEqual(['append', `${name} ok 0..1: w 1 1`]);
  const twice = process === '"12"' ? 'process 12' : `process ${name}`;
  expect(() => edn([lines[0]!, lines[0]!])).toThrow(
    `log.edn:2:1: ${twice} invokes while its operation of line 1 is open`,
  );
});

test('the nemesis is no client, nor is who only says something', () => {
  const others = [
    op(':nemesis', 'info', 'kill', 'nil'),
    op(':nemesis', 'invoke', 'kill', '[[:append 1 1]]'),
    op('"nemesis"', 'ok', 'kill', '5'),
    op(':setup', 'info', 'log', '"x"'),
    op('[:a 1]', 'info', 'log', '"x"'),
  ];
  const history = edn([...others, ...APPEND, ...others]);
  expect([spelt(history), remarksOf(history)]).toEqual([APPENDED, []]);
});

describe('completions that did not end well', () => {
  const invoke = op(0, 'invoke', 'txn', '[[:append 1 1] [:r 2 nil] [:append 2 1]]');
  const MAY = 'append';

  test.each([
    ['info', '[[:append 1 1] [:r 2 [5 6]] [:append 2 1]]'],
    ['info', '[[:append 1 1]]'],
    ['fail', '[[:append 1 1] [:r 2 nil]]'],
    ['fail', '[:timeout "too late"]'],
    ['info', ':unknown'],
    ['info', '[]'],
    ['info', '[[:r 1 nil]]'],
    ['fail', '[[:append 1 1] [:append 2 1N] [:r 2 nil] [:r 3 nil] [:r 4 nil]]'.replace('[:append 2 1N] ', '')],
  ])('%s with %s: what was asked for counts, and reads are unknown', (type, value) => {
    expect(spelt(edn([invoke, op(0, type, 'txn', value)]))).toEqual([
      MAY,
      `p0 ${type} 0..1: w 1 1, r 2 unknown, w 2 1`,
    ]);
  });

  test.each([
    ['[[:append 1 2]]', '2:44: this completion writes something else: [:append 1 2]]}'],
    ['[[:append 3 1]]', '2:44: this completion writes something else: [:append 3 1]]}'],
    ['[[:r 1 nil] [:append 7 7]]', '2:55: this completion writes something else: [:append 7 7]]}'],
    ['[[:append 1 1] [:r 2 nil] [:append 2 1] [:append 2 3]]', '2:43: this completion has more writes: [[:append 1 1]'],
    ['[[:append 1 1] [:r 2 nil] [:append 2 nil]]', '2:80: found "nil]]}"; expected the value that is written'],
  ])('with %s: nobody knows what it may have written', (value, message) => {
    expect(() => edn([invoke, op(0, 'info', 'txn', value)])).toThrow(`log.edn:${message}`);
  });
});

describe('registers that start with 0', () => {
  const read = (process: number, found: string) => [
    op(process, 'invoke', 'txn', '[[:r :x nil] [:r :y nil]]'),
    op(process, 'ok', 'txn', `[[:r :x ${found}] [:r :y ${found}]]`),
  ];
  const write = (value: number) => [
    op(0, 'invoke', 'txn', `[[:w :x ${value}]]`),
    op(0, 'ok', 'txn', `[[:w :x ${value}]]`),
  ];

  test('0, which nobody writes, where no read finds nothing', () => {
    const history = edn([...read(1, '0'), ...write(1)]);
    expect(spelt(history)).toEqual(['register', 'p1 ok 0..1: r :x nothing, r :y nothing', 'p0 ok 2..3: w :x 1']);
    expect(remarksOf(history)).toEqual(['0, which nobody writes, was taken for what keys hold at the start']);
  });

  test('is a value like any other where a read finds nothing, or somebody writes it', () => {
    const history = edn([...read(1, '0'), ...read(2, 'nil')]);
    expect(spelt(history)[1]).toBe('p1 ok 0..1: r :x 0, r :y 0');
    expect(remarksOf(history)).toEqual([]);
    expect(spelt(edn([...read(1, '0'), ...write(0)]))[1]).toBe('p1 ok 0..1: r :x 0, r :y nothing');
    expect(spelt(edn([...read(1, '7'), ...write(1)]))[1]).toBe('p1 ok 0..1: r :x 7, r :y 7');
  });
});

describe('a bank among other things', () => {
  test('leaves out what is neither read nor transfer', () => {
    const history = edn([
      op(0, 'invoke', 'read', 'nil'),
      op(0, 'ok', 'read', '{0 10M, 1 -2.00M, [2 :a] nil, "b" 9N}'),
      op(1, 'invoke', 'audit', 'nil'),
      op(0, 'invoke', 'transfer', '{:from 0, :to 1, :amount 5}'),
    ]);
    expect(history.body(1)).toEqual({ do: 'read', balances: { 0: 10, 1: -2, '[2,"a"]': null, b: 9 } });
    expect(remarksOf(history)).toEqual(['left out what is no read or transfer: 1 :audit (in line 3)']);
  });

  test('a read of a map among transactions is no bank', () => {
    const lines = [op(1, 'invoke', 'read', 'nil'), op(1, 'ok', 'read', '{0 1}'), ...APPEND];
    expect(spelt(edn(lines))).toEqual(APPENDED);
  });
});

test('times of any kind are good enough, and indices are whole numbers', () => {
  const timed = APPEND.map((line, k) => line.replace('}', `, :time ${['1.5e9', '#inst "2020"'][k]}}`));
  expect([spelt(edn(timed)), [...edn(timed).time]]).toEqual([APPENDED, [0, 1]]);
  const indexed = APPEND.map((line) => line.replace('}', ', :index 1.5}'));
  expect(() => edn(indexed)).toThrow('log.edn:1:69: :index is 1.5; expected a whole number');
});

test('a key of an operation stands there once', () => {
  expect(() => edn(['{:process 0, :type :invoke, :type :ok, :f :txn}'])).toThrow(
    'log.edn:1:1: an operation has two :type',
  );
});

test('the words of the long-fork workload', () => {
  const lines = [
    op(0, 'invoke', 'write', '[[:write 0 1]]'),
    op(0, 'ok', 'write', '[[:w 0 1]]'),
    op(0, 'invoke', 'read', '[[:read 0 nil] [:r 1 nil]]'),
    op(0, 'ok', 'read', '[[:r 0 1] [:read 1 nil]]'),
  ];
  expect(spelt(edn(lines))).toEqual(['register', 'p0 ok 0..1: w 0 1', 'p0 ok 2..3: r 0 1, r 1 nothing']);
});
