import fc from 'fast-check';
import { MAX_DEPTH, MAX_PAYLOAD, readPayload } from './payload.js';

const read = (text: string, shape: 'message' | 'event' = 'message') => readPayload(Buffer.from(text), shape);
const bodyOf = (text: string) => Buffer.from(read(text).body).toString();

describe('readPayload', () => {
  test('lifts the claims of a message and keeps its body verbatim', () => {
    const body = '{"type":"REPLY", "msg_id":7,"in_reply_to":3,"clock":12,"tx":"c1-4","deep":{"type":"no","clock":1}}';
    const { body: kept, ...claims } = read(`{"src":"n1","dest":"n2","type":"no","body":${body}}`);
    expect(Buffer.from(kept).toString()).toBe(body);
    expect(claims).toEqual({
      src: 'n1',
      dest: 'n2',
      type: 'REPLY',
      msgId: 7,
      inReplyTo: 3,
      clock: 12,
      tx: 'c1-4',
    });
  });

  test('lifts the claims of an event, which is its own body', () => {
    const { body, ...claims } = read(' {"kind":"recv","delivery":4,"clock":0,"note":["kind"]} ', 'event');
    expect(Buffer.from(body).toString()).toBe('{"kind":"recv","delivery":4,"clock":0,"note":["kind"]}');
    expect(claims).toEqual({ kind: 'recv', delivery: 4, clock: 0 });
  });

  test.each([
    ['', 'not a JSON object'],
    ['[1]', 'not a JSON object'],
    ['{', 'not JSON'],
    ['{"body":{"type":"a"}}{}', 'more than one JSON value'],
    ['{"body":{"type":"a"},}', 'not JSON'],
    ['{"body":{"type":"a" "b":1}}', 'not JSON'],
    ['{"body":{"type":"\u0001"}}', 'not JSON'],
    ['{"body":{"type":"a","n":01}}', 'not JSON'],
    ['{"body":{"type":"a"', 'not JSON'],
    ['{"body":[]}', 'the message has no body'],
    ['{"src":"n1"}', 'the message has no body'],
    ['{"body":{"msg_id":1}}', 'the body has no type'],
    ['{"body":{"type":7}}', 'the body has no type'],
  ])('refuses %j', (text, why) => expect(read(text).garbled).toBe(why));

  test('refuses what is too large, too deep or not UTF-8', () => {
    const deep = (n: number) => `{"body":{"type":"a","x":${'['.repeat(n)}${']'.repeat(n)}}}`;
    expect(read(deep(MAX_DEPTH - 2)).garbled).toBeUndefined();
    expect(read(deep(MAX_DEPTH - 1)).garbled).toBe('nested deeper than 64');
    expect(read(deep(10_000)).garbled).toBe('nested deeper than 64');
    expect(readPayload(new Uint8Array(MAX_PAYLOAD + 1), 'message').garbled).toBe('1048577 bytes; the limit is 1048576');
    expect(readPayload(Buffer.from([0x7b, 0xff, 0x7d]), 'message').garbled).toBe('not UTF-8');
  });

  test('complains of numbers that are no safe integers, and lifts no such claim', () => {
    expect(read('{"body":{"type":"a","clock":1.5}}')).toMatchObject({
      complaint: 'clock is no integer from 0 to 2^53',
    });
    expect(read('{"body":{"type":"a","clock":-1}}')).toMatchObject({ complaint: 'clock is no integer from 0 to 2^53' });
    expect(read('{"body":{"type":"a","x":[9007199254740992]}}').complaint).toBe(
      '9007199254740992 is no integer below 2^53',
    );
    expect(read('{"body":{"type":"a","tx":{}}}')).toMatchObject({ complaint: 'tx is no short text' });
    expect(read('{"body":{"type":"a","x":-9007199254740991}}').complaint).toBeUndefined();
  });

  test('of equal keys the last one counts, escaped or not', () => {
    expect(read('{"body":{"type":"a","clock":1},"body":{"type":"b"}}')).toMatchObject({ type: 'b' });
    expect(read('{"body":{"type":"a"},"body":3}').garbled).toBe('the message has no body');
    expect(read('{"body":{"type":"a","\\u0074ype":"b"}}').type).toBe('b');
    expect(read('{"body":{"type":"a","clock":1},"body":{"type":"b"}}').clock).toBeUndefined();
  });

  test('keeps a body on one line', () => {
    expect(bodyOf('{"body":{"type":"a",\r\n"b":"\\n"}}')).toBe('{"type":"a",  "b":"\\n"}');
  });

  test('agrees with JSON.parse on any text, whole or damaged', () => {
    const json = fc.record({ body: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })) });
    const damage = fc.record({
      at: fc.nat(),
      put: fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '1', '\\', 't', '-'),
    });
    fc.assert(
      fc.property(json, fc.option(damage), (value, hit) => {
        value.body.type = 'a';
        const whole = JSON.stringify(value);
        const at = hit === null ? 0 : hit.at % whole.length;
        const text = hit === null ? whole : whole.slice(0, at) + hit.put + whole.slice(at + 1);
        let parsed: { body?: { type?: unknown } } | undefined;
        try {
          parsed = JSON.parse(text) as typeof parsed;
        } catch {}
        const claims = read(text);
        const usable = typeof parsed?.body === 'object' && parsed.body !== null && !Array.isArray(parsed.body);
        if (!usable) return claims.garbled !== undefined;
        if (typeof parsed!.body!.type !== 'string') return claims.garbled === 'the body has no type';
        expect(JSON.parse(Buffer.from(claims.body).toString())).toEqual(parsed!.body);
        expect(claims.type).toBe(parsed!.body!.type);
        return true;
      }),
      { seed: 1, numRuns: 3000 },
    );
  });
});
