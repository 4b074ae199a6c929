import { weighted } from '../node/chance.js';
import { drawSpan, parseDuration, parseSpan, SPAN_SCHEMA, type Span } from '../node/span.js';
import { type Broken, type Fault, FaultError, type FaultWorld, type Impossible } from './fault.js';

interface Random {
  /** From the beginning of one fault to the beginning of the next. */
  every: Span;
  of: Record<string, number>;
  /** How long each lasts. */
  lasts: Span;
  /** What those that may be drawn do and cannot do. */
  breaks: Broken;
  impossible: Impossible;
}

/** Faults one after the other, each drawn by weight from those of a registry. */
export function randomOf(registry: Readonly<Record<string, Fault>>): Fault<Random> {
  const drawable = Object.values(registry).filter(({ drawn }) => drawn !== undefined);
  return {
    name: 'random',
    says: 'draws faults by weight: {rate: 2/s, of: {crash: 1, partition: 2}, for: 50ms}; every: a span instead of a rate',
    schema: {
      type: 'object',
      required: ['of', 'for'],
      additionalProperties: false,
      properties: {
        rate: {
          title: 'rate',
          description: 'How many begin in a second (s), a minute (m) or a millisecond (ms) on average.',
          type: 'string',
          pattern: '^\\d{1,6}(\\.\\d{1,6})?/(ms|s|m)$',
          examples: ['2/s', '0.5/s', '10/m'],
        },
        every: SPAN_SCHEMA,
        of: {
          description: 'Weights of the faults.',
          type: 'object',
          minProperties: 1,
          additionalProperties: false,
          properties: Object.fromEntries(
            drawable.map(({ name, says }) => [name, { description: says, type: 'number', minimum: 0 }]),
          ),
        },
        for: SPAN_SCHEMA,
      },
    },
    lasting: true,
    resolve: (value, _siblings, world) => resolve(value as Given, registry, world),
    decide: () => undefined,
    spawns: {
      wait: ({ every }, draw) => drawSpan(every, () => draw('every')),
      next({ of, lasts }, world, draw) {
        const fault = weighted(draw('which'), of);
        const entry = registry[fault]!.drawn!(world, draw);
        const options = resolveEntry(registry[fault]!, entry, world);
        return { entry, fault, options, lasts: drawSpan(lasts, () => draw('for')) };
      },
    },
    impossible: ({ impossible }) => impossible,
    breaks: ({ breaks }) => breaks,
  };
}

interface Given {
  rate?: string;
  every?: unknown;
  of: Record<string, number>;
  for: unknown;
}

function resolve(given: Given, registry: Readonly<Record<string, Fault>>, world: FaultWorld): Random {
  const of = Object.fromEntries(Object.entries(given.of).filter(([, weight]) => weight > 0));
  const names = Object.keys(of);
  if (names.length === 0) throw new FaultError('no weight is above zero', ['random', 'of']);
  const breaks: Broken = {};
  const impossible: Impossible = {};
  for (const name of names) {
    const fault = registry[name]!;
    const options = sample(fault, world);
    for (const [what, broken] of Object.entries(fault.breaks(options))) if (broken) breaks[what as keyof Broken] = true;
    for (const [host, why] of Object.entries(fault.impossible?.(options) ?? {})) impossible[host as 'sim'] ??= why;
  }
  return { every: intervalOf(given), of, lasts: spanOf(given.for, 'for'), breaks, impossible };
}

/** What it breaks does not hang on the draw. */
function sample(fault: Fault, world: FaultWorld): unknown {
  try {
    return resolveEntry(
      fault,
      fault.drawn!(world, () => 0.5),
      world,
    );
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    throw new FaultError(error.message, ['random', 'of', fault.name]);
  }
}

function resolveEntry(fault: Fault, entry: Record<string, unknown>, world: FaultWorld): unknown {
  const { [fault.name]: value, ...siblings } = entry;
  return fault.resolve(value, siblings, world);
}

function intervalOf({ rate, every }: Given): Span {
  if (rate !== undefined && every !== undefined) {
    throw new FaultError('"rate" and "every" say the same: expected one of the two', ['random', 'every']);
  }
  if (every !== undefined) return spanOf(every, 'every');
  if (rate === undefined)
    throw new FaultError('it does not say how often: expected rate: 2/s or every: 500ms', ['random']);
  const [count, unit] = rate.split('/') as [string, string];
  const mean = parseDuration(`1${unit}`)! / Number(count);
  if (!(mean >= 1e3 && mean <= Number.MAX_SAFE_INTEGER)) {
    throw new FaultError('expected a rate above zero, of at most 1000/ms', ['random', 'rate']);
  }
  return { exponential: mean };
}

function spanOf(value: unknown, key: string): Span {
  const span = parseSpan(value);
  const longest = span === undefined ? 0 : drawSpan(span, () => 0.999);
  if (span !== undefined && longest >= 1e3) return span;
  const what = span === undefined ? 'this is no span of time' : 'this is too short';
  throw new FaultError(`${what}: expected 50ms, {uniform: [10ms, 90ms]} or {exponential: 50ms}, 1us at least`, [
    'random',
    key,
  ]);
}
