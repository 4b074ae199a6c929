import { parseDuration, parseSpan, type Span, UNITS } from '../node/span.js';
import type { Draft } from './draft.js';
import type { Path } from './mistake.js';

export const NO_TIME: Span = { constant: 0 };

/** Nanoseconds of a duration that has the right form; 0 with a complaint where they are too many or no whole number. */
export function durationAt(draft: Draft, path: Path, value: unknown): number {
  const ns = parseDuration(value);
  if (ns !== undefined) return ns;
  const [, number, unit] = /^([\d.]+)([a-z]+)$/.exec(String(value))!;
  const tooLong = Number(number) * UNITS[unit!]! > Number.MAX_SAFE_INTEGER;
  draft.complain(
    tooLong
      ? { path, message: `${value} is too long`, expected: 'at most 100 days' }
      : { path, message: `${value} is no whole number of nanoseconds`, expected: 'a duration in whole nanoseconds' },
  );
  return 0;
}

/** A duration that has the right form and must not be zero. */
export function positiveDurationAt(draft: Draft, path: Path, value: unknown): number {
  const ns = durationAt(draft, path, value);
  if (ns === 0 && draft.sound(path)) {
    draft.complain({ path, message: `${path[path.length - 1]} cannot be nothing`, expected: 'a duration above zero' });
  }
  return ns;
}

/** A span that has the right form; absent: no time at all. */
export function spanAt(draft: Draft, path: Path, value: unknown): Span {
  if (value === undefined) return NO_TIME;
  const span = parseSpan(value);
  if (span !== undefined) return span;
  if (typeof value === 'string') durationAt(draft, path, value);
  else {
    const [[kind, inner]] = Object.entries(value as object) as [[string, unknown]];
    if (Array.isArray(inner)) rangeAt(draft, [...path, kind], inner);
    else durationAt(draft, [...path, kind], inner);
  }
  return NO_TIME;
}

function rangeAt(draft: Draft, path: Path, range: unknown[]): void {
  const [low, high] = range.map((end, i) => durationAt(draft, [...path, i], end));
  if (low! > high!)
    draft.complain({ path, message: 'the range is upside down', expected: 'the shorter duration first' });
}
