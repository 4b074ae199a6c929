import { type HandWritten, historyFrom, minimalHeader } from '../files/from-lines.js';
import { NOTHING, type Transactions, UNKNOWN } from '../transactions.js';
import { transactionsOf } from './of-history.js';

/** Transactions of histories of our own, read back as words: "0 ok 0..1: w x 1, r y nothing". */
function spelt(all: Transactions): string[] {
  const value = (version: number) =>
    version === NOTHING ? 'nothing' : version === UNKNOWN ? 'unknown' : all.valueName(version);
  return Array.from({ length: all.count }, (_, t) => {
    const operations: string[] = [];
    for (let op = all.first[t]!; op < all.first[t + 1]!; op++) {
      const isWrite = all.micro[op] === 1;
      const key = all.keyName(all.key[op]!);
      const list = all.list && !isWrite ? [...all.lists!.subarray(all.list[op]!, all.list[op + 1]!)].map(value) : [];
      const before = all.replaced && isWrite ? ` for ${value(all.replaced[op]!)}` : '';
      operations.push(
        `${isWrite ? 'w' : 'r'} ${key} ${list.length > 0 ? `[${list}]` : value(all.version[op]!)}${before}`,
      );
    }
    const ends = `${all.invoked[t]}..${all.completed[t]}`;
    return `${all.session[t]} ${['ok', 'fail', 'info'][all.outcome[t]!]} ${ends}: ${operations.join(', ')}`;
  });
}

type Line = [client: string, kind: 'invoke' | 'ok' | 'fail' | 'info', body?: unknown, tx?: string];

function history(lines: readonly Line[], spec = {}) {
  const events = lines.map(
    ([node, k, body, tx]): HandWritten => ({
      v: 'client',
      k,
      node,
      ...(tx !== undefined && { tx }),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }),
  );
  return historyFrom({ spec: { ...minimalHeader().spec, ...spec } }, events);
}

function read(lines: readonly Line[], spec = {}): string[] {
  const transactions = transactionsOf(history(lines, spec));
  if ('unsupported' in transactions) throw new Error(transactions.unsupported);
  return [transactions.model, ...spelt(transactions)];
}

const txn = (...ops: unknown[]) => ({ do: 'txn', ops });
const ops = (...list: unknown[]) => ({ ops: list });

test('list-append: what ok tells, and what the others asked for', () => {
  expect(
    read([
      ['c1', 'invoke', txn(['append', 'x', 1], ['r', 'y', null])],
      ['c2', 'invoke', txn(['append', 'y', 2], ['r', 'x', null])],
      ['c1', 'ok', ops(['append', 'x', 1], ['r', 'y', []])],
      ['c2', 'info', undefined],
      ['c1', 'invoke', txn(['r', 'x', null], ['r', 'y', null])],
      ['c1', 'ok', ops(['r', 'x', [1, 7]], ['r', 'y', null])],
      ['c2', 'invoke', txn(['append', 'x', 3])],
      ['c1', 'invoke', txn(['append', 'x', 4])],
      ['c1', 'fail', undefined],
    ]),
  ).toEqual([
    'append',
    '0 ok 0..2: w x 1, r y nothing',
    '1 info 1..3: w y 2, r x unknown',
    '0 ok 4..5: r x [1,7], r y nothing',
    '0 fail 7..8: w x 4',
    '2 info 6..-1: w x 3',
  ]);
});

test('registers and versions', () => {
  expect(
    read([
      ['c1', 'invoke', txn(['r', 1, null], ['w', 1, 'a'])],
      ['c1', 'ok', ops(['r', 1, null], ['w', 1, 'a'])],
      ['c1', 'invoke', txn(['r', 1, null])],
      ['c1', 'ok', ops(['r', 1, 'a'])],
    ]),
  ).toEqual(['register', '0 ok 0..1: r 1 nothing, w 1 a', '0 ok 2..3: r 1 a']);
  expect(
    read([
      ['c1', 'invoke', txn(['r', 'x', null])],
      ['c1', 'ok', ops(['r', 'x', 0])],
      ['c1', 'invoke', txn(['w', 'x', 5])],
      ['c1', 'ok', ops(['w', 'x', 1, 0])],
      ['c1', 'invoke', txn(['w', 'x', 6])],
      ['c1', 'info'],
      ['c1', 'invoke', txn(['w', 'x', 7])],
      ['c1', 'ok', ops(['w', 'x', 3, 2])],
    ]),
  ).toEqual([
    'versioned',
    '0 ok 0..1: r x nothing',
    '0 ok 2..3: w x 1 for nothing',
    '0 info 4..5: w x unknown for unknown',
    '1 ok 6..7: w x 3 for 2',
  ]);
});

