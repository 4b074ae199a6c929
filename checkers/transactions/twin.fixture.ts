import { MICRO, NOTHING, OUTCOME, type Transactions, UNKNOWN } from '../../src/history/transactions.js';
import { type Family, LEVELS, type Level, orderOf } from './levels.js';

/**
 * The slow and obvious twin of the checkers of transactions: every subset of those of which nobody knows whether they
 * took effect, every order of commits, every level by its definition. For at most 7 transactions.
 *
 * The weak levels are the axioms of Biswas and Enea, "On the complexity of checking transactional consistency" (OOPSLA
 * 2019, figure 2); from prefix on, the operational definition: each transaction reads a prefix of the commits.
 */
export function allows(transactions: Transactions, name: Level): boolean {
  return ordersOf(transactions, name).next().done !== true;
}

/** Every order of commits that explains the log at a level, as numbers of transactions; some come more than once. */
export function* ordersOf(transactions: Transactions, name: Level): Generator<number[]> {
  const level = askedOf(name, transactions);
  for (const all of bindings(parse(transactions), transactions)) {
    const certain = all.filter((t) => t.outcome === OUTCOME.ok);
    const doubtful = all.filter((t) => t.outcome === OUTCOME.info);
    for (let subset = 0; subset < 1 << doubtful.length; subset++) {
      const committed = [...certain, ...doubtful.filter((_, i) => (subset >> i) & 1)].sort((a, b) => a.id - b.id);
      for (const order of permutations(committed))
        if (isAllowed(order, level, transactions)) yield order.map(({ id }) => id);
    }
  }
}

/**
 * Whether one order of commits explains the log at a level; for that there may be more than 7 transactions. `begins`: by
 * transaction, how many of the commits stand before its begin; absent: it may be any number.
 */
export function allowsOrder(
  transactions: Transactions,
  name: Level,
  order: readonly number[],
  begins?: readonly number[],
): boolean {
  const chosen = new Set(order);
  const isWhole = transactions.outcome.every(
    (how, t) => how === OUTCOME.info || (how === OUTCOME.ok) === chosen.has(t),
  );
  if (!isWhole || chosen.size < order.length) return false;
  return bindings(parse(transactions), transactions).some((all) => {
    const committed = order.map((t) => all[t]!);
    return isAllowed(committed, askedOf(name, transactions), transactions, begins);
  });
}

function askedOf(name: Level, { sessionsCount }: Transactions): Asked {
  const order = orderOf(name, sessionsCount);
  return { family: LEVELS[name].family, sessions: order !== 'none', realTime: order === 'real-time' };
}

/**
 * A versioned write of which nobody was told the number made any version of the key that nobody else is known to have made,
 * or one that nobody saw: every way to have it.
 */
function bindings(all: Transaction[], columns: Transactions): Transaction[][] {
  for (const t of all) {
    for (const [at, { isWrite, key, version }] of t.operations.entries()) {
      if (!isWrite || version !== UNKNOWN) continue;
      const hasWriter = (v: number) => all.some((o) => o.operations.some((w) => w.isWrite && w.version === v));
      const versions = Array.from({ length: columns.versions }, (_, v) => v);
      const open = versions.filter((v) => columns.keyOf[v] === key && !hasWriter(v));
      const unseen = UNSEEN - 100 * t.id - at;
      return [...open, unseen].flatMap((made) => {
        const operations = t.operations.with(at, { ...t.operations[at]!, version: made });
        return bindings(all.with(all.indexOf(t), { ...t, operations }), columns);
      });
    }
  }
  return [all];
}

/** Versions that nobody saw have numbers from here down. */
const UNSEEN = -10;

interface Asked {
  family: Family;
  /** Whether a transaction sees what came before it in its session. */
  sessions: boolean;
  /** Whether it sees what had ended before it began. */
  realTime: boolean;
}

interface Transaction {
  id: number;
  session: number;
  outcome: number;
  invoked: number;
  completed: number;
  operations: Operation[];
}

