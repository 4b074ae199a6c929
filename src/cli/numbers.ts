import { UsageError } from './usage-error.js';

/** Reads a whole number of a flag: from `low`, and small enough to be exact. */
export function wholeNumber(flag: string, text: string, low: number): number {
  const value = Number(text);
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(value) || value < low)
    throw new UsageError(`${flag} takes a whole number from ${low} to 9007199254740991; it was given "${text}".`);
  return value;
}

/** Reads a range of rows: `A..B`, `A..`, `..B`, or one row `A` with what is near it. */
export function rowRange(flag: string, text: string): [first: number, last: number] {
  const match = /^#?(\d{1,15})?(\.\.)?#?(\d{1,15})?$/.exec(text);
  if (
    match === null ||
    (match[1] === undefined && match[3] === undefined) ||
    (match[2] === undefined && match[3] !== undefined)
  )
    throw new UsageError(
      `${flag} takes a range of events such as 120..140, or one such as 120; it was given "${text}".`,
    );
  if (match[2] === undefined) return [Math.max(Number(match[1]) - NEAR, 0), Number(match[1]) + NEAR];
  const first = Number(match[1] ?? 0);
  const last = match[3] === undefined ? Number.MAX_SAFE_INTEGER : Number(match[3]);
  if (first > last) throw new UsageError(`${flag} ${text} runs backwards: the first event comes first.`);
  return [first, last];
}

/** How many events on each side count as near. */
const NEAR = 10;
