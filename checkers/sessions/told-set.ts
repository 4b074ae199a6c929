/**
 * A set of writes as a node tells it: for each stream of writes the number up to which it holds all, and single ones
 * beyond a gap. Kept so that no single one could be counted in.
 */
export interface ToldSet {
  /** By stream: all writes up to this number are in the set. */
  upTo: number[];
  /** Stream and number by turns, ascending by number within a stream; undefined: none. */
  beyond: number[] | undefined;
}

/**
 * Reads `seen` and `also` as a spec's `writeSets` describes them; streams are the nodes, in the order of `streams`.
 * Undefined where they do not have that form, or speak of a node that there is not.
 */
export function toldSet(seen: unknown, also: unknown, streams: ReadonlyMap<string, number>): ToldSet | undefined {
  if (typeof seen !== 'object' || seen === null || Array.isArray(seen)) return undefined;
  const upTo: number[] = [];
  for (let k = 0; k < streams.size; k++) upTo.push(0);
  for (const by in seen) {
    const stream = streams.get(by);
    const number = (seen as Record<string, unknown>)[by];
    if (stream === undefined || !isNumber(number)) return undefined;
    upTo[stream] = number;
  }
  const set: ToldSet = { upTo, beyond: undefined };
  return also === undefined || addSingles(set, also, streams) ? set : undefined;
}

/** Adds the single writes that `also` tells; false where it does not have the form. */
export function addSingles(set: ToldSet, also: unknown, streams: ReadonlyMap<string, number>): boolean {
  if (!Array.isArray(also)) return false;
  const points: [number, number][] = [];
  for (const point of also) {
    const [stream, seq] = Array.isArray(point) ? [streams.get(point[0]), point[1]] : [];
    if (stream === undefined || !isNumber(seq)) return false;
    points.push([stream, seq]);
  }
  set.beyond = countIn(points, set.upTo);
  return true;
}

/** Counts in what follows without a gap, and answers the rest. */
export function countIn(points: [number, number][], upTo: number[]): number[] | undefined {
  const rest: number[] = [];
  points.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  for (const [stream, seq] of points) {
    if (seq === upTo[stream]! + 1) upTo[stream] = seq;
    else if (seq > upTo[stream]!) rest.push(stream, seq);
  }
  return rest.length === 0 ? undefined : rest;
}

/** Whether single writes beyond a gap hold this one. */
export function holds(beyond: readonly number[] | undefined, stream: number, seq: number): boolean {
  for (let k = 0; beyond !== undefined && k < beyond.length; k += 2) {
    if (beyond[k] === stream && beyond[k + 1] === seq) return true;
  }
  return false;
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 2 ** 31;
}
