import { SPAN_SCHEMA, UNITS } from '../../node/span.js';

/** A JSON Schema. `title` is the noun that messages use, `examples` what they show. */
export type Schema = Record<string, unknown>;

const duration: Schema = {
  title: 'duration',
  description: `A number and its unit: ${Object.keys(UNITS).join(', ')}.`,
  type: 'string',
  pattern: `^\\d{1,9}(\\.\\d{1,9})?(${Object.keys(UNITS).join('|')})$`,
  examples: ['5ms', '1.5s', '200us', '2m'],
};

const span: Schema = {
  title: 'span of time',
  description: 'A duration, always the same or drawn anew each time.',
  anyOf: [
    ref('duration'),
    record({ constant: ref('duration') }, ['constant']),
    record(
      { uniform: { title: 'range of durations', ...pairOf(ref('duration')), examples: ['[1ms, 5ms]'] } },
      ['uniform'],
      'Anything from the first to the second, equally likely.',
    ),
    record({ exponential: ref('duration') }, ['exponential'], 'Exponentially distributed with this mean.'),
  ],
  examples: ['5ms', '{uniform: [1ms, 9ms]}', '{exponential: 5ms}'],
};

const id: Schema = {
  title: 'name',
  description: 'Lower-case letters, digits and hyphens, a letter first, at most 32.',
  type: 'string',
  pattern: '^[a-z][a-z0-9-]{0,31}$',
  examples: ['c1'],
};

const valueRule: Schema = {
  title: 'value',
  description: 'The value itself, {between: [low, high]} with both included, or {oneOf: [...]}.',
  anyOf: [
    { type: ['integer', 'string', 'boolean'] },
    record({ between: pairOf({ type: 'integer' }) }, ['between']),
    record({ oneOf: listOf({ type: ['integer', 'string'] }) }, ['oneOf']),
  ],
  examples: ['10', '{between: [10, 19]}', '{oneOf: [10, 12]}'],
};

const amountRule: Schema = {
  ...valueRule,
  title: 'amount',
  description: 'An amount in minor units, {between: [low, high]} with both included, or {oneOf: [...]}.',
  anyOf: [
    { type: 'integer' },
    record({ between: pairOf({ type: 'integer' }) }, ['between']),
    record({ oneOf: listOf({ type: 'integer' }) }, ['oneOf']),
  ],
};

export const DEFINITIONS: Record<string, Schema> = { duration, span, id, valueRule, amountRule };

export function ref(name: string): Schema {
  return { $ref: `#/$defs/${name}` };
}

/** A map with these keys and no others. */
export function record(properties: Record<string, Schema>, required: readonly string[], description?: string): Schema {
  return {
    ...(description === undefined ? {} : { description }),
    type: 'object',
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
    properties,
  };
}

export function pairOf(items: Schema): Schema {
  return { type: 'array', items, minItems: 2, maxItems: 2 };
}

export function listOf(items: Schema): Schema {
  return { type: 'array', items, minItems: 1 };
}

/** A word that the language keeps for a later version: always refused, and its description says why. */
export function later(description: string): Schema {
  return { description, not: {} };
}

/** A registry's own schema as a part of the grammar: spans become ours, which know their units. */
export function adopted(schema: object): Schema {
  if (isSpan(schema)) return ref('span');
  const { properties, ...rest } = schema as Schema;
  if (properties === undefined) return schema as Schema;
  const inner = Object.entries(properties as object).map(([key, part]) => [key, adopted(part as object)]);
  return { ...rest, properties: Object.fromEntries(inner) };
}

export function isSpan(schema: object): boolean {
  return schema === (SPAN_SCHEMA as object);
}
