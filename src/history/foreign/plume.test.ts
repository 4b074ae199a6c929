import { readPlume } from './plume.js';
import { sourceOf } from './source.js';
import { spelt } from './spelt.fixture.js';

const plume = (text: string) => readPlume(sourceOf(Buffer.from(text), 'log.txt'));

test('operations by transaction, sessions in order', () => {
  const history = plume(`w(1,5,7,0)
r(2,0,7,0)

 r( 1 , 5 , 8 , 1 )
w(1,6,7,2)
w(2,9,8,1)\r
w(3,4,0,-1)
r(3,4,0,-1)
w(3,5,9,-1)
r(3,4,7,2)`);
  expect(spelt(history)).toEqual([
    'register',
    's7 ok 0..1: w 1 5, r 2 nothing',
    's8 ok 2..3: r 1 5, w 2 9',
    's7 ok 4..5: w 1 6, r 3 4',
    's0 fail 6..7: w 3 4',
    's9 fail 8..9: w 3 5',
  ]);
  expect(history.bodyText(3)).toBe('r(1,5,8,1)\nw(2,9,8,1)');
  expect(history.body(5)).toEqual({ operations: 'w(1,6,7,2) r(3,4,7,2)' });
  expect(history.body(4)).toEqual({});
});

test('numbers of 64 bits stay exact, as keys, values and names', () => {
  const [key, value, session, t] = [
    '9223372036854775807',
    '18446744073709551615',
    '9007199254740993',
    '9007199254740994',
  ];
  const history = plume(
    `w(${key},${value},${session},${t})\nr(${key},18446744073709551614,0,0)\nr(1,0,${session},${t})`,
  );
  expect(spelt(history)).toEqual([
    'register',
    `s${session} ok 0..1: w ${key} ${value}, r 1 nothing`,
    `s0 ok 2..3: r ${key} 18446744073709551614`,
  ]);
  expect(history.bodyText(1)).toBe(`w(${key},${value},${session},${t})\nr(1,0,${session},${t})`);
});

test('a transaction of nothing but zeros spells out the start', () => {
  expect(spelt(plume('w(1,5,0,0)\nr(2,0,1,1)\nw(1,0,2,2)\nw(2,0,2,2)\n'))).toEqual([
    'register',
    's0 ok 0..1: w 1 5',
    's1 ok 2..3: r 2 nothing',
  ]);
});

test.each([
  ['x(1,2,3,4)', '1:1: this is no operation: it begins with neither r( nor w('],
  ['w(1,2,3,4)\nw(1,2,3)', '2:1: this is no operation: there is no comma after its session'],
  ['w(1,2,3,4', '1:1: this is no operation: there is no ) after its transaction'],
  ['w(1,2,3,4) w(1,3,3,4)', '1:11: this is no operation: there is something behind the )'],
  ['w(1,,3,4)', '1:1: this is no operation: its value is no whole number'],
  [`w(1,${'9'.repeat(3000)},3,4)`, '1:1: this is no operation: its value has 3000 digits'],
  [
    'w(1,2,3,4)\nw(2,2,3,4)\nr(1,2,8,4)',
    '3:1: transaction 4 is of session 8 here, and of 3 in line 2; a transaction has',
  ],
  ['w(1,2,3,4)\n\nr(1,2,3,5)\nw(1,2,3,6)', '4:1: 2 is written to 1 again, after the transaction of line 1; no value'],
  ['w(1,2,3,4)\nw(1,2,0,-1)', '2:1: 2 is written to 1 again, after the transaction of line 1; no value'],
  ['w(1,5,0,0)\nr(1,5,0,1)\nw(1,0,0,2)', '3:1: 0 is written to 1; 0 is what every key holds at the start'],
  ['w(1,2,3,4)\nw(1,0,3,4)', '2:1: 0 is written to 1; 0 is what every key holds at the start'],
  ['', '1:1: there are no transactions in it; expected at least one'],
])('%j: no verdict, but the line and the reason', (text, message) => {
  expect(() => plume(text)).toThrow(`log.txt:${message}`);
});
