import fc from 'fast-check';
import { HistoryError } from '../files/error.js';
import { transactionsOf } from '../transactions/of-history.js';
import { FORMATS } from './formats.js';
import { sourceOf } from './source.js';

/** Whatever stands in a log: it is read, or refused with its line, and nothing else happens. */
const SAMPLES: Record<string, string> = {
  edn: `[{:process 0, :type :invoke, :f :txn, :value [[:append :x 1] [:r "y" nil]], :index 0, :time 10} ; one
#jepsen.history.Op{:process 1, :type :invoke, :f :txn, :value ([:append :x 2N] [:r \\a nil]), :index 1, :n #{1 {:a "}"}}}
#_ {:no 1} {:process 0, :type :ok, :f :txn, :value [[:append :x 1] [:r "y" [3 "\\u00e4" -4]]], :index 2, :time 12}
{:process :nemesis, :type :info, :f :start, :value nil}
{:process 1, :type :info, :f :txn, :value nil, :index 4}]`,
  json: `{"process": 0, "type": "invoke", "f": "txn", "value": [["w", "x", 1], ["r", 2.5, null]], "time": 1e3}
{"process": 0, "type": "ok", "f": "txn", "value": [["w", "x", 1], ["r", 2.5, "a\\n"]], "more": {"a": [true, {}]}}
{"process": 1, "type": "invoke", "f": "txn", "value": [["w", "x", 9007199254740993]]}`,
  plume: 'w(1,5,0,0)\nr(1,5,1,1)\r\nw(2,6,1,1)\n\nr( 2, 6 ,2,2)\nw(3,3,0,-1)\n',
  awdit: '===\nw 1 5\nr 2 0\n---\nr 1 5\n\n=====\nw 2 0\n-\nr 2 0\n',
  dbcop: `{"params": {"id": 0}, "data": [[{"events": [{"Write": {"variable": 0, "version": 1}}, ["r", 1, null]],
 "committed": true}], [{"committed": false, "events": [{"Read": {"version": 1, "variable": 0}}]}]]}`,
};
const BANK = `{:type :invoke, :f :read, :process 1}
{:type :ok, :f :read, :process 1, :value {0 97, 1 -3}}
{:type :invoke, :f :transfer, :process 0, :value {:from 1, :to 0, :amount 5}}`;

const edit = fc.record({
  at: fc.nat(10_000),
  length: fc.nat(12),
  what: fc.constantFrom('drop', 'repeat', 'replace', 'cut'),
  by: fc.constantFrom(
    '[',
    ']',
    '{',
    '}',
    '(',
    ')',
    '"',
    '\\',
    ':',
    '#',
    ';',
    ',',
    '\n',
    '0',
    '-',
    '1e9',
    'nil',
    '#_',
    '\u{1f4b0}',
    '\0',
  ),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function edited(text: string, edits: readonly Edit[]): string {
  return edits.reduce((before, { at, length, what, by }) => {
    const from = at % (before.length + 1);
    const middle = before.slice(from, from + length);
    const changed = { drop: '', repeat: middle + middle, replace: by, cut: '' }[what];
    return before.slice(0, from) + changed + (what === 'cut' ? '' : before.slice(from + length));
  }, text);
}

const THINGS = `{:process "a", :type :invoke, :f :txn, :value [[:w #{1/2 {:k \\a}} 0x1F] [:r #:n{:a ^:m [1.50M]} nil]]}
#foo.Op {:type :ok, :process "a", :f :txn, :value ([:write #{{:k \\u0061} 2/4} 31N] [:read {:n/a (1.5M)} #inst "2020"])}
{:process 2, :type :invoke, :f :drain, :value #_ [1] :x}
{:process :nemesis, :type :info, :f :kill, :value ##Inf}
{:process 2, :type :info, :f :drain, :value "\\101"}`;
const OLD_DBCOP = `{"info": "x", "data": [[{"events": [{"write": true, "variable": 0, "value": 1, "success": true},
 {"success": false, "value": 2, "variable": 1, "write": true}], "success": true}]]}`;
const DBCOP_TEXT = '// two\n[x:=1 y==?] [z:=18446744073709551615]!\n--\n\n[x==1 ÿ:=3]\n';
const cases = [
  ...Object.entries(SAMPLES),
  ['edn', BANK] as const,
  ['edn', THINGS] as const,
  ['dbcop', OLD_DBCOP] as const,
  ['dbcop', DBCOP_TEXT] as const,
];

test.each(cases)('%s, damaged at random', (format, sample) => {
  let read = 0;
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 3 }), (edits) => {
      const text = edited(sample, edits);
      try {
        const history = FORMATS[format]!.read(sourceOf(Buffer.from(text), 'log'), {});
        for (let row = 0; row < history.length; row++) expect(typeof history.body(row)).toBe('object');
        transactionsOf(history);
        read++;
      } catch (error) {
        if (!(error instanceof HistoryError)) throw error;
        expect(error.line).toBeGreaterThanOrEqual(1);
        const lines = text.split('\n');
        expect(error.line).toBeLessThanOrEqual(lines.length);
        expect(error.column ?? 1).toBeGreaterThanOrEqual(1);
        expect(error.column ?? 1).toBeLessThanOrEqual(lines[(error.line as number) - 1]!.length + 1);
      }
    }),
    { seed: 5, numRuns: 250 },
  );
  expect(read).toBeGreaterThan(20);
});

test.each([
  ['edn', '['.repeat(100_000)],
  ['edn', `{:process 0 :type :invoke :value ${'['.repeat(5000)}`],
  ['edn', `{:process 0 :type :invoke :value [[:r ${'{'.repeat(2000)}`],
  ['edn', '#_ '.repeat(50_000)],
  ['edn', '#a '.repeat(50_000)],
  ['edn', ';\n'.repeat(50_000)],
  ['edn', `"${'x'.repeat(100_000)}`],
  ['json', `[${'{"a":'.repeat(50_000)}`],
  ['dbcop', `[${'[['.repeat(50_000)}`],
  ['plume', `w(${'9'.repeat(100_000)},1,1,1)`],
])('%s that goes on and on: %#', (format, text) => {
  expect(() => FORMATS[format]!.read(sourceOf(Buffer.from(text), 'log'), {})).toThrow(HistoryError);
});

test('ten thousand operations that never end, and as many lives of one process', () => {
  const open = Array.from(
    { length: 10_000 },
    (_, p) => `{:process ${p} :type :invoke :f :txn :value [[:append 1 ${p}]]}`,
  );
  const lives = Array.from(
    { length: 10_000 },
    (_, k) => `{:process -1 :type :invoke :f :txn :value [[:append 2 ${k}]]}\n{:process -1 :type :info :f :txn}`,
  );
  const history = FORMATS.edn!.read(sourceOf(Buffer.from([...open, ...lives].join('\n')), 'log'), {});
  const all = transactionsOf(history);
  expect([history.length, 'count' in all && [all.count, all.sessions]]).toEqual([30_000, [20_000, 20_000]]);
});
