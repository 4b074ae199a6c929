/**
 * A fast yes: texts of flat JSON objects that surely satisfy a schema, without parsing them. Nodes spell the messages of a
 * type the same way each time, so the spelling of one that was found valid becomes a pattern for those that follow. What
 * a pattern does not match says nothing; it is judged by the schema itself.
 */
export interface FlatShape {
  /** Whether the text is one more of a spelling that was learnt. */
  matches(text: string): boolean;
  /** Learns the spelling of a body that the schema accepts. */
  learn(body: Record<string, unknown>): void;
}

/** Spellings of one type; a node that has more does not profit. */
const MOST_SPELLINGS = 4;

/** Keywords of a schema under which each field can be judged by itself. */
const FLAT = ['type', 'required', 'properties', 'title', 'description', '$comment'];

const ANY_INTEGER = '(?:0|-?[1-9]\\d{0,14})';

/** Fields that stand in a body beside those of its schema. */
const ENVELOPE: Record<string, string> = {
  type: '"[^"\\\\]*"',
  kind: '"[^"\\\\]*"',
  msg_id: ANY_INTEGER,
  in_reply_to: ANY_INTEGER,
};

export function flatShape(schema: object): FlatShape {
  const { type, properties = {} } = schema as { type?: unknown; properties?: Record<string, object> };
  const isFlat = type === 'object' && Object.keys(schema).every((keyword) => FLAT.includes(keyword));
  const patterns: RegExp[] = [];
  return {
    matches: (text) => patterns.some((pattern) => pattern.test(text)),
    learn(body) {
      if (!isFlat || patterns.length >= MOST_SPELLINGS) return;
      const fields = Object.keys(body).map((key) => fieldPattern(key, properties));
      if (fields.every((field) => field !== undefined)) patterns.push(new RegExp(`^\\{${fields.join(',')}\\}$`));
    },
  };
}

/** A pattern of `"key":value` for every value that the schema surely accepts, or undefined where that takes more. */
function fieldPattern(key: string, properties: Record<string, object>): string | undefined {
  if (!/^[A-Za-z_]+$/.test(key)) return undefined;
  const value = Object.hasOwn(properties, key)
    ? valuePattern(properties[key] as Record<string, unknown>)
    : Object.hasOwn(ENVELOPE, key)
      ? ENVELOPE[key]
      : undefined;
  return value === undefined ? undefined : `"${key}":${value}`;
}

function valuePattern({ description: _, ...schema }: Record<string, unknown>): string | undefined {
  const { type, minimum, minLength, pattern, ...others } = schema;
  if (Object.keys(others).length > 0) return undefined;
  if (type === 'integer' && minLength === undefined && pattern === undefined) {
    if (minimum === undefined) return ANY_INTEGER;
    return minimum === 0 ? '(?:0|[1-9]\\d{0,14})' : minimum === 1 ? '[1-9]\\d{0,14}' : undefined;
  }
  if (type !== 'string' || minimum !== undefined) return undefined;
  if (pattern === undefined) {
    return minLength === undefined ? '"[^"\\\\]*"' : minLength === 1 ? '"[^"\\\\]+"' : undefined;
  }
  // Only the plainest of patterns, one class of letters so many times: it means the same inside quotes.
  const [, letters] = /^\^(\[[0-9a-z-]+\]\{\d{1,4}\})\$$/.exec(String(pattern)) ?? [];
  return letters === undefined || minLength !== undefined ? undefined : `"${letters}"`;
}
