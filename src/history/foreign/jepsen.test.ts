import { readJepsen } from './jepsen.js';
import { sourceOf } from './source.js';
import { spelt } from './spelt.fixture.js';
import { formAsValue } from './to-value.js';

const edn = (text: string) => readJepsen(sourceOf(Buffer.from(text), 'log.edn'), false);
const json = (text: string) => readJepsen(sourceOf(Buffer.from(text), 'log.json'), true);

const APPENDS = `
{:process 0, :type :invoke, :f :txn, :value [[:append :x 1] [:r :y nil]], :index 0, :time 10}
{:process :nemesis, :type :info, :f :start-partition, :value [:isolated {"n1" #{"n2"}}], :index 1, :time 11}
{:process 1, :type :invoke, :f :txn, :value [[:r :x nil] [:append :x 2]], :index 2, :time 12}
{:process 0, :type :ok, :f :txn, :value [[:append :x 1] [:r :y []]], :index 3, :time 13}
{:process 1, :type :info, :f :txn, :value [[:r :x nil] [:append :x 2]], :index 4, :time 14, :error :timeout}
{:process 0, :type :invoke, :f :txn, :value [[:r :x nil] [:r :y nil]], :index 5, :time 15}
{:process 0, :type :ok, :f :txn, :value [[:r :x [1 2]] [:r :y nil]], :index 6, :time 16}
{:process 1, :type :invoke, :f :txn, :value [[:append :y 3]], :index 7, :time 17}
{:process 0, :type :invoke, :f :txn, :value [[:append :y 4]], :index 8, :time 18}
{:process 1, :type :fail, :f :txn, :value nil, :index 9, :time 19}
`;
const APPENDS_READ = [
  'append',
  'p0 ok 0..2: w :x 1, r :y nothing',
  'p1 info 1..3: r :x unknown, w :x 2',
  'p0 ok 4..5: r :x [1,2], r :y nothing',
  'p1.2 fail 6..8: w :y 3',
  'p0 info 7..-1: w :y 4',
];

test('list-append, one map a line', () => {
  const history = edn(APPENDS);
  expect(spelt(history)).toEqual(APPENDS_READ);
  expect(history.bodyText(5)).toBe(
    '{:process 0, :type :ok, :f :txn, :value [[:r :x [1 2]] [:r :y nil]], :index 6, :time 16}',
  );
  expect(history.body(3)).toEqual({
    index: 4,
    f: 'txn',
    value: [
      ['r', 'x', null],
      ['append', 'x', 2],
    ],
    error: 'timeout',
  });
  expect([...history.time]).toEqual([10, 12, 13, 14, 15, 16, 17, 18, 19]);
});

test.each([
  ['a vector', `[${APPENDS}]`],
  ['a list', `(${APPENDS})`],
  ['records', `[${APPENDS.replaceAll('\n{', '\n#jepsen.history.Op{').trim().replace(/^\{/, '#jepsen.history.Op{')}]`],
  ['on one line', APPENDS.replaceAll('\n', ' ')],
  ['comments', `; a log\n#_ {:process 9 :type :ok} ${APPENDS} ; the end`],
  ['other keys', APPENDS.replaceAll(':index', ':op-index 1.5 :node "n1", :clock #inst "2020-01-01" :index')],
])('the same as %s', (_, text) => {
  expect(spelt(edn(text))).toEqual(APPENDS_READ);
});

test('the same as JSON: a list, or one map a line, compact or not', () => {
  const maps = APPENDS.trim()
    .split('\n')
    .map((line) => formAsValue(line, false));
  const names = APPENDS_READ.map((line) => line.replaceAll(' :', ' '));
  expect(spelt(json(JSON.stringify(maps)))).toEqual(names);
  expect(spelt(json(JSON.stringify(maps, null, 2)))).toEqual(names);
  const withColons = JSON.stringify(maps).replaceAll(/"(append|r|type|invoke|ok|fail|info|value)"/g, '":$1"');
  expect(spelt(json(withColons))).toEqual(names);
  expect(spelt(json(maps.map((map) => JSON.stringify(map)).join('\n')))).toEqual(names);
});

test('registers, with numbers as they are', () => {
  const text = `
{:type :invoke, :f :read, :value [[:r 0 nil] [:r 1 nil]], :process 3}
{:type :invoke, :f :write, :value [[:w 0 9007199254740993]], :process 4}
{:type :ok, :f :read, :value [[:r 0 9007199254740993N] [:r 1 nil]], :process 3}
{:type :ok, :f :write, :value [[:w 0 9007199254740993]], :process 4}`;
  expect(spelt(edn(text))).toEqual([
    'register',
    'p3 ok 0..2: r 0 9007199254740993, r 1 nothing',
    'p4 ok 1..3: w 0 9007199254740993',
  ]);
});

