/** A span of time as a scenario gives it: constant, or drawn for each message. In ns. */
export type Span = { constant: number } | { uniform: readonly [low: number, high: number] } | { exponential: number };

/** Nanoseconds by unit, as durations are written in a scenario. */
export const UNITS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9 };

/** Nanoseconds of a text such as `5ms` or `1.5s`; undefined when it is no duration in whole nanoseconds. */
export function parseDuration(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const match = /^(\d{1,9})(?:\.(\d{1,9}))?(ns|us|ms|s|m)$/.exec(text);
  if (match === null) return undefined;
  const [, whole, fraction = '', unit] = match;
  const scale = UNITS[unit!]!;
  const ns = (Number(whole + fraction) * scale) / Number(`1${'0'.repeat(fraction.length)}`);
  return Number.isSafeInteger(ns) ? ns : undefined;
}

/** JSON Schema of a span in a scenario. */
export const SPAN_SCHEMA = {
  oneOf: [
    { type: 'string' },
    {
      type: 'object',
      required: ['constant'],
      additionalProperties: false,
      properties: { constant: { type: 'string' } },
    },
    {
      type: 'object',
      required: ['uniform'],
      additionalProperties: false,
      properties: { uniform: { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 2 } },
    },
    {
      type: 'object',
      required: ['exponential'],
      additionalProperties: false,
      properties: { exponential: { type: 'string' } },
    },
  ],
} as const;

/** Reads a span; undefined when a duration in it is none, or when a range is upside down. */
export function parseSpan(value: unknown): Span | undefined {
  if (typeof value === 'string') return constant(value);
  if (typeof value !== 'object' || value === null) return undefined;
  const given = value as Record<string, unknown>;
  if ('constant' in given) return constant(given.constant);
  if ('exponential' in given) {
    const mean = parseDuration(given.exponential);
    return mean === undefined ? undefined : { exponential: mean };
  }
  if (!Array.isArray(given.uniform) || given.uniform.length !== 2) return undefined;
  const [low, high] = given.uniform.map(parseDuration);
  return low === undefined || high === undefined || low > high ? undefined : { uniform: [low, high] };
}

/** Whole nanoseconds of a span, for a draw in [0, 1). */
export function drawSpan(span: Span, draw: () => number): number {
  if ('constant' in span) return span.constant;
  if ('uniform' in span) return Math.floor(span.uniform[0] + draw() * (span.uniform[1] - span.uniform[0]));
  return Math.floor(-naturalLog(1 - draw()) * span.exponential);
}

/** ln(x) for 0 < x <= 1 by exact halvings and the series of atanh: plain arithmetic, the same on every machine. */
function naturalLog(x: number): number {
  let halvings = 0;
  for (; x < 0.5; x *= 2) halvings++;
  const z = (x - 1) / (x + 1);
  let sum = 0;
  let power = z;
  for (let n = 1; n <= 29; n += 2) {
    sum += power / n;
    power *= z * z;
  }
  return 2 * sum - halvings * Math.LN2;
}

function constant(value: unknown): Span | undefined {
  const ns = parseDuration(value);
  return ns === undefined ? undefined : { constant: ns };
}
