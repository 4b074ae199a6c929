/**
 * A set of writes, as it stands in messages: of each branch all up to a number, and beyond a gap the single ones in
 * `also`. Write (by, seq) is the seq-th that branch `by` has accepted, from 1. Sets are never changed in place.
 */
export interface WriteSet {
  readonly seen: Readonly<Record<string, number>>;
  readonly also?: readonly WriteId[];
}

export type WriteId = readonly [by: string, seq: number];

export const NOTHING: WriteSet = { seen: {} };

export function includes(set: WriteSet, [by, seq]: WriteId): boolean {
  return seq <= (set.seen[by] ?? 0) || (set.also?.some((other) => other[0] === by && other[1] === seq) ?? false);
}

/** Whether every write of `part` is in `set`. */
export function covers(set: WriteSet, part: WriteSet): boolean {
  for (const [by, seq] of Object.entries(part.seen)) {
    for (let one = (set.seen[by] ?? 0) + 1; one <= seq; one++) if (!includes(set, [by, one])) return false;
  }
  return part.also?.every((id) => includes(set, id)) ?? true;
}

export function withWrite(set: WriteSet, id: WriteId): WriteSet {
  if (includes(set, id)) return set;
  return normal(set.seen, [...(set.also ?? []), id]);
}

export function union(a: WriteSet, b: WriteSet): WriteSet {
  if (covers(a, b)) return a;
  const seen = { ...a.seen };
  for (const [by, seq] of Object.entries(b.seen)) seen[by] = Math.max(seen[by] ?? 0, seq);
  return normal(seen, [...(a.also ?? []), ...(b.also ?? [])]);
}

/** How many writes are in it. */
export function sizeOf({ seen, also = [] }: WriteSet): number {
  return Object.values(seen).reduce((sum, seq) => sum + seq, also.length);
}

/** What a message says of a set, without its other fields; nothing, or no such thing, is the empty set. */
export function setIn({ seen, also }: Readonly<Record<string, unknown>>): WriteSet {
  const upTo = typeof seen === 'object' && seen !== null ? (seen as WriteSet['seen']) : {};
  return Array.isArray(also) ? { seen: upTo, also: also as WriteId[] } : { seen: upTo };
}

/** Moves writes for which there is no gap any more from `also` to `seen`. */
function normal(given: WriteSet['seen'], ids: readonly WriteId[]): WriteSet {
  const seen = { ...given };
  const also: WriteId[] = [];
  for (const [by, seq] of [...ids].sort(byBranchAndNumber)) {
    const last = also.at(-1);
    if (seq === (seen[by] ?? 0) + 1) seen[by] = seq;
    else if (seq > (seen[by] ?? 0) && !(last?.[0] === by && last[1] === seq)) also.push([by, seq]);
  }
  return also.length === 0 ? { seen } : { seen, also };
}

function byBranchAndNumber(a: WriteId, b: WriteId): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1];
}
