import type { ErrorObject } from 'ajv';
import { nearest } from '../nearest.js';
import type { Schema } from './grammar/definitions.js';
import type { FractionAt, Mistake, Path } from './mistake.js';
import { badDuration, oneOf_, show, wanted } from './phrases.js';
import { near, unknownWord } from './unknown-word.js';

/**
 * One error of ajv in words; undefined where another error of the same value tells it better. `strange` holds the
 * unknown keys of the same map.
 */
export function explain(
  error: ErrorObject,
  path: Path,
  strange: readonly string[],
  fractionAt: FractionAt,
): Mistake | undefined {
  const schema = error.parentSchema as Schema;
  const name = nameOf(path);
  switch (error.keyword) {
    case 'if':
      return undefined;
    case 'additionalProperties':
      return unknownKey(error.params.additionalProperty, schema, path);
    case 'required':
      return missingKey(error.params.missingProperty, schema, path, strange);
    case 'enum':
    case 'const':
      return wrongWord(error, schema, path);
    case 'not':
      return { path, key: true, message: String(schema.description ?? `${name} is not allowed here`) };
    case 'pattern':
      return schema.title === 'duration'
        ? { path, ...badDuration(error.data), expected: wanted(schema) }
        : {
            path,
            message: `${show(error.data)} is no ${schema.title ?? 'legal text'}`,
            expected: wanted(schema),
          };
    case 'whole': {
      const text = fractionAt(path) ?? String(error.data);
      return { path, message: `${text} is not written as an integer`, expected: String(error.data) };
    }
    case 'minItems':
    case 'maxItems':
    case 'minProperties':
    case 'maxProperties': {
      const count = Object.keys(error.data as object).length;
      return {
        path,
        message: `${name} has ${count} ${count === 1 ? 'entry' : 'entries'}`,
        expected: entries(error, schema),
      };
    }
    case 'type':
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return unfit(error.data, schema, path);
    default:
      return { path, message: `${name} ${error.message}` };
  }
}

function unknownKey(key: string, schema: Schema, path: Path): Mistake {
  const properties = (schema.properties ?? {}) as Record<string, Schema>;
  const legal = Object.keys(properties).filter((name) => properties[name]!.not === undefined);
  const patterns = Object.values((schema.patternProperties ?? {}) as Record<string, Schema>);
  const expected = [oneOf_(legal, key), ...patterns.map(({ title }) => String(title))].join(', or ');
  return {
    path: [...path, key],
    key: true,
    message: `unknown key ${show(key)}`,
    expected: legal.length === 0 ? 'no keys here' : expected,
    ...near(key, legal),
  };
}

/** Silent where an unknown key of the same map is near to the missing one: that one tells it better. */
function missingKey(key: string, schema: Schema, path: Path, strange: readonly string[]): Mistake | undefined {
  if (strange.some((other) => nearest(other, [key]) !== undefined)) return undefined;
  const property = ((schema.properties ?? {}) as Record<string, Schema>)[key];
  const expected = property === undefined ? {} : { expected: `${key}: ${wanted(property)}` };
  return { path, message: `"${key}" is missing`, ...expected };
}

function wrongWord({ keyword, data }: ErrorObject, schema: Schema, path: Path): Mistake {
  const words = (keyword === 'enum' ? (schema.enum as unknown[]) : [schema.const]).map(String);
  if (typeof data === 'string' && schema.title !== undefined) {
    return { path, ...unknownWord(String(schema.title), data, words) };
  }
  const message = `${nameOf(path)} cannot be ${show(data)}`;
  return { path, message, expected: oneOf_(words), ...near(String(data), words) };
}

/** A value that is of the wrong kind, or out of range. */
export function unfit(value: unknown, schema: Schema, path: Path): Mistake {
  const alternatives = (schema.anyOf ?? schema.oneOf ?? []) as Schema[];
  const isTime = [schema, ...alternatives].some(({ title }) => title === 'duration');
  const expected = wanted(schema);
  if (isTime && typeof value === 'number') return { path, ...badDuration(value), expected };
  const holds = typeof path[path.length - 1] === 'number' ? 'hold' : 'be';
  return { path, message: `${nameOf(path)} cannot ${holds} ${show(value)}`, expected };
}

function entries({ data }: ErrorObject, { minItems, maxItems, minProperties, maxProperties }: Schema): string {
  const [low, high] = Array.isArray(data) ? [minItems, maxItems] : [minProperties, maxProperties];
  if (low === high) return `exactly ${low}`;
  const bounds = [low === undefined ? [] : `at least ${low}`, high === undefined ? [] : `at most ${high}`];
  return bounds.flat().join(' and ');
}

/** The innermost key on the way to a value; of an entry of a list, the list's. */
function nameOf(path: Path): string {
  return path.findLast((part): part is string => typeof part === 'string') ?? 'the scenario';
}
