import type { Ending } from './protocol.js';

/** What a client can say. Subjects, queues and ids are Latin-1 strings of their bytes, so that nothing is lost. */
export interface Commands {
  connect(json: string): void;
  /** The payload is chunk[start, start + size), of which the first `headerSize` bytes are headers; CR LF follows. */
  publish(subject: string, reply: string, chunk: Buffer, start: number, headerSize: number, size: number): void;
  subscribe(subject: string, queue: string, sid: string): void;
  /** `max` 0: at once. */
  unsubscribe(sid: string, max: number): void;
  ping(): void;
  pong(): void;
  /** The stream makes no sense from here on; nothing more is read from it. */
  failed(why: Ending): void;
}

export interface Parser {
  push(chunk: Buffer): void;
  /** Until it is set to false, only CONNECT may come. */
  connectOnly: boolean;
  /** Ignores everything that comes. */
  stop(): void;
}

export interface ParserLimits {
  /** Bytes of a line's arguments. */
  maxControlLine: number;
  maxPayload: number;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

type Verb = 'PUB' | 'HPUB' | 'SUB' | 'UNSUB' | 'PING' | 'PONG' | 'CONNECT' | 'INFO' | '+OK' | '-ERR';

/** By first letter; P is decided by the second one. */
const BY_LETTER: Readonly<Record<string, Verb>> = {
  H: 'HPUB',
  S: 'SUB',
  U: 'UNSUB',
  C: 'CONNECT',
  I: 'INFO',
  '+': '+OK',
  '-': '-ERR',
};
const P_VERBS: Readonly<Record<string, Verb>> = { U: 'PUB', I: 'PING', O: 'PONG' };

/**
 * Reads a client's bytes in whatever pieces they come. What is wrong is found as early as nats-server finds it: a
 * verb at its first wrong letter, an oversized payload at its announcement, a wrong length at the byte after it.
 */
export function createParser(limits: ParserLimits, commands: Commands): Parser {
  let stopped = false;
  /** The beginning of a line whose end has not come yet. */
  let rest: Buffer | undefined;
  /** A PUB or HPUB whose payload has not come yet, with the parts that have. */
  let awaited: { subject: string; reply: string; headerSize: number; size: number } | undefined;
  let parts: Buffer[] = [];
  let have = 0;
  /** Starts and ends of a line's arguments. */
  const starts = new Int32Array(4);
  const ends = new Int32Array(4);

  const parser: Parser = {
    connectOnly: false,
    push(piece) {
      if (stopped) return;
      let chunk = piece;
      let at = 0;
      if (awaited !== undefined) at = takePayload(chunk);
      else if (rest !== undefined) {
        chunk = Buffer.concat([rest, piece]);
        rest = undefined;
      }
      while (at < chunk.length && !stopped) {
        const next = takeCommand(chunk, at);
        if (next < 0) {
          rest = Buffer.from(chunk.subarray(at));
          return;
        }
        at = next;
      }
    },
    stop() {
      stopped = true;
    },
  };

  function fail(why: Ending): number {
    stopped = true;
    commands.failed(why);
    return 0;
  }

  /** Reads the command at `at` and returns where the next one begins; -1: its line is not complete. */
  function takeCommand(chunk: Buffer, at: number): number {
    const first = upper(chunk[at]!);
    if (parser.connectOnly && first !== 'C') return fail('authorization');
    let verb: Verb | undefined;
    if (first === 'P') {
      if (at + 1 === chunk.length) return -1;
      verb = P_VERBS[upper(chunk[at + 1]!)];
    } else verb = BY_LETTER[first];
    if (verb === undefined) return fail('unknown-operation');
    let from = at + 1;
    for (let i = 1; i < verb.length; i++, from++) {
      if (from === chunk.length) return -1;
      if (upper(chunk[from]!) !== verb[i]) return fail('unknown-operation');
    }
    if (verb === 'PUB' || verb === 'HPUB' || verb === 'SUB' || verb === 'UNSUB') {
      if (from === chunk.length) return -1;
      if (!isBlank(chunk[from]!)) return fail('unknown-operation');
      return takeArguments(chunk, from, verb);
    }
    while (from < chunk.length && isBlank(chunk[from]!)) from++;
    const lineEnd = chunk.indexOf(LF, from);
    if ((lineEnd < 0 ? chunk.length : lineEnd) - from > limits.maxControlLine) return fail('control-line');
    if (lineEnd < 0) return -1;
    if (verb === 'PING') commands.ping();
    else if (verb === 'PONG') commands.pong();
    else if (verb === 'CONNECT') commands.connect(chunk.toString('utf8', from, lineEnd));
    else if (verb === '-ERR') fail('wrong-arguments');
    return lineEnd + 1;
  }

  /** Splits a line at blanks, in one pass, and hands the command over or begins to wait for its payload. */
  function takeArguments(chunk: Buffer, from: number, verb: 'PUB' | 'HPUB' | 'SUB' | 'UNSUB'): number {
    while (from < chunk.length && isBlank(chunk[from]!)) from++;
    let count = 0;
    let inside = false;
    let i = from;
    for (; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (byte === LF) break;
      if (byte === SPACE || byte === TAB || byte === CR) {
        if (inside) ends[count - 1] = i;
        inside = false;
      } else if (!inside) {
        if (count < 4) starts[count] = i;
        count++;
        inside = true;
      }
    }
    if (i - from > limits.maxControlLine + 1) return fail('control-line');
    if (i === chunk.length) return -1;
    if (inside) ends[count - 1] = i;
    const next = i + 1;
    const word = (n: number) => chunk.toString('latin1', starts[n], ends[n]);
    if (verb === 'SUB') {
      if (count !== 2 && count !== 3) return fail('wrong-arguments');
      commands.subscribe(word(0), count === 3 ? word(1) : '', word(count - 1));
      return next;
    }
    if (verb === 'UNSUB') {
      if (count !== 1 && count !== 2) return fail('wrong-arguments');
      const max = count === 2 ? number(chunk, starts[1]!, ends[1]!) : 0;
      commands.unsubscribe(word(0), Math.max(max, 0));
      return next;
    }
    const numbers = verb === 'PUB' ? 1 : 2;
    if (count !== numbers + 1 && count !== numbers + 2) return fail('wrong-arguments');
    const size = number(chunk, starts[count - 1]!, ends[count - 1]!);
    const headerSize = numbers === 2 ? number(chunk, starts[count - 2]!, ends[count - 2]!) : 0;
    if (size < 0 || headerSize < 0 || headerSize > size) return fail('wrong-arguments');
    if (size > limits.maxPayload) return fail('oversize');
    const subject = word(0);
    const reply = count === numbers + 2 ? word(1) : '';
    if (chunk.length >= next + size + 2) {
      if (chunk[next + size] !== CR || chunk[next + size + 1] !== LF) return fail('unknown-operation');
      commands.publish(subject, reply, chunk, next, headerSize, size);
      return next + size + 2;
    }
    awaited = { subject, reply, headerSize, size };
    parts = [];
    have = 0;
    return next === chunk.length ? next : next + takePayload(chunk.subarray(next));
  }

  /** Takes what belongs to the awaited payload and its CR LF from the beginning of a chunk; returns how much it was. */
  function takePayload(chunk: Buffer): number {
    const { subject, reply, headerSize, size } = awaited!;
    const missing = size + 2 - have;
    const part = chunk.length <= missing ? chunk : chunk.subarray(0, missing);
    const afterPayload = size - have;
    if (afterPayload >= 0 && afterPayload < part.length && part[afterPayload] !== CR) return fail('unknown-operation');
    parts.push(part);
    have += part.length;
    if (part.length < missing) return part.length;
    const whole = parts.length === 1 ? part : Buffer.concat(parts, have);
    awaited = undefined;
    parts = [];
    if (whole[size + 1] !== LF) return fail('unknown-operation');
    commands.publish(subject, reply, whole, 0, headerSize, size);
    return part.length;
  }

  return parser;
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

function upper(byte: number): string {
  return LETTERS[byte]!;
}

const LETTERS = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte).toUpperCase());

/** A decimal number of at most nine digits; -1 for anything else, as in nats-server. */
function number(chunk: Buffer, start: number, end: number): number {
  if (end === start || end - start > 9) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = chunk[i]! - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
