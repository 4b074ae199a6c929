import { readAwdit } from './awdit.js';
import { sourceOf } from './source.js';
import { spelt } from './spelt.fixture.js';

const awdit = (text: string) => readAwdit(sourceOf(Buffer.from(text), 'log.txt'));

test('transactions between dashes, sessions between equals signs', () => {
  const history = awdit(`w 1 5
 r 2 0
---
r 1  5\r

=====
---
w 2 7
w 3 0
-
r 3 0
r 1 0`);
  expect(spelt(history)).toEqual([
    'register',
    's0 ok 0..1: w 1 5, r 2 nothing',
    's0 ok 2..3: r 1 5',
    's1 ok 4..5: w 2 7, w 3 0',
    's1 ok 6..7: r 3 0, r 1 nothing',
  ]);
  expect([history.body(1), history.body(7)]).toEqual([{ operations: 'w 1 5, r 2 0' }, { operations: 'r 3 0, r 1 0' }]);
});

test('numbers of 64 bits stay exact', () => {
  const big = '18446744073709551615';
  expect(spelt(awdit(`w ${big} ${big}\n=\nr ${big} 18446744073709551614\nr ${big} 0`))).toEqual([
    'register',
    `s0 ok 0..1: w ${big} ${big}`,
    `s1 ok 2..3: r ${big} 18446744073709551614, r ${big} nothing`,
  ]);
});

test("Plume's format is its other one", () => {
  expect(spelt(awdit('\nw(1,5,0,0)\nr(1,5,1,1)'))).toEqual(['register', 's0 ok 0..1: w 1 5', 's1 ok 2..3: r 1 5']);
});

test.each([
  ['w 1 5\nx 1 5', '2:1: this is no operation: "x 1 5"; expected r key value, w key value'],
  ['w 1', '1:1: this is no operation: "w 1"'],
  [`w 1 ${'9'.repeat(3000)}`, `1:1: this is no operation: "w 1 ${'9'.repeat(26)}"`],
  ['w 1 5\n-\n\nw 1 5', '4:1: 5 is written to 1 again, after the transaction of line 1; no value'],
  ['-\n=\n', '1:1: there are no transactions in it; expected at least one'],
])('%j: no verdict, but the line and the reason', (text, message) => {
  expect(() => awdit(text)).toThrow(`log.txt:${message}`);
});
