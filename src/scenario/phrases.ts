import { nearest } from '../nearest.js';
import { UNITS } from '../node/span.js';
import type { Schema } from './grammar/definitions.js';

/** Lists longer than this are cut in messages. */
const MANY = 16;

/** What a schema wants, in words: "an integer from 1 to 100", "one of any, sim or nats". */
export function wanted(schema: Schema): string {
  const { title, examples, anyOf, oneOf, type, required, enum: words } = schema;
  if (words !== undefined) return oneOf_((words as unknown[]).map(String));
  const shown = Array.isArray(examples) ? either(examples.map(String)) : undefined;
  if (typeof title === 'string') return shown === undefined ? article(title) : `${article(title)} such as ${shown}`;
  if (shown !== undefined) return typeof type === 'string' ? `${ofType(type, schema)} such as ${shown}` : shown;
  const branches = (anyOf ?? oneOf) as Schema[] | undefined;
  if (branches !== undefined) return either([...new Set(branches.map(wanted))]);
  if (Array.isArray(required) && required.length > 0) return `{${required.map((key) => `${key}: ...`).join(', ')}}`;
  if (Array.isArray(type)) return either(type.map((t) => ofType(t, schema)));
  return ofType(type, schema);
}

function ofType(type: unknown, schema: Schema): string {
  if (type === 'integer') return `an integer${range(schema.minimum, schema.maximum)}`;
  if (type === 'number') return `a number${range(schema.minimum, schema.maximum)}`;
  if (type === 'boolean') return 'true or false';
  if (type === 'array')
    return `a list${schema.minItems === schema.maxItems && schema.minItems ? ` of ${schema.minItems}` : ''}`;
  if (type === 'object') return 'a map';
  return type === 'null' ? 'nothing' : 'a text';
}

function range(low: unknown, high: unknown): string {
  const top = high === Number.MAX_SAFE_INTEGER ? undefined : high;
  if (low !== undefined && top !== undefined) return ` from ${low} to ${top}`;
  if (low !== undefined) return ` of at least ${low}`;
  return top === undefined ? '' : ` of at most ${top}`;
}

/** "one of a, b or c"; of words such as checker/rule, those that begin as `like` does. */
export function oneOf_(words: readonly string[], like?: string): string {
  if (words.length === 0) return 'nothing: there is none';
  if (words.length === 1) return words[0]!;
  const start = like?.split('/')[0];
  const akin = words.filter((word) => word.startsWith(`${start}/`));
  if (akin.length > 0 && akin.length < words.length) return oneOf_(akin);
  return words.length <= MANY ? `one of ${either(words)}` : `one of ${words.slice(0, MANY).join(', ')}, ...`;
}

/** "a, b or c" */
export function either(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}

export function article(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** A value as a message shows it. */
export function show(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
}

const UNIT_NAMES: Readonly<Record<string, string>> = {
  nanos: 'ns',
  micros: 'us',
  µs: 'us',
  millis: 'ms',
  msec: 'ms',
  milliseconds: 'ms',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  min: 'm',
  mins: 'm',
  minute: 'm',
  minutes: 'm',
};

/** What is wrong with a text or number that should be a duration, and the duration that was probably meant. */
export function badDuration(value: unknown): { message: string; nearest?: string } {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(\S*)\s*$/.exec(String(value));
  if (match === null) return { message: `${show(value)} is no duration` };
  const [, number, unit] = match as unknown as [string, string, string];
  if (unit === '') return { message: `${show(value)} has no unit` };
  const lower = unit.toLowerCase();
  if (/^h(ours?)?$/.test(lower))
    return { message: `${show(value)} has no unit that is known here`, nearest: `${Number(number) * 60}m` };
  const meant = lower in UNITS ? lower : (UNIT_NAMES[lower] ?? nearest(unit, Object.keys(UNITS)));
  const message = unit in UNITS ? `${show(value)} is no duration` : `${show(value)} has no unit that is known here`;
  return meant === undefined ? { message } : { message, nearest: number + meant };
}