describe('where no write was answered, reads may tell versions', () => {
  const found = (
    value: unknown,
    asked: Line[] = [
      ['c1', 'invoke', txn(['w', 'x', 1])],
      ['c1', 'info'],
    ],
  ): Line[] => [
    ...asked,
    ['c2', 'invoke', txn(['r', 'x', null], ['r', 'y', null])],
    ['c2', 'ok', ops(['r', 'x', value], ['r', 'y', null])],
  ];

  test('0 is the start, or a value that somebody wanted to write', () => {
    expect(read(found(0))).toEqual(['register', '0 info 0..1: w x 1', '1 ok 2..3: r x nothing, r y nothing']);
    expect(read(found(0, []))).toEqual(['register', '0 ok 0..1: r x nothing, r y nothing']);
    expect(read(found(0, [['c1', 'invoke', txn(['w', 'x', 0])]]))[1]).toBe('0 ok 1..2: r x 0, r y nothing');
  });

  test('what nobody wanted to write may be one or the other', () => {
    expect(read(found(1))[2]).toBe('1 ok 2..3: r x 1, r y nothing');
    expect(read(found('a'))[2]).toBe('1 ok 2..3: r x a, r y nothing');
    expect(transactionsOf(history(found(2)))).toEqual({
      unsupported: 'no write was answered, so that nobody can say whether reads tell values or versions',
    });
  });
});

test('however the JSON is spelt', () => {
  const spaced = '{ "n": {"ops": [[]]}, "do" : "txn", "ops" : [ [ "append" , "\\u0078" , -9007199254740993 ] ] }';
  expect(
    read([
      ['c1', 'invoke', spaced],
      ['c1', 'ok', '{"note":"]}\\"","ops":[["append","x",-9007199254740993,{"more":[1]}]]}'],
      ['c1', 'invoke', txn(['r', 'x', null], ['r', true, null])],
      ['c1', 'ok', '{"ops":[["r","x",[-9007199254740993,1.50,9007199254740993.0,-3,"a\\"b"]],["r",true,[]]]}'],
    ]),
  ).toEqual([
    'append',
    '0 ok 0..1: w x -9007199254740993',
    '0 ok 2..3: r x [-9007199254740993,1.5,9007199254740993.0,-3,"a\\"b"], r true nothing',
  ]);
});

test.each<[string, Line[], string]>([
  [
    'a value written twice',
    [
      ['c1', 'invoke', txn(['append', 'x', 1])],
      ['c1', 'fail'],
      ['c1', 'invoke', txn(['append', 'x', 1])],
    ],
    '1 is written to x twice (events 0 and 2), so that nobody can say which write a read found',
  ],
  [
    'two models',
    [
      ['c1', 'invoke', txn(['append', 'x', 1], ['w', 'x', 2])],
      ['c1', 'fail'],
    ],
    'a micro-operation is "w", where others are of the kind append (event 0)',
  ],
  [
    'a register that holds a list',
    [
      ['c1', 'invoke', txn(['w', 'x', 1], ['r', 'x', null])],
      ['c1', 'ok', ops(['w', 'x', 1], ['r', 'x', { a: 1 }])],
    ],
    'a value is no string, number or boolean (event 1)',
  ],
  [
    'what is no micro-operation',
    [['c1', 'invoke', txn(['cas', 'x', 1, 2])]],
    'a micro-operation is none of "append", "r" and "w" (event 0)',
  ],
])('%s is no history to judge', (_, lines, unsupported) => {
  expect(transactionsOf(history(lines))).toEqual({ unsupported });
});

