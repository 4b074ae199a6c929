import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { History } from '../history.js';
import { HistoryError } from './error.js';
import { minimalHeader } from './from-lines.js';
import { readHistory } from './read.js';

// Sealed histories as another program may write them: their lines come by the fast scanner, and must not mislead it.

const header = JSON.stringify({ ...minimalHeader(), sealed: true, nodes: ['n1', 'n2'] });

function sealed(lines: readonly string[], events = lines.length): Buffer {
  const block = Buffer.from(`${[header, ...lines].join('\n')}\n`, 'latin1');
  const sha = createHash('sha256').update(block).digest('hex');
  const seal = `{"checkpoint":1,"events":${events},"sha256":"${sha}","seal":true,"settled":true`;
  const crc = crc32(seal, crc32(block)).toString(16).padStart(8, '0');
  return Buffer.concat([block, Buffer.from(`${seal},"crc32":"${crc}"}\n`)]);
}

function read(lines: readonly string[], events?: number): History | string {
  try {
    return readHistory(sealed(lines, events), 'h');
  } catch (error) {
    if (error instanceof HistoryError) return error.message;
    throw error;
  }
}

const done = (i: number, more = '') => `{"i":${i},"t":0,"v":"run","k":"done"${more}}`;
const damaged = 'are damaged; these lines are not what the recorder wrote; take another copy of the file';

test.each([
  [[done(0, ',"i":0')], 'h:2: "i" stands there twice; an event has every key at most once'],
  [[done(0), done(1), done(2, ',"k":"done"')], 'h:4: "k" stands there twice; an event has every key at most once'],
  [
    [done(0, ',"why":"x"'), done(1, ',"why":"x","why":"x"')],
    'h:3: "why" stands there twice; an event has every key at most once',
  ],
  [
    [done(0, ',"body":{}'), done(1, ',"body":{},"seq":1.5')],
    'h:3: "seq" is 1.5; expected an integer from 0 to 2^53 - 1',
  ],
  [[done(0, ',"node"="n1"')], 'h:2: this is not JSON: "=\\"n1\\"}"; expected a colon'],
  [[done(0), `${done(1)},`], 'h:3: this is not JSON: ","; expected the end of the line'],
  [[done(1)], 'h:2: "i" is 1; expected 0: they count from 0 without gaps'],
  [[done(0, ',"why":"\xff"')], `h:1-3: lines 1 to 3 ${damaged}`],
])('%j', (lines, message) => {
  expect(read(lines)).toBe(message);
});

test('a checkpoint that counts other than what stands there', () => {
  expect(read([done(0)], 2)).toBe(`h:1-3: lines 1 to 3 ${damaged}`);
});

test('keys that are only like a known one, spaces, escapes and other ends of a line', () => {
  const lines = [
    done(0, ',"deliverx":[],"claimedSex":{},"inReplyTx":1.5,"nod":1,"nodes":1'),
    done(1, ' '),
    `${done(2)}  `,
    `${done(3)}\r`,
    done(4).replace('"k":', '"k": '),
    done(5).replace('"done"', '"d\\u006fne"'),
    done(6).replace('"k"', '"\\u006b"'),
    done(7).replace('"i":', '"i": '),
  ];
  const history = read(lines) as History;
  expect([history.length, history.ending, history.kinds]).toEqual([8, 'sealed', [{ v: 'run', k: 'done' }]]);
  expect([...history.claimedSeq, ...history.seq]).toEqual(Array(16).fill(-1));
});

test('many names that begin alike', () => {
  const types = Array.from({ length: 600 }, (_, n) => `type${n % 200}${n % 2 === 0 ? '' : 'and-so-on'}`);
  const lines = types.map(
    (type, n) =>
      `{"i":${n},"t":0,"v":"relay","k":"send","node":"n1","life":1,"seq":${n + 1},"to":"n2","type":"${type}"}`,
  );
  const history = read(lines) as History;
  expect([...history.type].map((type) => history.types[type])).toEqual(types);
  expect(history.types.length).toBe(new Set(types).size);
});
