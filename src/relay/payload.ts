import { isUtf8 } from 'node:buffer';
import { endOfNumber, endOfString, endOfWord, MALFORMED, safeInteger, skipSpace, startsWith } from './json-bytes.js';

/** The most a message may weigh, in bytes; the broker lets more through, so that the relay sees and names the sender. */
export const MAX_PAYLOAD = 1024 * 1024;
export const MAX_DEPTH = 64;

/** What a payload says of itself, found in one bounded pass. Everything in it is its sender's claim. */
export interface Claims {
  /** Set when the payload is no message or event at all: why. The other fields are then empty. */
  garbled: string | undefined;
  /** The object to keep: a message's body, or the whole of an event. Never holds a raw line break. */
  body: Uint8Array;
  src: string | undefined;
  dest: string | undefined;
  type: string | undefined;
  kind: string | undefined;
  tx: string | undefined;
  msgId: number | undefined;
  inReplyTo: number | undefined;
  clock: number | undefined;
  delivery: number | undefined;
  /** What is wrong with a payload that can be used all the same. */
  complaint: string | undefined;
}

/**
 * Checks that a payload is one JSON object (UTF-8, at most MAX_PAYLOAD bytes and MAX_DEPTH deep) and lifts the claims
 * out of it. In a `message` they stand in its `body`, in an `event` at the top. Of equal keys the last one counts, as
 * in JSON.parse.
 */
export function readPayload(payload: Uint8Array, shape: 'message' | 'event'): Claims {
  if (payload.length > MAX_PAYLOAD) return garbled(`${payload.length} bytes; the limit is ${MAX_PAYLOAD}`);
  if (!isUtf8(payload)) return garbled('not UTF-8');
  const b = Buffer.isBuffer(payload) ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  const claims = newClaims();
  const topKeys = shape === 'message' ? ENVELOPE_KEYS : EVENT_KEYS;
  const isArray: boolean[] = [];
  let key = '';
  let inBody = false;
  let bodyFrom = -1;
  // What may come next; END: a comma, or the end of the array or object.
  const VALUE = 0;
  const KEY = 1;
  const END = 2;
  let expected: 0 | 1 | 2 = VALUE;
  let p = skipSpace(b, 0);
  if (b[p] !== 0x7b /* { */) return garbled('not a JSON object');
  const start = p;

  // No recursion, and no closures: this is the hottest place of a run.
  for (;;) {
    p = skipSpace(b, p);
    const c = b[p]!;
    const depth = isArray.length;
    if (expected === KEY) {
      if (c !== 0x22 /* " */) return garbled('not JSON');
      const end = endOfString(b, p);
      if (end === MALFORMED) return garbled('not JSON');
      if (depth === 1) key = keyAt(topKeys, b, p, end);
      else key = depth === 2 && inBody ? keyAt(BODY_KEYS, b, p, end) : '';
      p = skipSpace(b, end);
      if (b[p++] !== 0x3a /* : */) return garbled('not JSON');
      expected = VALUE;
    } else if (expected === VALUE && (c === 0x7b /* { */ || c === 0x5b) /* [ */) {
      if (depth === MAX_DEPTH) return garbled(`nested deeper than ${MAX_DEPTH}`);
      if (depth === 1 && key === 'body') {
        if (bodyFrom >= 0) forgetBody(claims);
        inBody = c === 0x7b /* { */;
        bodyFrom = inBody ? p : -1;
      } else if (key !== '') take(claims, key, b, p, p);
      key = '';
      isArray.push(c === 0x5b /* [ */);
      p = skipSpace(b, p + 1);
      if (b[p] === (c === 0x5b /* [ */ ? 0x5d /* ] */ : 0x7d) /* } */) expected = END;
      else expected = c === 0x5b /* [ */ ? VALUE : KEY;
    } else if (expected === VALUE) {
      const isNumber = c === 0x2d /* - */ || (c >= 0x30 && c <= 0x39);
      const end = c === 0x22 /* " */ ? endOfString(b, p) : isNumber ? endOfNumber(b, p) : endOfWord(b, p);
      if (end === MALFORMED) return garbled('not JSON');
      if (depth === 1 && key === 'body') bodyFrom = -1;
      else if (key !== '') take(claims, key, b, p, end);
      key = '';
      if (isNumber && Number.isNaN(safeInteger(b, p, end))) {
        claims.complaint ??= `${b.toString('latin1', p, Math.min(end, p + 32))} is no integer below 2^53`;
      }
      p = end;
      expected = END;
    } else if (c === 0x2c /* , */) {
      p++;
      expected = isArray[depth - 1] ? VALUE : KEY;
    } else if (c === (isArray[depth - 1] ? 0x5d /* ] */ : 0x7d) /* } */) {
      isArray.pop();
      p++;
      if (depth === 2 && inBody) {
        claims.body = b.subarray(bodyFrom, p);
        inBody = false;
      }
      if (depth === 1) break;
    } else return garbled('not JSON');
  }
  if (skipSpace(b, p) !== b.length) return garbled('more than one JSON value');
  if (shape === 'event') {
    claims.body = b.subarray(start, p);
    if (claims.kind === undefined) return garbled('the event has no kind');
  } else if (bodyFrom < 0) return garbled('the message has no body');
  else if (claims.type === undefined) return garbled('the body has no type');
  claims.body = onOneLine(claims.body);
  return claims;
}

