import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { EventLine } from '../event.js';
import type { History } from '../history.js';
import { HistoryError } from './error.js';
import { minimalHeader } from './from-lines.js';
import { readHistory, readHistoryFile } from './read.js';
import { createRecorder } from './recorder.js';
import { fileSink, memorySink } from './sinks.js';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

const header = { ...minimalHeader(), sealed: true, nodes: ['n1', 'n2'], clients: ['c1'] };

/** `rounds` of a request and what follows: seven events each. */
function story(rounds: number): EventLine[] {
  const events: EventLine[] = [];
  for (let n = 1; n <= rounds; n++) {
    events.push(
      { v: 'client', k: 'invoke', node: 'c1', life: 1, tx: `c1-${n}`, op: n, body: `{"n":${n}}` },
      {
        v: 'relay',
        k: 'send',
        node: 'n1',
        life: 1,
        seq: n,
        to: 'n2',
        type: 'ASK',
        msgId: n,
        clock: n,
        body: '{"é":[]}',
      },
      { v: 'relay', k: 'hold', node: 'n2', life: 1, from: 'n1', fromLife: 1, fromSeq: n, why: 'a "wall"' },
      { v: 'relay', k: 'deliver', node: 'n2', life: 1, delivery: n, from: 'n1', fromLife: 1, fromSeq: n },
      { v: 'relay', k: 'send', node: 'n2', life: 1, seq: 2 * n - 1, to: 'n1', type: 'TELL', inReplyTo: n, seen: n },
      { v: 'node', k: 'enter', node: 'n2', life: 1, seq: 2 * n, seen: n, body: '{"kind":"enter"}' },
      { v: 'client', k: 'ok', node: 'c1', life: 1, tx: `c1-${n}`, op: n },
    );
  }
  return events;
}

function recorded(events: readonly EventLine[]): Buffer {
  const sink = memorySink();
  let clock = 0;
  const recorder = createRecorder(header, sink, () => (clock += 5e9));
  for (const event of events) recorder.record(event);
  recorder.seal({ settled: true });
  return Buffer.from(sink.bytes());
}

/** The same events as another program might write them: other order of keys, spaces, and its own checkpoints. */
function respelt(bytes: Buffer): Buffer {
  const [first, ...rest] = bytes.toString().trim().split('\n');
  const lines = rest
    .filter((line) => !line.startsWith('{"checkpoint"'))
    .map((line) => {
      const entries = Object.entries(JSON.parse(line)).reverse();
      return `{ ${entries.map(([key, value]) => `"${key}" : ${JSON.stringify(value)}`).join(' , ')}, "x":[]}`;
    });
  const block = `${[first, ...lines].join('\n')}\n`;
  const sha = createHash('sha256').update(block).digest('hex');
  const seal = `{"checkpoint":1,"events":${lines.length},"sha256":"${sha}","seal":true,"settled":true`;
  const crc = crc32(block + seal)
    .toString(16)
    .padStart(8, '0');
  return Buffer.from(`${block}${seal},"crc32":"${crc}"}\n`);
}

/** All that a history says, as plain values. */
function contents(history: History): Record<string, unknown> {
  const rows = Array.from({ length: history.length }, (_, row) => row);
  const columns = Object.entries(history).filter(([, value]) => ArrayBuffer.isView(value));
  return {
    ...Object.fromEntries(columns.map(([name, column]) => [name, [...(column as Float64Array)]])),
    header: history.header,
    kinds: history.kinds,
    processes: history.processes,
    types: history.types,
    participants: history.participants,
    transactions: rows.map((row) => history.txName(history.tx[row]!)),
    bodies: rows.map(history.bodyText),
    whys: rows.map(history.why),
    ending: history.ending,
  };
}

/** The message of the HistoryError that reading gives; fails when it gives anything else. */
function errorOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof HistoryError) return error.message;
    throw error;
  }
  throw new Error('it was read');
}

