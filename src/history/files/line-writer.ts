import type { EventLine } from '../event.js';
import { putAscii, putInteger, putString } from './put-json.js';

/** Spells events as lines, straight into bytes: the hot path of every run, so no object and no string is made. */
export interface LineWriter {
  /** Appends a line. `i` is the event's index, `t` nanoseconds since the start. Throws RangeError on an impossible event. */
  event(i: number, t: number, event: EventLine): void;
  /** Appends text as it is. */
  text(text: string): void;
  /** The bytes since the last `clear`; valid until the next call. */
  written(): Uint8Array;
  readonly size: number;
  clear(): void;
}

/** What an order claim (`seen`, `claimedSeq`) is recorded as when it is no number that could be true. */
export const IMPOSSIBLE_CLAIM = 2 ** 31 - 1;

/** Room for everything in a line but its strings. */
const FIXED_ROOM = 1024;

export function createLineWriter(): LineWriter {
  let bytes = Buffer.allocUnsafe(256 * 1024);
  let size = 0;

  function reserve(room: number): void {
    if (size + room <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, size + room));
    bytes.copy(larger, 0, 0, size);
    bytes = larger;
  }

  return {
    event(i, t, event) {
      reserve(FIXED_ROOM + roomOf(event));
      size = putEvent(bytes, size, i, t, event);
    },
    text(text) {
      reserve(text.length * 3);
      size += bytes.write(text, size);
    },
    written: () => bytes.subarray(0, size),
    get size() {
      return size;
    },
    clear() {
      size = 0;
    },
  };
}

function putEvent(out: Buffer, at: number, i: number, t: number, e: EventLine): number {
  let p = putInteger(out, putAscii(out, at, '{"i":'), i);
  p = putInteger(out, putAscii(out, p, ',"t":'), t);
  p = putString(out, putAscii(out, p, ',"v":'), e.v);
  p = putString(out, putAscii(out, p, ',"k":'), e.k);
  if (e.node !== undefined) p = putString(out, putAscii(out, p, ',"node":'), e.node);
  if (e.life !== undefined) p = putOwn(out, p, ',"life":', e.life);
  if (e.seq !== undefined) p = putOwn(out, p, ',"seq":', e.seq);
  if (e.to !== undefined) p = putString(out, putAscii(out, p, ',"to":'), e.to);
  if (e.type !== undefined) p = putString(out, putAscii(out, p, ',"type":'), e.type);
  if (e.msgId !== undefined) p = putClaim(out, p, ',"msgId":', e.msgId);
  if (e.inReplyTo !== undefined) p = putClaim(out, p, ',"inReplyTo":', e.inReplyTo);
  if (e.clock !== undefined) p = putClaim(out, p, ',"clock":', e.clock);
  if (e.tx !== undefined) p = putString(out, putAscii(out, p, ',"tx":'), e.tx);
  if (e.claimedSeq !== undefined) p = putOrderClaim(out, p, ',"claimedSeq":', e.claimedSeq);
  if (e.seen !== undefined) p = putOrderClaim(out, p, ',"seen":', e.seen);
  if (e.delivery !== undefined) p = putOwn(out, p, ',"delivery":', e.delivery);
  if (e.from !== undefined) p = putString(out, putAscii(out, p, ',"from":'), e.from);
  if (e.fromLife !== undefined) p = putOwn(out, p, ',"fromLife":', e.fromLife);
  if (e.fromSeq !== undefined) p = putOwn(out, p, ',"fromSeq":', e.fromSeq);
  if (e.copy !== undefined && e.copy !== 0) p = putOwn(out, p, ',"copy":', e.copy);
  if (e.op !== undefined) p = putOwn(out, p, ',"op":', e.op);
  if (e.fault !== undefined) p = putOwn(out, p, ',"fault":', e.fault);
  if (e.why !== undefined) p = putString(out, putAscii(out, p, ',"why":'), e.why);
  if (e.body !== undefined) p = putBody(out, p, e.body);
  if (e.raw !== undefined) p = putString(out, putAscii(out, p, ',"raw":'), e.raw);
  out[p++] = 125;
  out[p++] = 10;
  return p;
}

/** A number that the recorder vouches for. */
function putOwn(out: Buffer, at: number, key: string, value: number): number {
  if (!(Number.isSafeInteger(value) && value >= 0)) {
    throw new RangeError(`${key.slice(2, -2)} of an event is ${value}; expected an integer from 0 to 2^53 - 1`);
  }
  return putInteger(out, putAscii(out, at, key), value);
}

/** A number that a node claims. One that is no safe integer is left out: the body has it as it came. */
function putClaim(out: Buffer, at: number, key: string, value: number): number {
  return Number.isSafeInteger(value) ? putInteger(out, putAscii(out, at, key), value) : at;
}

function putOrderClaim(out: Buffer, at: number, key: string, value: number): number {
  const possible = Number.isSafeInteger(value) && value >= 0 && value < IMPOSSIBLE_CLAIM;
  return putInteger(out, putAscii(out, at, key), possible ? value : IMPOSSIBLE_CLAIM);
}

function putBody(out: Buffer, at: number, value: string | Uint8Array): number {
  const start = putAscii(out, at, ',"body":');
  let end = start;
  let newline = false;
  if (typeof value === 'string') {
    end += out.write(value, start);
    newline = value.includes('\n');
  } else {
    // Bodies are short; a loop is faster than two native calls.
    for (let k = 0; k < value.length; k++) {
      const byte = value[k]!;
      if (byte === 10) newline = true;
      out[end++] = byte;
    }
  }
  if (newline || out[start] !== 123 || out[end - 1] !== 125) {
    throw new RangeError('the body of an event is not one JSON object on one line');
  }
  return end;
}

/** An upper bound of the bytes of a line's strings: an escaped code unit has six. */
function roomOf(e: EventLine): number {
  let units = e.v.length + e.k.length;
  if (e.node !== undefined) units += e.node.length;
  if (e.to !== undefined) units += e.to.length;
  if (e.type !== undefined) units += e.type.length;
  if (e.tx !== undefined) units += e.tx.length;
  if (e.from !== undefined) units += e.from.length;
  if (e.why !== undefined) units += e.why.length;
  if (e.raw !== undefined) units += e.raw.length;
  const body = e.body === undefined ? 0 : typeof e.body === 'string' ? e.body.length * 3 : e.body.length;
  return units * 6 + body;
}