const EMPTY = new Uint8Array(0);
const LONGEST_TEXT = 128;

const NUMBERS = { msg_id: 'msgId', in_reply_to: 'inReplyTo', clock: 'clock', delivery: 'delivery' } as const;

interface Key {
  name: string;
  bytes: Uint8Array;
}

const ENVELOPE_KEYS = keys('body', 'src', 'dest');
const BODY_KEYS = keys('type', 'msg_id', 'in_reply_to', 'clock', 'tx');
const EVENT_KEYS = keys('kind', 'clock', 'tx', 'delivery');

function keys(...names: string[]): Key[] {
  return names.map((name) => ({ name, bytes: Buffer.from(`"${name}"`) }));
}

function newClaims(): Claims {
  const none = undefined;
  return {
    garbled: none,
    body: EMPTY,
    src: none,
    dest: none,
    type: none,
    kind: none,
    tx: none,
    msgId: none,
    inReplyTo: none,
    clock: none,
    delivery: none,
    complaint: none,
  };
}

function garbled(why: string): Claims {
  return { ...newClaims(), garbled: why };
}

/** The name of a key that may matter, '' for all others. */
function keyAt(among: readonly Key[], b: Uint8Array, from: number, to: number): string {
  for (const key of among) if (key.bytes.length === to - from && startsWith(b, from, key.bytes)) return key.name;
  if (to - from > LONGEST_TEXT || !hasEscape(b, from, to)) return '';
  const name = JSON.parse(Buffer.from(b.subarray(from, to)).toString()) as string;
  return among.some((key) => key.name === name) ? name : '';
}

function hasEscape(b: Uint8Array, from: number, to: number): boolean {
  for (let p = from; p < to; p++) if (b[p] === 0x5c) return true;
  return false;
}

/** Lifts one value, where it is of the kind that the field needs; `from === to` stands for an object or array. */
function take(claims: Claims, key: string, b: Buffer, from: number, to: number): void {
  switch (key) {
    case 'src':
    case 'dest':
    case 'type':
    case 'kind':
    case 'tx':
      claims[key] = undefined;
      if (b[from] !== 0x22 /* " */ || from === to || to - from > LONGEST_TEXT)
        claims.complaint ??= `${key} is no short text`;
      else claims[key] = textAt(b, from, to);
      return;
  }
  const field = NUMBERS[key as keyof typeof NUMBERS];
  const value = from === to ? Number.NaN : safeInteger(b, from, to);
  claims[field] = value >= 0 ? value : undefined;
  if (claims[field] === undefined) claims.complaint ??= `${key} is no integer from 0 to 2^53`;
}

/** The text of a JSON string with its quotes. The same few texts come again and again, and are made once. */
function textAt(b: Buffer, from: number, to: number): string {
  const length = to - from;
  const slot = (length * 37 + b[from + 1]! * 7 + b[from + (length >> 1)]! * 3 + b[to - 2]!) & (RECENT - 1);
  const known = recent[slot];
  if (known !== undefined && known.bytes.length === length && startsWith(b, from, known.bytes)) return known.text;
  const text = JSON.parse(b.toString('utf8', from, to)) as string;
  recent[slot] = { bytes: Buffer.from(b.subarray(from, to)), text };
  return text;
}

const RECENT = 256;
const recent: ({ bytes: Uint8Array; text: string } | undefined)[] = new Array(RECENT).fill(undefined);

/** A second `body` replaces the first. */
function forgetBody(claims: Claims): void {
  claims.type = claims.tx = undefined;
  claims.msgId = claims.inReplyTo = claims.clock = undefined;
}

/** White space between tokens may break the line that the recorder writes; in strings it cannot occur raw. */
function onOneLine(body: Uint8Array): Uint8Array {
  if (body.indexOf(0x0a) < 0 && body.indexOf(0x0d) < 0) return body;
  return body.map((c) => (c === 0x0a || c === 0x0d ? 0x20 : c));
}
