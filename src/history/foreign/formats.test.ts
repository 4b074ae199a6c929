import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { HistoryError } from '../files/error.js';
import { minimalHeader } from '../files/from-lines.js';
import { FORMATS, formatOf, readLog } from './formats.js';
import { sourceOf } from './source.js';

const folder = mkdtempSync(join(tmpdir(), 'formats-'));
afterAll(() => rmSync(folder, { recursive: true }));

const OPERATION = { type: 'invoke', process: 0, f: 'txn', value: [['append', 1, 1]] };
const EDN = '{:type :invoke, :process 0, :f :txn, :value [[:append 1 1]]}';

test.each([
  ['touchstone', 'h.jsonl', '{"touchstone":"history","format":1}'],
  ['touchstone', 'empty.jsonl', ''],
  ['edn', 'h.txt', EDN],
  ['edn', 'h.txt', `\n[${EDN}]`],
  ['edn', 'h.txt', `[ #jepsen.history.Op${EDN}]`],
  ['edn', 'h.txt', `; a comment\n${EDN}`],
  ['edn', 'h.edn', '(1)'],
  ['json', 'h.edn', '{"type": "ok"}'],
  ['json', 'h.json', '{":f": ":txn", ":type": ":ok"}'],
  ['json', 'h.txt', JSON.stringify([OPERATION])],
  ['json', 'h.jsonl', JSON.stringify(OPERATION)],
  ['json', 'h.jsonl', JSON.stringify([OPERATION], null, 2)],
  ['plume', 'h.txt', 'r(1,2,3,4)'],
  ['plume', 'h.txt', '\nw(1,2,3,4)'],
  ['awdit', 'h.txt', '===\nw 1 2\n'],
  ['awdit', 'h.txt', 'r 1 2'],
  ['dbcop', 'h.txt', '[x:=1 y==2]\n---\n[y==?]'],
  ['dbcop', 'h.txt', '---\n\n // a comment\n[x==?]'],
  ['dbcop', 'h.json', '[[{"events":[],"committed":true}]]'],
  ['dbcop', 'h.json', '{"params":{"id":0},"info":"x","data":[]}'],
])('%s shows in %s: %s', (format, name, text) => {
  expect(formatOf(sourceOf(Buffer.from(text), name))).toBe(format);
});

test.each(['hello', '{"a":1}', '[1,2]', '<xml/>'])('%s shows nothing', (text) => {
  expect(() => formatOf(sourceOf(Buffer.from(text), 'h.txt'))).toThrow(
    `h.txt: its beginning does not show what kind of log it is; say --format ${Object.keys(FORMATS).join(', ')}`,
  );
});

test('files of every format, packed or not', () => {
  const logs: Record<string, string> = {
    touchstone: `${JSON.stringify({ ...minimalHeader(), clients: ['c1'] })}\n{"v":"client","k":"invoke","node":"c1"}`,
    edn: EDN,
    json: JSON.stringify(OPERATION),
    plume: 'w(1,2,3,4)',
    awdit: 'w 1 2',
    dbcop: '[[{"events":[["w",1,2]],"committed":true}]]',
  };
  expect(Object.keys(logs)).toEqual(Object.keys(FORMATS));
  for (const [format, text] of Object.entries(logs)) {
    const [plain, packed] = [join(folder, format), join(folder, `${format}.gz`)];
    writeFileSync(plain, text);
    writeFileSync(packed, gzipSync(text));
    const { length } = readLog(plain);
    expect(length).toBeGreaterThan(0);
    expect([readLog(packed).length, readLog(plain, format).length, readLog(packed, format).length]).toEqual(
      new Array(3).fill(length),
    );
  }
});

test('what is no text of a log', () => {
  expect(() => readLog(join(folder, 'none.edn'))).toThrow('none.edn: there is no such file; name');
  expect(() => readLog(folder)).toThrow('this is a folder');
  expect(() => sourceOf(Buffer.from([91, 10, 255, 10]), 'h.edn')).toThrow('h.edn:2: this is not UTF-8');
  const zero = join(folder, 'zero.edn');
  writeFileSync(zero, '{:type :ok\n\0}');
  expect(() => readLog(zero)).toThrow('zero.edn:2:1: there is a byte 0; logs are text');
});

test.each([
  ['empty.edn', '', 'empty.edn: it is empty; a log has at least one operation'],
  ['empty.json', '\ufeff \n', 'empty.json: it is empty'],
  ['empty', '', 'empty: it is empty'],
  [
    'h.edn.zst',
    [0x28, 0xb5, 0x2f, 0xfd, 0],
    'h.edn.zst: this is packed by zstd; unpack it first; only gzip is unpacked here',
  ],
  ['h.edn', [0xff, 0xfe, 0x5b, 0], 'h.edn: this is UTF-16; save it as UTF-8'],
  ['test.jepsen', 'JEPSEN\0\0', "test.jepsen: this is Jepsen's own binary file; take the history.edn"],
])('%s is no log', (name, bytes, message) => {
  const path = join(folder, name);
  writeFileSync(path, typeof bytes === 'string' ? bytes : Uint8Array.from(bytes));
  expect(() => readLog(path)).toThrow(message);
  if (typeof bytes !== 'string') expect(() => readLog(path, 'edn')).toThrow(message);
});

test('another format than the one that was asked for', () => {
  const [log, none] = [join(folder, 'asked.log'), join(folder, 'none.log')];
  writeFileSync(log, EDN);
  writeFileSync(none, 'hello');
  const hint = 'expected r(key,value,session,transaction) or w(...)';
  const problem = 'this is no operation: it begins with neither r( nor w(';
  expect(() => readLog(log, 'plume')).toThrow(
    new HistoryError(log, 1, problem, `${hint}; its beginning looks like --format edn`, 1),
  );
  expect(() => readLog(none, 'plume')).toThrow(new HistoryError(none, 1, problem, hint, 1));
});

test('a byte order mark says nothing', () => {
  const file = join(folder, 'mark.txt');
  writeFileSync(file, `\ufeff${EDN}`);
  expect(readLog(file).length).toBe(1);
});