interface Operation {
  isWrite: boolean;
  key: number;
  version: number;
  replaced: number;
  list: number[] | undefined;
}

function parse(columns: Transactions): Transaction[] {
  return Array.from({ length: columns.count }, (_, id) => ({
    id,
    session: columns.session[id]!,
    outcome: columns.outcome[id]!,
    invoked: columns.invoked[id]!,
    completed: columns.completed[id]!,
    operations: Array.from({ length: columns.first[id + 1]! - columns.first[id]! }, (_, i) => {
      const at = columns.first[id]! + i;
      return {
        isWrite: columns.micro[at] === MICRO.write,
        key: columns.key[at]!,
        version: columns.version[at]!,
        replaced: columns.replaced?.[at] ?? UNKNOWN,
        list: columns.lists && [...columns.lists.slice(columns.list![at]!, columns.list![at + 1]!)],
      };
    }),
  }));
}

/** Whether this order of commits explains everything that was read. */
function isAllowed(
  order: Transaction[],
  level: Asked,
  { model, keys, sessionsCount }: Transactions,
  begins?: readonly number[],
): boolean {
  const place = new Map(order.map((t, i) => [t, i]));
  for (const a of order) for (const b of order) if (mustSee(a, b, level) && place.get(a)! > place.get(b)!) return false;
  for (let key = 0; key < keys; key++) if (model === 'versioned' && !isChain(order, key)) return false;
  for (const t of order) {
    if (!ownWritesAreRead(t, model)) return false;
    if (model === 'append' && !listsAreWhole(t, order)) return false;
    // Whom each read from outside reads from; undefined: from the start.
    for (const { version, key } of outsideReads(t)) {
      const writer = writerOf(version, order);
      if (version !== NOTHING && (writer === undefined || writer === t)) return false;
      if (version !== NOTHING && lastWrite(writer!, key) !== version) return false;
      if (writer !== undefined && place.get(writer)! > place.get(t)!) return false;
    }
  }
  switch (level.family) {
    case 'read-committed':
      // Adya's PL-2, which lets the reads of a transaction go back; of registers whose log counts sessions, Biswas and Enea's RC.
      return model !== 'register' || !sessionsCount || isAxiomatic(order, level);
    case 'read-atomic':
    case 'causal':
      return isAxiomatic(order, level);
    case 'serializable':
      return order.every((t, i) => readsState(t, order.slice(0, i)));
    case 'prefix':
    case 'snapshot-isolation':
      return order.every((t, i) => {
        // Some prefix holds all that t must see, gives what t read, and (snapshot isolation) lacks no writer of what t writes.
        const told = begins?.[t.id];
        for (let prefix = told ?? 0; prefix <= Math.min(told ?? i, i); prefix++) {
          const rest = order.slice(prefix, i);
          if (rest.some((other) => mustSee(other, t, level))) continue;
          if (level.family === 'snapshot-isolation' && rest.some((other) => shareAWrittenKey(other, t))) continue;
          if (readsState(t, order.slice(0, prefix))) return true;
        }
        return false;
      });
  }
}

function mustSee(a: Transaction, b: Transaction, level: Asked): boolean {
  if (level.sessions && a.session === b.session && a.id < b.id) return true;
  return level.realTime && a.outcome === OUTCOME.ok && a.completed >= 0 && a.completed < b.invoked;
}

/** For each read of x from t1 by t3, and each other writer t2 of x that t3 must have seen by then: t2 commits before t1. */
function isAxiomatic(order: Transaction[], level: Asked): boolean {
  const before = (a: Transaction, b: Transaction) => order.indexOf(a) < order.indexOf(b);
  const readsFrom = (b: Transaction, a: Transaction) => outsideReads(b).some((r) => writerOf(r.version, order) === a);
  const follows = (a: Transaction, b: Transaction) => mustSee(a, b, level) || readsFrom(b, a);
  for (const t3 of order) {
    const reads = outsideReads(t3);
    for (const [at, read] of reads.entries()) {
      const t1 = writerOf(read.version, order);
      for (const t2 of order) {
        if (t2 === t1 || t2 === t3 || !writes(t2, read.key)) continue;
        const isSeen =
          level.family === 'read-committed'
            ? reads.slice(0, at).some((earlier) => writerOf(earlier.version, order) === t2)
            : level.family === 'read-atomic'
              ? follows(t2, t3)
              : isReachable(t2, t3, order, follows);
        if (isSeen && (t1 === undefined || !before(t2, t1))) return false;
      }
    }
  }
  return true;
}

