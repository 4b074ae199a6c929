/**
 * Deletes what is not needed: Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (2002), the
 * part of ddmin that tries complements. Chunks of half the list, then of a quarter, down to single items, until none of
 * them can go. `fails` says whether the failure is still there.
 */
export function ddmin<Item>(items: readonly Item[], fails: (rest: Item[]) => boolean): Item[] {
  let kept = [...items];
  if (kept.length > 0 && fails([])) return [];
  let size = Math.max(1, kept.length >> 1);
  for (;;) {
    let deleted = false;
    for (let at = 0; at < kept.length; ) {
      const rest = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (rest.length > 0 && fails(rest)) {
        kept = rest;
        deleted = true;
      } else at += size;
    }
    if (size > 1) size >>= 1;
    else if (!deleted) return kept;
  }
}
