/**
 * The isolation levels, and exactly what each of them means here. Sources: Adya, "Weak Consistency: A Generalized Theory
 * and Optimistic Implementations for Distributed Transactions", PhD thesis, MIT 1999 (G0, G1, G-single, PL-levels);
 * Cerone and Gotsman, "Analysing Snapshot Isolation", PODC 2016; Biswas and Enea, "On the Complexity of Checking
 * Transactional Consistency", OOPSLA 2019; Bailis et al., "Scalable Atomic Visibility with RAMP Transactions", SIGMOD 2014;
 * Daudjee and Salem, "Lazy Database Replication with Snapshot Isolation", VLDB 2006 (strong session SI, strong SI).
 *
 * Edges between committed transactions (those that are ok, and those `info` of which something was seen):
 *
 * - ww: a later version of a key that the other wrote. wr: read what the other wrote. rw: wrote a version of a key later
 *   than the one that the other read. Later versions, not only the next one: that changes no level and shortens proofs.
 * - so: followed in the same session. rt: was invoked (row) after the other had completed; never out of an `info`.
 *
 * A read is external unless its transaction wrote the key before; of several external reads of one key each counts.
 * At every level: no read of an aborted write (G1a), nor a write in place of one (`dirty-update`), no read of what its writer
 * itself overwrote (G1b), of what nobody wrote, of what the reader writes only later (`future-read`), of anything but
 * the own latest write after a write (`internal`, Adya 4.2); versions of a key have one order. A list that was read, with
 * what its reader itself had appended, is one of these versions.
 * From `read-atomic` up: two external reads of a key in one transaction agree (Cerone and Gotsman's INT).
 *
 * Where versions have a known order (`append`, `versioned`), a level holds if and only if, S being `so` where it counts:
 *
 * - read-committed: ww + wr + S has no cycle (PL-2: no G0, no G1c).
 * - read-atomic: so too, and no T2 -(wr or S)-> T3 -rw-> T2.
 * - causal: ww + wr + so has no cycle, and no T2 -(wr or so)+-> T3 -rw-> T2 has one (Biswas and Enea's CC).
 * - prefix: every transaction can be given a begin before its commit, so that commit(a) < begin(b) for wr and so,
 *   commit(a) < commit(b) for ww, begin(a) < commit(b) for rw (their PC, which includes so).
 * - snapshot-isolation: the same, with commit(a) < begin(b) for ww, wr and S, that is (ww + wr + S);rw? has no cycle.
 * - serializable: ww + wr + rw + S has no cycle (PL-3, all reads being of items).
 *
 * S is empty, unless the log's tradition counts sessions at every level (`sessionsCount`), or the level is
 * `strong-session-`; for `strict-` it is rt + so. Where versions have no known order (`register`), a level holds if some
 * order of versions makes it hold. There read-committed is Biswas and Enea's RC where the log's tradition counts sessions:
 * stronger than PL-2, for whoever has read of a transaction never reads, of any key, what that one had replaced.
 */
export const LEVELS = {
  'read-committed': { family: 'read-committed', order: 'none', above: [] },
  'read-atomic': { family: 'read-atomic', order: 'none', above: ['read-committed'] },
  causal: { family: 'causal', order: 'session', above: ['read-atomic'] },
  prefix: { family: 'prefix', order: 'session', above: ['causal'] },
  'snapshot-isolation': { family: 'snapshot-isolation', order: 'none', above: ['read-atomic'] },
  serializable: { family: 'serializable', order: 'none', above: ['snapshot-isolation'] },
  'strong-session-snapshot-isolation': {
    family: 'snapshot-isolation',
    order: 'session',
    above: ['prefix', 'snapshot-isolation'],
  },
  'strong-session-serializable': {
    family: 'serializable',
    order: 'session',
    above: ['strong-session-snapshot-isolation', 'serializable'],
  },
  'strict-snapshot-isolation': {
    family: 'snapshot-isolation',
    order: 'real-time',
    above: ['strong-session-snapshot-isolation'],
  },
  'strict-serializable': {
    family: 'serializable',
    order: 'real-time',
    above: ['strict-snapshot-isolation', 'strong-session-serializable'],
  },
} as const satisfies Record<string, LevelFacts>;

export type Level = keyof typeof LEVELS;
/** Which edges a level puts together, whatever counts as S. */
export type Family = 'read-committed' | 'read-atomic' | 'causal' | 'prefix' | 'snapshot-isolation' | 'serializable';
/** What counts as S: nothing, the order of sessions, or real time, which includes it. */
export type Order = 'none' | 'session' | 'real-time';

interface LevelFacts {
  family: Family;
  order: Order;
  /** The levels right below: whoever keeps this one keeps them. */
  above: readonly string[];
}

/** How a user may spell a level. */
export const SPELLINGS: Readonly<Record<string, Level>> = {
  ...(Object.fromEntries(Object.keys(LEVELS).map((level) => [level, level])) as Record<Level, Level>),
  strict: 'strict-serializable',
};

/** What counts as S at a level, given whether the log's tradition counts sessions everywhere. */
export function orderOf(level: Level, sessionsCount: boolean): Order {
  const { order } = LEVELS[level];
  return order === 'none' && sessionsCount ? 'session' : order;
}

/** Whether whoever keeps `level` keeps `other` too. A level includes itself. */
export function includes(level: Level, other: Level): boolean {
  return level === other || LEVELS[level].above.some((below) => includes(below as Level, other));
}