function isReachable(
  from: Transaction,
  to: Transaction,
  all: Transaction[],
  follows: (a: Transaction, b: Transaction) => boolean,
): boolean {
  const reached = new Set([from]);
  for (const a of reached) for (const b of all) if (follows(a, b)) reached.add(b);
  return from !== to && reached.has(to);
}

/** Whether every read from outside finds the last version that these wrote, one after the other. */
function readsState(t: Transaction, before: Transaction[]): boolean {
  return outsideReads(t).every(({ key, version }) => {
    const writer = before.filter((other) => writes(other, key)).at(-1);
    return version === (writer === undefined ? NOTHING : lastWrite(writer, key));
  });
}

/** The reads of keys that t has not written yet. In lists, what t added itself does not count. */
function outsideReads(t: Transaction): Operation[] {
  return t.operations.flatMap((operation, at) => {
    const { isWrite, key, list, version } = operation;
    if (isWrite || version === UNKNOWN) return [];
    const own = t.operations.slice(0, at).filter((other) => other.isWrite && other.key === key);
    if (own.length === 0) return [operation];
    if (list === undefined) return [];
    const outside = list.slice(0, Math.max(0, list.length - own.length));
    return [{ ...operation, list: outside, version: outside.at(-1) ?? NOTHING }];
  });
}

/** A read after a write of one's own finds it; a list ends with all that one added. */
function ownWritesAreRead(t: Transaction, model: Transactions['model']): boolean {
  return t.operations.every(({ isWrite, key, version, list }, at) => {
    if (isWrite || version === UNKNOWN) return true;
    const own = t.operations.slice(0, at).filter((other) => other.isWrite && other.key === key);
    if (own.length === 0) return true;
    if (model !== 'append') return version === own.at(-1)!.version;
    return own.every((write, i) => list![list!.length - own.length + i] === write.version);
  });
}

/**
 * A list is a state of its key: all that was added up to its last element, in the order of the commits. Where the last is
 * one's own, that is all that was added before, and one's own so far.
 */
function listsAreWhole(t: Transaction, order: Transaction[]): boolean {
  return t.operations.every(({ isWrite, key, list, version }) => {
    if (isWrite || version === UNKNOWN) return true;
    const added = order.flatMap((other) => writesOf(other, key)).map((write) => write.version);
    return list!.every((element, i) => element === added[i]);
  });
}

/** Whether, in this order, each write of the key replaced what the one before it wrote. */
function isChain(order: Transaction[], key: number): boolean {
  let last = NOTHING;
  for (const write of order.flatMap((t) => writesOf(t, key))) {
    if (write.replaced !== UNKNOWN && write.replaced !== last) return false;
    last = write.version;
  }
  return true;
}

function writesOf(t: Transaction, key: number): Operation[] {
  return t.operations.filter((operation) => operation.isWrite && operation.key === key);
}

function writes(t: Transaction, key: number): boolean {
  return writesOf(t, key).length > 0;
}

function lastWrite(t: Transaction, key: number): number {
  return writesOf(t, key).at(-1)!.version;
}

function writerOf(version: number, all: Transaction[]): Transaction | undefined {
  return all.find((t) => t.operations.some((operation) => operation.isWrite && operation.version === version));
}

function shareAWrittenKey(a: Transaction, b: Transaction): boolean {
  return a.operations.some((operation) => operation.isWrite && writes(b, operation.key));
}

function* permutations<T>(items: T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [i, item] of items.entries())
    for (const rest of permutations(items.toSpliced(i, 1))) yield [item, ...rest];
}