test('what was recorded is read, and the references are found', () => {
  const history = readHistory(recorded(story(2)), 'h');
  expect([history.ending, history.length]).toEqual(['sealed', 14]);
  expect([...history.time]).toEqual(Array.from({ length: 14 }, (_, n) => (n + 1) * 5e9));
  expect([...history.ref]).toEqual([-1, -1, 1, 1, 1, -1, 0, -1, -1, 8, 8, 8, -1, 7]);
  expect([...history.tx].map(history.txName)).toEqual([
    'c1-1',
    '',
    '',
    '',
    '',
    '',
    'c1-1',
    'c1-2',
    '',
    '',
    '',
    '',
    '',
    'c1-2',
  ]);
  expect(history.tx[0]).toBe(history.tx[6]);
  expect(history.bodyText(8)).toBe('{"é":[]}');
  expect(history.why(9)).toBe('a "wall"');
});

test('file, gzip, memory, pieces: all the same history', () => {
  const events = story(700);
  // Larger than a piece, with a body that is larger than a chunk of the store.
  const big: EventLine = { v: 'relay', k: 'send', node: 'c1', life: 1, seq: 1, to: 'n1', type: 'BIG' };
  events.push({ ...big, body: `{"x":"${'y'.repeat(5_000_000)}"}`, why: 'large' }, { ...big, seq: 2, body: '{}' });
  const bytes = recorded(events);
  const expected = JSON.stringify(contents(readHistory(bytes, 'h')));
  for (const gzip of [false, true]) {
    const path = join(folder, `same-${gzip}`);
    const sink = fileSink(path, { gzip });
    sink.write(bytes);
    sink.close();
    expect(JSON.stringify(contents(readHistoryFile(path))) === expected).toBe(true);
  }
  expect(JSON.stringify(contents(readHistory(gzipSync(bytes), 'h'))) === expected).toBe(true);
});

