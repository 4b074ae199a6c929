import fc from 'fast-check';
import { type Commands, createParser, type Parser } from './parser.js';

const LIMITS = { maxControlLine: 64, maxPayload: 100 };

/** Parses pieces and writes down what was understood. */
function parse(pieces: readonly Buffer[], prepare: (parser: Parser) => void = () => {}): unknown[] {
  const said: unknown[] = [];
  const commands: Commands = {
    connect: (json) => said.push(['connect', json]),
    publish(subject, reply, chunk, start, headerSize, size) {
      const text = chunk.toString('latin1', start, start + size);
      expect(chunk.toString('latin1', start + size, start + size + 2)).toBe('\r\n');
      said.push(['publish', subject, reply, text.slice(0, headerSize), text.slice(headerSize)]);
    },
    subscribe: (subject, queue, sid) => said.push(['subscribe', subject, queue, sid]),
    unsubscribe: (sid, max) => said.push(['unsubscribe', sid, max]),
    ping: () => said.push('ping'),
    pong: () => said.push('pong'),
    failed: (why) => said.push({ failed: why }),
  };
  const parser = createParser(LIMITS, commands);
  prepare(parser);
  for (const piece of pieces) parser.push(piece);
  return said;
}

const parseText = (text: string) => parse([Buffer.from(text, 'latin1')]);

const EVERYTHING =
  'CONNECT {"verbose":false}\r\nPING\r\nPUB a.b 5\r\nhello\r\nPUB a.b reply 0\r\n\r\nSUB > 1\r\nsub a.* q 2\n' +
  'HPUB a 12 14\r\nNATS/1.0\r\n\r\nhi\r\nhpub a r 12 12\r\nNATS/1.0\r\n\r\n\r\nUNSUB 1\r\nUNSUB 2 7\r\n' +
  'PUB\ta \t b\t4 \r\n\r\n\r\n\r\n+OK\r\nINFO {}\r\nPONG\r\n';
const UNDERSTOOD = [
  ['connect', '{"verbose":false}\r'],
  'ping',
  ['publish', 'a.b', '', '', 'hello'],
  ['publish', 'a.b', 'reply', '', ''],
  ['subscribe', '>', '', '1'],
  ['subscribe', 'a.*', 'q', '2'],
  ['publish', 'a', '', 'NATS/1.0\r\n\r\n', 'hi'],
  ['publish', 'a', 'r', 'NATS/1.0\r\n\r\n', ''],
  ['unsubscribe', '1', 0],
  ['unsubscribe', '2', 7],
  ['publish', 'a', 'b', '', '\r\n\r\n'],
  'pong',
];

/** Cuts bytes at the given places. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [0, ...[...places].sort((a, b) => a - b), bytes.length];
  return cuts.slice(1).map((end, i) => bytes.subarray(cuts[i]!, end));
}

test('every command is understood', () => {
  expect(parseText(EVERYTHING)).toEqual(UNDERSTOOD);
});

test('it makes no difference where the bytes are split', () => {
  const bytes = Buffer.from(EVERYTHING, 'latin1');
  expect(parse(Array.from(bytes, (byte) => Buffer.of(byte)))).toEqual(UNDERSTOOD);
  const places = fc.array(fc.nat(bytes.length), { maxLength: 12 });
  fc.assert(
    fc.property(places, (cuts) => {
      expect(parse(cut(bytes, cuts))).toEqual(UNDERSTOOD);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('whatever the bytes, the same is understood however they are split, and nothing after a failure', () => {
  const line = fc.constantFrom('PUB a 2\r\nhi\r\n', 'PUB a 2\r\nhix', 'SUB a 1\r\n', 'PING\r\n', 'PUB a 101\r\n', 'X');
  const noise = fc.oneof(line, fc.string({ maxLength: 6 }));
  fc.assert(
    fc.property(fc.array(noise, { maxLength: 8 }), fc.array(fc.nat(60), { maxLength: 6 }), (lines, cuts) => {
      const bytes = Buffer.from(lines.join(''), 'latin1');
      const whole = parse([bytes]);
      expect(
        parse(
          cut(
            bytes,
            cuts.map((place) => Math.min(place, bytes.length)),
          ),
        ),
      ).toEqual(whole);
      const failure = whole.findIndex((said) => typeof said === 'object' && said !== null && 'failed' in said);
      expect([-1, whole.length - 1]).toContain(failure);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test.each([
  ['a verb that does not exist, at its first letter', 'G', 'unknown-operation'],
  ['a verb that does not exist, at its second letter', 'PX', 'unknown-operation'],
  ['an empty line', '\r\n', 'unknown-operation'],
  ['no blank after PUB', 'PUB\r\n', 'unknown-operation'],
  ['bytes after the payload', 'PUB a 2\r\nhix', 'unknown-operation'],
  ['a lone carriage return after the payload', 'PUB a 2\r\nhi\rx', 'unknown-operation'],
  ['a payload over the limit, at its announcement', 'PUB a 101\r\n', 'oversize'],
  ['a size that is no number', 'PUB a x\r\n', 'wrong-arguments'],
  ['a size below zero', 'PUB a -1\r\n', 'wrong-arguments'],
  ['a size of ten digits', 'PUB a 1000000000\r\n', 'wrong-arguments'],
  ['no size', 'PUB a\r\n', 'wrong-arguments'],
  ['nothing to publish', 'PUB \r\n', 'wrong-arguments'],
  ['too many arguments', 'PUB a b c 1\r\n', 'wrong-arguments'],
  ['more header than message', 'HPUB a 3 2\r\n', 'wrong-arguments'],
  ['a subscription without id', 'SUB a\r\n', 'wrong-arguments'],
  ['a subscription with four arguments', 'SUB a b c d\r\n', 'wrong-arguments'],
  ['an unsubscription of nothing', 'UNSUB \r\n', 'wrong-arguments'],
  ['a line that does not end', `PUB ${'a'.repeat(70)}`, 'control-line'],
  ['a line that ends too late', `SUB ${'a'.repeat(70)} 1\r\n`, 'control-line'],
  ['an endless CONNECT', `CONNECT ${'{'.repeat(70)}`, 'control-line'],
  ['a complaint from a client', '-ERR x\r\n', 'wrong-arguments'],
])('%s ends it', (_, text, why) => {
  expect(parseText(`PING\r\n${text}`)).toEqual(['ping', { failed: why }]);
});

test('a payload at the limit and a line at the limit are taken', () => {
  const payload = 'x'.repeat(100);
  const subject = 'a'.repeat(61);
  expect(parseText(`PUB a 100\r\n${payload}\r\nSUB ${subject} 1\r\n`)).toEqual([
    ['publish', 'a', '', '', payload],
    ['subscribe', subject, '', '1'],
  ]);
});

test('before the login only CONNECT is listened to', () => {
  const text = Buffer.from('CONNECT {}\r\nPING\r\n');
  expect(parse([text], (parser) => (parser.connectOnly = true))).toEqual([
    ['connect', '{}\r'],
    { failed: 'authorization' },
  ]);
});

test('a stopped parser understands nothing more', () => {
  expect(parse([Buffer.from('PING\r\n')], (parser) => parser.stop())).toEqual([]);
});
