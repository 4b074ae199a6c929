import { readDbcop } from './dbcop.js';
import { sourceOf } from './source.js';
import { spelt } from './spelt.fixture.js';

const dbcop = (given: unknown) =>
  readDbcop(sourceOf(Buffer.from(typeof given === 'string' ? given : JSON.stringify(given, null, 1)), 'log.json'));

const write = (variable: unknown, version: unknown) => ({ Write: { variable, version } });
const read = (variable: unknown, version: unknown) => ({ Read: { version, variable } });
const SESSIONS = [
  [
    { events: [write(0, 1), read(1, null)], committed: true },
    {
      committed: true,
      events: [
        ['r', 0, 1],
        ['w', 1, 2],
      ],
    },
  ],
  [{ events: [write('x', 7)], committed: false }],
];
const READ = ['register', 's0 ok 0..1: w 0 1, r 1 nothing', 's0 ok 2..3: r 0 1, w 1 2', 's1 fail 4..5: w x 7'];

test('sessions alone, or with all that stands around them', () => {
  expect(spelt(dbcop(SESSIONS))).toEqual(READ);
  const whole = { params: { id: 0, n_node: 2 }, info: 'generated', data: SESSIONS, end: 'never' };
  expect(spelt(dbcop(whole))).toEqual(READ);
  expect(dbcop(whole).body(5)).toEqual({ events: [write('x', 7)], committed: false });
});

test('events of the first dbcop: those that failed count as aborted', () => {
  const event = (write: boolean, variable: number, value: number, success = true) => ({
    write,
    variable,
    value,
    success,
  });
  const sessions = [
    [
      {
        events: [event(true, 0, 1), event(false, 1, 0), event(true, 1, 7, false), event(false, 0, 9, false)],
        success: true,
      },
    ],
    [{ events: [event(true, 2, 9007199254740991)], success: false }],
  ];
  expect(spelt(dbcop({ params: { id: 0 }, info: 'x', data: sessions }))).toEqual([
    'register',
    's0 ok 0..1: w 0 1, r 1 nothing',
    's0 fail 2..3: w 1 7',
    's1 fail 4..5: w 2 9007199254740991',
  ]);
});

describe('its text', () => {
  test('transactions in brackets, sessions between dashes', () => {
    const history = dbcop(`// two sessions
[x:=1 y:=18446744073709551615] [z==? z:=3]!

 [y==18446744073709551615]  // as x wrote it
---
[ÿ:=1 x==1]
--
[ÿ==1]`);
    expect(spelt(history)).toEqual([
      'register',
      's0 ok 0..1: w x 1, w y 18446744073709551615',
      's0 fail 2..3: r z nothing, w z 3',
      's0 ok 4..5: r y 18446744073709551615',
      's1 ok 6..7: w "ÿ" 1, r x 1',
      's2 ok 8..9: r "ÿ" 1',
    ]);
    expect(history.body(3)).toEqual({ transaction: '[z==? z:=3]!' });
  });

  test.each([
    ['[x:=1]\n[y=2]', '2:2: found "y=2"; expected transactions such as [x:=1 y==2 z==?]'],
    ['[x:=1]\n[ÿÿ:=1  y:=2x]', '2:9: found "y:=2x"; expected'],
    ['[x:=1] y', '1:8: found "y"; expected'],
    ['[x:=1]\n[y:=2', '2:1: found "[y:=2"; expected'],
    ['[x:=1]\n[x:=1]', '2:2: 1 is written to x again, after the transaction of line 1'],
    ['// nothing', '1:1: there are no transactions in it'],
  ])('%j: no verdict, but the line and the reason', (text, message) => {
    expect(() => dbcop(text)).toThrow(`log.json:${message}`);
  });
});

test('version 0 of a variable that nobody writes is the start', () => {
  const session = [
    {
      events: [
        ['r', 1, 0],
        ['r', 2, 0],
        ['w', 1, 5],
      ],
      committed: true,
    },
  ];
  const other = [{ events: [['w', 2, 0]], committed: true }];
  expect(spelt(dbcop([session, other]))).toEqual([
    'register',
    's0 ok 0..1: r 1 nothing, r 2 0, w 1 5',
    's1 ok 2..3: w 2 0',
  ]);
});

test.each([
  ['{"params":{}}', '1:14: there is no "data" in it; expected the list of sessions under "data"'],
  ['[[{"events":[]}]]', '1:3: a transaction has no "committed"; expected {"events": [...], "committed": true}'],
  ['[[{"committed":true}]]', '1:3: a transaction has no "events"; expected {"events": [...], "committed": true}'],
  ['[[{"events":[],"committed":1}]]', '1:28: "committed" is 1; expected true or false'],
  [
    '[[\n{"events":[{"Cas":{"variable":1,"version":1}}],"committed":true}]]',
    '2:12: this is no event; expected {"Write"',
  ],
  ['[[{"events":[["w",1,null]],"committed":true}]]', '1:14: this is no event; expected {"Write"'],
  ['[[{"events":[["w",1,2,3]],"committed":true}]]', '1:23: found "3]],\\"committed\\":true}]]"; expected ]'],
  [
    '[[{"events":[["w",1,2]],"committed":true}],\n[{"events":[["w",1,2]],"committed":false}]]',
    '2:13: 2 is written to 1 again, after the transaction of line 1; no value',
  ],
  ['[[{"events":[["w",1,2]],"committed":true}]', '1:43: the log ends in the middle of something'],
  ['[[{"events":[["w",1,2]],"committed":true}]] 5', '1:45: found "5"; expected the end of the log'],
  ['[[],[]]', '1:1: there are no transactions in it; expected at least one'],
])('%j: no verdict, but the line and the reason', (text, message) => {
  expect(() => dbcop(text)).toThrow(`log.json:${message}`);
});
