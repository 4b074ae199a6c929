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
  ['{"params":{}}', '1: there is no "data" in it; expected the list of sessions under "data"'],
  ['[[{"events":[]}]]', '1: a transaction has no "committed"; expected {"events": [...], "committed": true}'],
  ['[[{"committed":true}]]', '1: a transaction has no "events"; expected {"events": [...], "committed": true}'],
  ['[[{"events":[],"committed":1}]]', '1: "committed" is 1; expected true or false'],
  ['[[\n{"events":[{"Cas":{"variable":1,"version":1}}],"committed":true}]]', '2: this is no event; expected {"Write"'],
  ['[[{"events":[["w",1,null]],"committed":true}]]', '1: this is no event; expected {"Write"'],
  ['[[{"events":[["w",1,2,3]],"committed":true}]]', '1: found "3]],\\"committed\\":true}]]"; expected ]'],
  [
    '[[{"events":[["w",1,2]],"committed":true}],\n[{"events":[["w",1,2]],"committed":false}]]',
    '2: 2 is written to 1 again, after the transaction of line 1; no value',
  ],
  ['[[{"events":[["w",1,2]],"committed":true}]', '1: the log ends in the middle of something'],
  ['[[{"events":[["w",1,2]],"committed":true}]] 5', '1: found "5"; expected the end of the log'],
  ['[[],[]]', '1: there are no transactions in it; expected at least one'],
])('%j: no verdict, but the line and the reason', (text, message) => {
  expect(() => dbcop(text)).toThrow(`log.json:${message}`);
});