describe('banks under chain', () => {
  const leg = (account: string, previous: number, version: number) => ({ account, previous, version, balance: 7 });
  const transfer = (from: string, to: string, tx: string) => ({ do: 'transfer', at: from, to, amount: 1, tx });

  test('legs, reads, refusals, dumps, and what never came back', () => {
    expect(
      read([
        ['c1', 'invoke', transfer('a', 'b', 'c1-1'), 'c1-1'],
        ['c1', 'ok', { result: 'applied', tx: 'c1-1', legs: [leg('a', 0, 1), leg('b', 0, 1)] }],
        ['c1', 'invoke', { do: 'balance', at: 'a' }],
        ['c1', 'ok', { result: 'read', account: 'a', version: 1, balance: 7 }],
        ['c2', 'invoke', transfer('a', 'c', 'c2-1'), 'c2-1'],
        ['c2', 'ok', { result: 'refused', account: 'a', version: 0, balance: 7 }],
        ['c1', 'invoke', { ...transfer('n1', 'c', 'c1-2'), from: 'b' }, 'c1-2'],
        ['c1', 'fail'],
        ['c1', 'invoke', transfer('a', 'b', 'c1-3'), 'c1-3'],
        ['harness', 'invoke', { do: 'dump', at: 'n1' }],
        [
          'harness',
          'ok',
          {
            accounts: [
              { account: 'a', version: 1, balance: 3 },
              { account: 'b', version: 2, balance: 1 },
            ],
            more: false,
          },
        ],
      ]),
    ).toEqual([
      'versioned',
      '0 ok 0..1: r a nothing, w a 1 for nothing, r b nothing, w b 1 for nothing',
      '0 ok 2..3: r a 1',
      '1 ok 4..5: r a nothing',
      '0 fail 6..7: r b unknown, w b unknown for unknown, r c unknown, w c unknown for unknown',
      '2 ok 9..10: r a 1, r b 2',
      '0 info 8..-1: r a unknown, w a unknown for unknown, r b unknown, w b unknown for unknown',
    ]);
  });

  test('however a result is spelt, and whatever nonsense it holds', () => {
    const result = (text: string) =>
      read([
        ['c1', 'invoke', { do: 'balance', at: 'a' }],
        ['c1', 'ok', text],
      ])[1];
    expect(
      [
        '{ "more" : {"account":"z","version":9}, "version" : 3 , "account" : "a" }',
        '{"legs":[{"version":0,"x":[1,"]"],"previous":0,"account":"a"},7,null],"account":"b","version":1}',
        '{"accounts":[],"account":"b","version":1}',
        '{"account":{"a":1},"version":2}',
        '{"account":"a","version":null}',
        '{"account":"a","version":1.5}',
        '{}',
      ].map(result),
    ).toEqual(['0 ok 0..1: r a 3', '0 ok 0..1: r a nothing, w a 0 for nothing', ...new Array(5).fill('0 ok 0..1: ')]);
  });

  test('a transfer that is asked for until it answers is one transaction', () => {
    const applied = { result: 'applied', tx: 'c1-1', legs: [leg('a', 0, 1)] };
    expect(
      read([
        ['c1', 'invoke', transfer('a', 'b', 'c1-1'), 'c1-1'],
        ['c1', 'info'],
        ['c1', 'invoke', transfer('a', 'b', 'c1-1'), 'c1-1'],
        ['c1', 'ok', applied],
        ['c1', 'invoke', transfer('a', 'b', 'c1-1'), 'c1-1'],
        ['c1', 'ok', applied],
      ]),
    ).toEqual(['versioned', '0 ok 0..3: r a nothing, w a 1 for nothing']);
  });

  test.each([
    [{ observation: 'balance-only' }, 'test does not tell versions of accounts: its observation model is balance-only'],
    [
      { transit: { message: 'MONEY', debit: 'debit', credit: 'credit' } },
      'test moves money in messages: accounts change while no operation is at work on them',
    ],
  ])('%j is not supported', (spec, unsupported) => {
    expect(transactionsOf(history([['c1', 'invoke', { do: 'balance', at: 'a' }]], spec))).toEqual({ unsupported });
  });
});
