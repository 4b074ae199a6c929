import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { EventLine } from '../event.js';
import type { Header } from '../header.js';
import { createRecorder } from './recorder.js';
import { memorySink } from './sinks.js';

const header = { touchstone: 'history', format: 1, run: 'r' } as unknown as Header;

/** The history of `events`, event n at n microseconds. */
function record(events: EventLine[], flushAfter?: number): string {
  const sink = memorySink();
  let clock = 0;
  const recorder = createRecorder(header, sink, () => clock++ * 1000);
  for (const [k, event] of events.entries()) {
    recorder.record(event);
    if (k === flushAfter) recorder.flush();
  }
  recorder.seal({ settled: true });
  return Buffer.from(sink.bytes()).toString();
}

const send: EventLine = {
  v: 'relay',
  k: 'send',
  node: 'n1',
  life: 1,
  seq: 1,
  to: 'n2',
  type: 'REQ"\n\u2028\ud800',
  msgId: 7,
  inReplyTo: -1,
  clock: 2 ** 53 - 1,
  tx: 'c1-4',
  claimedSeq: Number.NaN,
  seen: 0,
  body: Buffer.from('{"type":"é"}'),
};

test('a line has its keys in one order, the body verbatim, and claims that cannot break out', () => {
  expect(record([send]).split('\n')[1]).toBe(
    '{"i":0,"t":0,"v":"relay","k":"send","node":"n1","life":1,"seq":1,"to":"n2","type":"REQ\\"\\n\u2028\\ud800",' +
      '"msgId":7,"inReplyTo":-1,"clock":9007199254740991,"tx":"c1-4","claimedSeq":2147483647,"seen":0,' +
      '"body":{"type":"é"}}',
  );
});

test('integers of every length are spelt as JSON spells them', () => {
  const numbers = [0, 9, 10, 99, 2 ** 31 - 1, 2 ** 31, 1e9, 5_000_000_001, 1e15, 2 ** 53 - 1];
  const lines = record(numbers.map((msgId) => ({ v: 'relay', k: 'send', msgId }))).split('\n');
  expect(lines.slice(1, -2).map((line) => JSON.parse(line).msgId)).toEqual(numbers);
  const below = record(numbers.map((n) => ({ v: 'relay', k: 'send', clock: -n }))).split('\n');
  expect(below.slice(1, -2).map((line) => JSON.parse(line).clock)).toEqual(numbers.map((n) => (n === 0 ? 0 : -n)));
});

test('checkpoints come every 1,000 events and prove what is before them', () => {
  const text = record(Array.from({ length: 2500 }, (_, n) => ({ v: 'run', k: 'start', why: `${n}` })));
  const lines = text.split(/(?<=\n)/);
  const at = lines.flatMap((line, n) => (line.startsWith('{"checkpoint"') ? [n] : []));
  expect(at).toEqual([1001, 2002, 2503]);
  expect(lines.length).toBe(2504);
  for (const [n, line] of at.entries()) {
    const block = lines.slice(n === 0 ? 0 : at[n - 1]! + 1, line).join('');
    const before = lines.slice(0, line).join('');
    expect(JSON.parse(lines[line]!)).toEqual({
      checkpoint: n + 1,
      events: Math.min(2500, 1000 * (n + 1)),
      sha256: createHash('sha256').update(before).digest('hex'),
      ...(n === 2 ? { seal: true, settled: true } : {}),
      crc32: crc32(block + lines[line]!.replace(/,"crc32".*\n/, ''))
        .toString(16)
        .padStart(8, '0'),
    });
  }
});

test('the same events give the same bytes, flushed or not', () => {
  const events = [send, { ...send, seq: 2 }, { ...send, seq: 3 }];
  expect(record(events, 1)).toBe(record(events));
});

test('a block of large lines is closed before it has 1,000 events', () => {
  const large = { ...send, body: `{"x":"${'y'.repeat(2 ** 20)}"}` };
  const lines = record([large, large, large, large, large]).split('\n');
  expect(lines.map((line) => line.startsWith('{"checkpoint"'))).toEqual(
    [0, 0, 0, 0, 0, 1, 0, 1, 0].map((n) => n === 1),
  );
});

test('an event that no line can hold is refused and leaves no trace', () => {
  const sink = memorySink();
  const recorder = createRecorder(header, sink, () => 5.75);
  const bad: [Partial<EventLine>, string][] = [
    [{ seq: 1.5 }, 'seq of an event is 1.5; expected an integer from 0 to 2^53 - 1'],
    [{ life: -1 }, 'life of an event is -1; expected an integer from 0 to 2^53 - 1'],
    [{ delivery: 2 ** 53 }, 'delivery of an event is 9007199254740992; expected an integer from 0 to 2^53 - 1'],
    [{ body: '{"a":\n1}' }, 'the body of an event is not one JSON object on one line'],
    [{ body: Buffer.from('{"a":\n1}') }, 'the body of an event is not one JSON object on one line'],
    [{ body: '[]' }, 'the body of an event is not one JSON object on one line'],
  ];
  for (const [fields, message] of bad) {
    expect(() => recorder.record({ v: 'relay', k: 'send', ...fields })).toThrow(new RangeError(message));
  }
  expect(recorder.record({ v: 'run', k: 'done' })).toBe(0);
  expect(recorder.count).toBe(1);
  recorder.seal({ settled: false });
  const lines = Buffer.from(sink.bytes()).toString().split('\n');
  expect(lines[1]).toBe('{"i":0,"t":5,"v":"run","k":"done"}');
  expect(JSON.parse(lines[2]!)).toMatchObject({ seal: true, settled: false });
  expect(() => recorder.record({ v: 'run', k: 'done' })).toThrow('this history is sealed');
  expect(() => recorder.seal({ settled: true })).toThrow('this history is sealed already');
});

test('time never steps back', () => {
  const times = [5, 3, 9];
  const sink = memorySink();
  const recorder = createRecorder(header, sink, () => times.shift()!);
  for (let n = 0; n < 3; n++) recorder.record({ v: 'run', k: 'start' });
  recorder.flush();
  const lines = Buffer.from(sink.bytes()).toString().trim().split('\n').slice(1);
  expect(lines.map((line) => JSON.parse(line).t)).toEqual([5, 5, 9]);
});