test('tags are part of keys, values and elements, wherever they stand', () => {
  const lines = (written: string, told: string, found: string) => [
    `{:process 0 :type :invoke :f :txn :value [[:w ${written}] [:r #k 1 nil]]}`,
    `{:process 0 :type :ok :f :txn :value [[:w ${told}] [:r #k 1N ${found}]]}`,
  ];
  const midnight = ['#inst "2020-01-01"', '#inst "2020-01-01T00:00:00.000-00:00"'];
  expect(spelt(edn(lines(`x ${midnight[0]}`, `x ${midnight[1]}`, '#v {:a #u 1}').join('\n')))).toEqual([
    'register',
    'p0 ok 0..1: w x #inst "2020-01-01T00:00:00.000Z", r #k 1 #v {:a #u 1}',
  ]);
  for (const told of ['x 1', 'x #y 1', '#x x #x 1']) {
    expect(() => edn(lines('x #x 1', told, 'nil').join('\n'))).toThrow('log.edn:2:');
  }
  const appended = `{:process 0 :type :invoke :f :txn :value [[:append 1 #a 5] [:append 1 5] [:r 1 nil]]}
{:process 0 :type :ok :f :txn :value [[:append 1 #a 5N] [:append 1 5] [:r 1 [#a 5 5 #b 5]]]}`;
  expect(spelt(edn(appended))).toEqual(['append', 'p0 ok 0..1: w 1 #a 5, w 1 5, r 1 [#a 5,5,#b 5]']);
});

test('without processes, functions, times: one client after the other', () => {
  const text = `
{:index 2 :type :invoke, :value [[:append 255 8] [:r 253 nil]]}
{:index 3 :type :ok,     :value [[:append 255 8] [:r 253 [1 3 4]]]}`;
  expect(spelt(edn(text))).toEqual(['append', 'p ok 0..1: w 255 8, r 253 [1,3,4]']);
});

test('processes whose numbers are strings', () => {
  const map = (type: string, value: unknown) => JSON.stringify({ process: '12', type, f: 'txn', value });
  expect(spelt(json(`${map('invoke', [['w', 'x', 1]])}\n${map('ok', [['w', 'x', 1]])}`))).toEqual([
    'register',
    'p12 ok 0..1: w x 1',
  ]);
});

const invoke = (value: string, process = 0) => `{:process ${process} :type :invoke :f :txn :value ${value}}`;
const ok = (value: string, process = 0) => `{:process ${process} :type :ok :f :txn :value ${value}}`;

test.each([
  [
    'two invokes of a process',
    [invoke('[[:w 1 1]]'), invoke('[[:w 1 2]]')],
    '2:1: process 0 invokes while its operation of line 1 is open; a process does one thing at a time',
  ],
  [
    'a completion without an invoke',
    [invoke('[[:w 1 1]]'), ok('[[:w 1 1]]', 7)],
    '2:1: process 7 completes what it never invoked; every completion follows its :invoke',
  ],
  [
    'another function',
    [invoke('[[:w 1 1]]'), '{:process 0 :type :ok :f :read :value [[:w 1 1]]}'],
    '2:1: process 0 invoked :txn and completes :read; both have the same :f',
  ],
  [
    'another micro-operation',
    [invoke('[[:w 1 1]]'), ok('[[:r 1 1]]')],
    '2:39: this completion has another function here: [:r 1 1]]}; a completion holds the micro-operations of its invoke, with its reads filled in',
  ],
  [
    'another key',
    [invoke('[[:w 1 1]]'), ok('[[:w 2 1]]')],
    '2:39: this completion has another key than 1 here: [:w 2 1]]}; a completion holds the micro-operations of its invoke, with its reads filled in',
  ],
  [
    'another value',
    [invoke('[[:w 1 1]]'), ok('[[:w 1 2]]')],
    '2:44: this completion writes another value than 1:  2]]}; a completion holds the micro-operations of its invoke, with its reads filled in',
  ],
  [
    'fewer micro-operations',
    [invoke('[[:w 1 1] [:w 2 1]]'), ok('[[:w 1 1]]')],
    '2:38: this completion has fewer micro-operations: [[:w 1 1]]}; a completion holds the micro-operations of its invoke, with its reads filled in',
  ],
  [
    'more micro-operations',
    [invoke('[[:w 1 1]]'), ok('[[:w 1 1] [:w 2 1]]')],
    '2:48: this completion has more micro-operations: [:w 2 1]]}; a completion holds the micro-operations of its invoke, with its reads filled in',
  ],
  [
    'an ok without a value',
    [invoke('[[:w 1 1]]'), ok('nil')],
    '2:1: an ok operation of process 0 has no :value; expected the micro-operations with what was read',
  ],
  [
    'a value written twice',
    [invoke('[[:w 1 1]]'), invoke('[[:w 1 1]]', 1), ok('[[:w 1 1]]', 1)],
    '2:1: 1 is written to 1 again, after line 1; no value is written to a key twice, or nobody can say which write a read found',
  ],
  [
    'a value written twice by one',
    [invoke('[[:append 1 1] [:append 1 1]]')],
    '1:1: 1 is written to 1 again, after line 1; no value is written to a key twice, or nobody can say which write a read found',
  ],
  [
    'two kinds',
    [invoke('[[:append 1 1]]'), invoke('[[:w 1 1]]', 1)],
    '2:46: a micro-operation on a register in a log of lists; a log is of one kind',
  ],
  [
    'a list cut off',
    ['[', invoke('[[:append 1 1]]'), '{:process 0 :type :ok :f :txn :val'],
    '3:1: the log ends in the middle of this operation; it seems to have been cut off; take a whole copy, or take this operation away',
  ],
  [
    'a vector cut off',
    ['[', invoke('[[:append 1 1]]')],
    '2:58: the log ends in the middle of something; it seems to have been cut off; take a whole copy',
  ],
  [
    'something behind',
    [`[${invoke('[[:append 1 1]]')}]`, '17'],
    '2:1: found "17"; expected the end of the log, after the list of its operations',
  ],
  ['no type', ['{:process 0 :f :txn}'], '1:1: an operation has no :type; expected :invoke, :ok, :fail or :info'],
  ['another type', ['{:process 0 :type :okay}'], '1:19: found ":okay}"; expected one of :invoke, :ok, :fail, :info'],
  [
    'an index that steps back',
    ['{:index 2 :type :invoke :process 0 :value [[:w 1 1]]}', '{:index 1 :type :ok :process 0 :value [[:w 1 1]]}'],
    '2:1: :index is 1, after 2; operations stand in the order in which they happened',
  ],
  [
    'nobody',
    ['{:process :nemesis :type :info :f :start}'],
    '1:1: no client does anything in it; expected operations of a :process that is no nemesis',
  ],
  ['nothing', [''], '1:1: no client does anything in it; expected operations of a :process that is no nemesis'],
  [
    'another workload',
    ['{:process 0 :type :invoke :f :add :value 5}'],
    '1:42: the :value of an operation :add is no list of micro-operations; expected transactions such as [[:append 3 1] [:r 4 nil]] or [[:w 3 1] [:r 4 nil]], or transfers of a bank',
  ],
  [
    'a write of nil',
    [invoke('[[:w 1 nil]]')],
    '1:49: found "nil]]}"; expected the value that is written, which is not nil',
  ],
  [
    'a list that is no list',
    [invoke('[[:append 1 1] [:r 1 nil]]'), ok('[[:append 1 1] [:r 1 5]]')],
    '2:59: found "5]]}"; expected the list that was read, or nil',
  ],
  ['a bracket too many', [invoke('[[:append 1 1]]]')], '1:57: found "]}"; expected a key or }'],
])('%s: no verdict, but the line and the reason', (_, lines, message) => {
  expect(() => edn(lines.join('\n'))).toThrow(`log.edn:${message}`);
});

