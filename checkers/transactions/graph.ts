/**
 * Kinds of edges, as bits. `help` edges lead on from helper vertices, which stand for "all of these": who comes before
 * the helper comes before all of them. `sw` is an edge that counts as ww under snapshot isolation only.
 */
export const TYPE = { help: 0, ww: 1, wr: 2, rw: 4, so: 8, rt: 16, sw: 32 } as const;

/** A graph in compressed rows: the edges out of vertex a are those at first[a] .. first[a + 1]. */
export interface Graph {
  /** Vertices; the first of them are transactions, the others helpers. */
  readonly size: number;
  readonly transactions: number;
  readonly first: Int32Array;
  readonly to: Int32Array;
  readonly type: Uint8Array;
}

/** Calls `edge` for every edge, in any order, but twice in the same. */
export type EdgeVisit = (edge: (from: number, to: number, type: number) => void) => void;

export function buildGraph(size: number, transactions: number, visit: EdgeVisit): Graph {
  const first = new Int32Array(size + 1);
  visit((from) => {
    first[from + 1]!++;
  });
  for (let a = 0; a < size; a++) first[a + 1]! += first[a]!;
  const to = new Int32Array(first[size]!);
  const type = new Uint8Array(first[size]!);
  const next = first.slice(0, size);
  visit((from, target, kind) => {
    const at = next[from]!++;
    to[at] = target;
    type[at] = kind;
  });
  return { size, transactions, first, to, type };
}

/** Whether an edge counts where only the kinds in `mask` do. */
export function counts(type: number, mask: number): boolean {
  return type === TYPE.help || (type & mask) !== 0;
}