test('a file torn right behind a checkpoint', () => {
  const bytes = recorded(story(400));
  const tears = [...bytes.toString('latin1').matchAll(/\n\{"checkpoint":[^\n]*\n/g)].map((m) => m.index + m[0].length);
  const found = tears.slice(0, -1).map((end) => {
    const path = join(folder, `torn-${end}`);
    writeFileSync(path, bytes.subarray(0, end));
    const { ending, length } = readHistoryFile(path);
    return [ending, length];
  });
  expect(found).toEqual([
    ['torn', 1000],
    ['torn', 2000],
  ]);
});

test('a checkpoint with nothing before it ends no reading', () => {
  const text = '\n{"checkpoint":';
  const path = join(folder, 'nothing-before');
  writeFileSync(path, text);
  const message = errorOf(() => readHistory(Buffer.from(text), path));
  expect(message).toMatch(/^\S+:1: /);
  expect(errorOf(() => readHistoryFile(path))).toBe(message);
});

test('a line means the same, whoever spelt it', () => {
  const bytes = recorded(story(50));
  const expected = contents(readHistory(bytes, 'h'));
  expect(contents(readHistory(respelt(bytes), 'h'))).toEqual(expected);
  const lines = bytes.toString().replace('"sealed":true', '"sealed":false').split('\n').slice(0, -2);
  const { header: _, ending, ...rest } = contents(readHistory(Buffer.from(lines.join('\n')), 'h'));
  expect([ending, { ...expected, ...rest }]).toEqual(['unsealed', expected]);
});

test('hostile strings in every claim come back as they were, and break nothing', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      '","i":99,"x":"',
      '\n{"i":0}\n',
      '\\',
      '"',
      '}\n{"checkpoint":1',
      'a\ud800',
      'a\ufffd',
      '__proto__',
      '\u2028',
      'c1-01',
      '-1',
      'c-1-2',
    ),
  );
  const number = fc.maxSafeInteger();
  const claims = fc.record({
    type: hostile,
    tx: hostile,
    why: hostile,
    msgId: number,
    clock: number,
    text: hostile,
    to: hostile,
  });
  fc.assert(
    fc.property(fc.array(claims, { maxLength: 12 }), (all) => {
      const events = all.map(
        ({ text, ...rest }, n): EventLine => ({
          v: 'relay',
          k: 'send',
          node: 'n1',
          life: 1,
          seq: n + 1,
          ...rest,
          body: JSON.stringify({ [text]: text }),
        }),
      );
      const history = readHistory(recorded(events), 'h');
      expect(history.length).toBe(all.length);
      for (const [row, { type, tx, why, msgId, clock, text, to }] of all.entries()) {
        expect(history.types[history.type[row]!]).toBe(type);
        expect(history.participants[history.to[row]!]).toBe(to);
        expect(history.txName(history.tx[row]!)).toBe(tx);
        expect(history.why(row)).toBe(why);
        expect([history.msgId[row], history.clock[row]]).toEqual([msgId + 0, clock + 0]);
        expect(history.body(row)).toEqual(JSON.parse(JSON.stringify({ [text]: text })));
      }
      for (const a of all.keys()) {
        for (const b of all.keys()) {
          expect(history.tx[a] === history.tx[b]).toBe(all[a]!.tx === all[b]!.tx);
        }
      }
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('torn anywhere, a history is read up to the tear, and is never whole', () => {
  const bytes = recorded(story(2));
  const whole = contents(readHistory(bytes, 'h')) as { kind: number[] };
  const firstLine = bytes.indexOf(10) + 1;
  const ends = Array.from(bytes.keys()).filter((at) => bytes[at] === 10);
  for (let length = 0; length < bytes.length; length++) {
    if (length < firstLine - 1) {
      expect(errorOf(() => readHistory(bytes.subarray(0, length), 'h'))).toMatch(/^h:1: /);
      continue;
    }
    const history = readHistory(bytes.subarray(0, length), 'h');
    expect(history.ending).toBe('torn');
    const lines = ends.filter((end) => end < length).length;
    expect([...history.kind]).toEqual(whole.kind.slice(0, Math.max(0, lines - 1)));
  }
});

test('torn behind a checkpoint: what is before it stands', () => {
  const bytes = recorded(story(300));
  const cut = bytes.subarray(0, bytes.length - 1000);
  const history = readHistory(cut, 'h');
  expect([history.ending, history.length]).toEqual(['torn', cut.toString().split('\n').length - 4]);
  expect(history.length).toBeGreaterThan(2000);
});

test('every changed byte is found, with the lines of its block', () => {
  const bytes = recorded(story(1));
  const lines = bytes.toString().split('\n').length - 1;
  for (const flip of [1, 0x80]) {
    for (let at = 0; at < bytes.length; at++) {
      bytes[at]! ^= flip;
      const message = errorOf(() => readHistory(bytes, 'h'));
      bytes[at]! ^= flip;
      // A changed newline makes one line of two, or two of one.
      const range = `(${lines}|${lines - 1}|${lines + 1})`;
      const expected = expect.stringMatching(new RegExp(`^h:1-${range}: lines 1 to \\1 are damaged`));
      expect({ at, message }).toEqual({ at, message: expected });
    }
  }
});

test('a changed byte in a later block names that block only', () => {
  const bytes = recorded(story(400));
  const text = bytes.toString();
  const second = text.indexOf('"i":1500,');
  bytes[second + 60]! ^= 1;
  const hint = 'these lines are not what the recorder wrote; take another copy of the file';
  expect(errorOf(() => readHistory(bytes, 'h'))).toBe(`h:1003-2003: lines 1003 to 2003 are damaged; ${hint}`);
});

test('lines that were lost, doubled or moved with their checkpoint are found', () => {
  const lines = recorded(story(600))
    .toString()
    .split(/(?<=\n)/);
  const blocks = [lines.slice(0, 1002), lines.slice(1002, 2003), lines.slice(2003, 3004), lines.slice(3004)];
  const joined = (order: number[]) => Buffer.from(order.flatMap((n) => blocks[n]!).join(''));
  expect(readHistory(joined([0, 1, 2, 3, 4].slice(0, 4)), 'h').ending).toBe('sealed');
  const message = (order: number[]) => errorOf(() => readHistory(joined(order), 'h')).split(':')[1];
  expect([message([0, 2, 3]), message([0, 1, 1, 2, 3]), message([0, 2, 1, 3])]).toEqual([
    '1003-2003',
    '2004-3004',
    '1003-2003',
  ]);
});

test('something after the seal', () => {
  const bytes = Buffer.concat([recorded(story(1)), Buffer.from('x')]);
  expect(errorOf(() => readHistory(bytes, 'h'))).toBe(
    'h:10: there is something after the seal; the seal is the last line of a history',
  );
});

test.each([
  ['', 'h:1: this is no history; its first line should be a header that begins with {"touchstone":"history"'],
  ['\0\0\0', 'h:1: this is no history; its first line should be a header that begins with {"touchstone":"history"'],
  [
    'scenario: x\n',
    'h:1: this is no history; its first line should be a header that begins with {"touchstone":"history"',
  ],
  ['{"a":1}\n', 'h:1: this is no history; its first line should be a header that begins with {"touchstone":"history"'],
  ['{"a":\n', 'h:1: this is not JSON: the line ends; expected a JSON value'],
  [
    '{"touchstone":"history","format":2,"tool":"9.1"}\n',
    'h:1: this is a history of format 2, written by version 9.1; this version reads format 1; read it with that one',
  ],
  [
    '{"touchstone":"history","format":1}\n',
    "h:1: the header is not right: it must have required property 'tool'; specs/history.schema.json says what a header holds",
  ],
])('no history: %j', (text, message) => {
  expect(errorOf(() => readHistory(Buffer.from(text), 'h'))).toBe(message);
  const path = join(folder, 'none');
  writeFileSync(path, text);
  expect(errorOf(() => readHistoryFile(path))).toBe(path + message.slice(1));
});

test('a header whose values make no sense', () => {
  const read = (change: object) =>
    errorOf(() => readHistory(Buffer.from(JSON.stringify({ ...header, ...change })), 'h'));
  const hint = 'specs/history.schema.json says what a header holds';
  expect(read({ nodes: ['N1'] })).toBe(
    `h:1: the header is not right: "nodes.0" must match pattern "^[a-z][a-z0-9-]{0,31}$"; ${hint}`,
  );
  expect(read({ accounts: { a: 1.5 } })).toBe(`h:1: the header is not right: "accounts.a" must be integer; ${hint}`);
  expect(read({ host: 'x' })).toBe(
    `h:1: the header is not right: "host" must be equal to one of the allowed values: sim, nats, import; ${hint}`,
  );
  expect(read({ clients: ['n1'] })).toBe(
    'h:1: the header names n1 twice; nodes and clients all have names of their own',
  );
  const nested = `{"touchstone":"history","x":${'['.repeat(100_000)}`;
  expect(errorOf(() => readHistory(Buffer.from(nested), 'h'))).toBe(
    'h:1: nested deeper than 128; that is more than an event may be',
  );
});

test('a header is data: it changes no prototype', () => {
  const text = `{"__proto__":{"polluted":1},${JSON.stringify({ ...header, sealed: false }).slice(1)}`;
  const history = readHistory(Buffer.from(text), 'h');
  expect(({} as { polluted?: number }).polluted).toBe(undefined);
  expect(history.length).toBe(0);
});

test('damaged and cut gzip', () => {
  const packed = gzipSync(recorded(story(300)));
  expect(readHistory(packed.subarray(0, packed.length >> 1), 'h').ending).toBe('torn');
  packed[packed.length >> 1]! ^= 255;
  expect(errorOf(() => readHistory(packed, 'h'))).toMatch(/^h(: its gzip data are damaged|:\d+-\d+: lines)/);
});

test('a file that is not there, a folder', () => {
  const hint = 'name the history.jsonl of a run, or one written by hand';
  expect(errorOf(() => readHistoryFile(join(folder, 'no')))).toBe(`${folder}/no: there is no such file; ${hint}`);
  expect(errorOf(() => readHistoryFile(folder))).toBe(`${folder}: this is a folder; ${hint}`);
});