describe('bank', () => {
  const BANK = `
{:type :invoke, :f :transfer, :process 0, :time 1, :index 0, :value {:from 1, :to 0, :amount 5}}
{:type :invoke, :f :read, :process 1, :time 2, :index 1}
{:type :fail, :f :transfer, :process 0, :time 3, :index 2, :value {:from 1, :to 0, :amount 5}, :error :short}
{:type :ok, :f :read, :process 1, :time 4, :index 3, :value {0 97, 1 -3}}
{:type :invoke, :f :read, :process 1, :time 5, :index 4, :value nil}
{:type :info, :f :read, :process 1, :time 6, :index 5}`;

  test.each([
    ['EDN', () => edn(BANK)],
    [
      'JSON',
      () =>
        json(
          JSON.stringify(
            BANK.trim()
              .split('\n')
              .map((line) => formAsValue(line, false)),
          ),
        ),
    ],
    ['EDN with a list of balances', () => edn(BANK.replace('{0 97, 1 -3}', '[97 -3]'))],
  ])('%s', (_, read) => {
    const history = read();
    expect(Array.from({ length: history.length }, (_, row) => history.body(row))).toEqual([
      { do: 'transfer', from: 1, to: 0, amount: 5 },
      { do: 'read' },
      { do: 'transfer', from: 1, to: 0, amount: 5, error: 'short' },
      { do: 'read', balances: { 0: 97, 1: -3 } },
      { do: 'read' },
      { do: 'read' },
    ]);
    expect([history.header.config, history.header.checks]).toEqual([
      { negativeBalances: false },
      [{ name: 'money-conservation', options: {}, named: true }],
    ]);
  });

  test.each([
    ['{:type :ok, :f :read, :process 1}', '2:1: an ok read has no :value; expected the balances'],
    ['{:type :ok, :f :read, :process 1, :value 5}', '2:42: found "5}"; expected a map of balances'],
    ['{:type :ok, :f :read, :process 1, :value {0 1.5}}', '2:45: found "1.5}}"; expected a balance'],
    [
      '{:type :ok, :f :read, :process 1, :value {0 9007199254740993}}',
      '2:45: found "9007199254740993}}"; expected a balance',
    ],
    ['{:type :invoke, :f :transfer, :process 2}', '2:1: a transfer does not say who pays whom; expected :value {:from'],
  ])('%s: no verdict, but the line and the reason', (line, message) => {
    const text = `{:type :invoke, :f :read, :process 1}\n${line}\n{:type :invoke, :f :transfer, :process 3, :value {:from 1, :to 2, :amount 1}}`;
    expect(() => edn(text)).toThrow(`log.edn:${message}`);
  });
});
