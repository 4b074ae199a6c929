import type { EventLine } from '../event.js';

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
  let at = 0;

  function reserve(room: number): void {
    if (at + room <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, at + room));
    bytes.copy(larger, 0, 0, at);
    bytes = larger;
  }

  /** Text of our own: ASCII that needs no escape. */
  function ascii(text: string): void {
    for (let k = 0; k < text.length; k++) bytes[at++] = text.charCodeAt(k);
  }

  function quoted(text: string): void {
    const start = at;
    bytes[at++] = 34;
    for (let k = 0; k < text.length; k++) {
      const c = text.charCodeAt(k);
      if (c < 32 || c > 126 || c === 34 || c === 92) {
        at = start;
        at += bytes.write(JSON.stringify(text), at);
        return;
      }
      bytes[at++] = c;
    }
    bytes[at++] = 34;
  }

  /** A 32-bit integer, not negative. */
  function small(n: number, width: number): void {
    let end = at;
    let rest = n;
    do {
      end++;
      rest = (rest / 10) | 0;
    } while (rest > 0);
    if (end < at + width) end = at + width;
    rest = n;
    for (let k = end - 1; k >= at; k--) {
      const tenth = (rest / 10) | 0;
      bytes[k] = 48 + rest - tenth * 10;
      rest = tenth;
    }
    at = end;
  }

  function integer(n: number): void {
    let rest = n;
    if (rest < 0) {
      bytes[at++] = 45;
      rest = -rest;
    }
    if (rest < 2 ** 31) {
      small(rest, 1);
    } else {
      const billions = Math.floor(rest / 1e9);
      small(billions, 1);
      small(rest - billions * 1e9, 9);
    }
  }

  function number(key: string, value: number | undefined): void {
    if (value === undefined) return;
    if (!(Number.isSafeInteger(value) && value >= 0)) {
      throw new RangeError(`${key.slice(2, -2)} of an event is ${value}; expected an integer from 0 to 2^53 - 1`);
    }
    ascii(key);
    integer(value);
  }

  /** A number that a node claims. One that is no safe integer is left out: the body has it as it came. */
  function claim(key: string, value: number | undefined): void {
    if (value === undefined || !Number.isSafeInteger(value)) return;
    ascii(key);
    integer(value);
  }

  function orderClaim(key: string, value: number | undefined): void {
    if (value === undefined) return;
    const possible = Number.isSafeInteger(value) && value >= 0 && value < IMPOSSIBLE_CLAIM;
    ascii(key);
    integer(possible ? value : IMPOSSIBLE_CLAIM);
  }

  function string(key: string, value: string | undefined): void {
    if (value === undefined) return;
    ascii(key);
    quoted(value);
  }

  function body(value: string | Uint8Array): void {
    ascii(',"body":');
    const start = at;
    if (typeof value === 'string') {
      at += bytes.write(value, at);
    } else {
      bytes.set(value, at);
      at += value.length;
    }
    const whole = bytes[start] === 123 && bytes[at - 1] === 125 && !hasNewline(value);
    if (!whole) throw new RangeError('the body of an event is not one JSON object on one line');
  }

  return {
    event(i, t, e) {
      const lineStart = at;
      reserve(FIXED_ROOM + roomOf(e));
      ascii('{"i":');
      integer(i);
      ascii(',"t":');
      integer(t);
      try {
        string(',"v":', e.v);
        string(',"k":', e.k);
        string(',"node":', e.node);
        number(',"life":', e.life);
        number(',"seq":', e.seq);
        string(',"to":', e.to);
        string(',"type":', e.type);
        claim(',"msgId":', e.msgId);
        claim(',"inReplyTo":', e.inReplyTo);
        claim(',"clock":', e.clock);
        string(',"tx":', e.tx);
        orderClaim(',"claimedSeq":', e.claimedSeq);
        orderClaim(',"seen":', e.seen);
        number(',"delivery":', e.delivery);
        string(',"from":', e.from);
        number(',"fromLife":', e.fromLife);
        number(',"fromSeq":', e.fromSeq);
        number(',"copy":', e.copy === 0 ? undefined : e.copy);
        number(',"op":', e.op);
        number(',"fault":', e.fault);
        string(',"why":', e.why);
        if (e.body !== undefined) body(e.body);
        string(',"raw":', e.raw);
      } catch (error) {
        at = lineStart;
        throw error;
      }
      bytes[at++] = 125;
      bytes[at++] = 10;
    },
    text(text) {
      reserve(text.length * 3);
      at += bytes.write(text, at);
    },
    written: () => bytes.subarray(0, at),
    get size() {
      return at;
    },
    clear() {
      at = 0;
    },
  };
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

function hasNewline(value: string | Uint8Array): boolean {
  return typeof value === 'string' ? value.includes('\n') : value.indexOf(10) !== -1;
}
