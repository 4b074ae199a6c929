/**
 * Client transactions as typed columns: what the serializability family is judged on, whoever recorded them. One entry a
 * transaction, in the order of their completions' rows; its micro-operations stand together in the order in which they
 * were done.
 *
 * Every value of a key is a version with a number of its own: `version` is dense over all keys, so that two operations
 * concern the same version if and only if the numbers are equal, and a table over versions finds its writer by index.
 */
export interface Transactions {
  /**
   * How values tell versions. `append`: a write adds an element, a read returns all of them in order. `register`: a write
   * sets a value that no other write of the key sets. `versioned`: every write says which version it made and which it
   * replaced, so that the order of versions is given.
   */
  readonly model: 'append' | 'register' | 'versioned';
  readonly count: number;
  /** OUTCOME of each. */
  readonly outcome: Uint8Array;
  /** Rows of the history: the invoke, and the completion (-1: it never ended). Row order is real time. */
  readonly invoked: Int32Array;
  readonly completed: Int32Array;
  /** The session (a client's process, until it ends with `info`), dense; a session's transactions do not overlap. */
  readonly session: Int32Array;
  readonly sessions: number;
  /** count + 1: micro-operations [first[t], first[t + 1]) are those of t. */
  readonly first: Int32Array;

  /** MICRO of each micro-operation. */
  readonly micro: Uint8Array;
  readonly key: Int32Array;
  readonly keys: number;
  /**
   * write: the version written (of an append: that of the element). read: the version read, in `append` that of the last
   * element. NOTHING: the read found the key as it was at the start. UNKNOWN: what it came to was never told (a read of
   * an operation that has no `ok`; a versioned write of which nobody was told the number).
   */
  readonly version: Int32Array;
  /** `versioned`: the version that a write replaced, NOTHING for the start; UNKNOWN where not told. Else absent. */
  readonly replaced?: Int32Array;
  /** `append`: a read's elements are lists[list[op] .. list[op + 1]), as versions in order. Else absent. */
  readonly list?: Int32Array;
  readonly lists?: Int32Array;
  readonly versions: number;
  /** The key of each version. */
  readonly keyOf: Int32Array;

  /** Whether rows tell real time; else the strict levels cannot be judged. */
  readonly hasRealTime: boolean;
  /** Whether the log's tradition counts the order of a session at every level, the weakest included. */
  readonly sessionsCount: boolean;
  /** How the log spells a key, and a version's value. */
  keyName(key: number): string;
  valueName(version: number): string;
}

/** How a transaction ended. `ok`: it took effect; `fail`: it had none; `info`: nobody knows. */
export const OUTCOME = { ok: 0, fail: 1, info: 2 } as const;
export const MICRO = { read: 0, write: 1 } as const;
/** The state of a key before any write. */
export const NOTHING = -1;
export const UNKNOWN = -2;
