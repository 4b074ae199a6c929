import { MICRO, NOTHING, type Transactions, UNKNOWN } from '../transactions.js';
import type { Token } from './tokens.js';
import { createVersions, keyName, type Versions, valueName, versionOf } from './versions.js';

/**
 * Transactions in the making: columns that grow. A record for functions to work on, for readers that add millions;
 * createTransactionsBuilder is the same for people.
 */
export interface Draft {
  readonly model: Transactions['model'];
  readonly versions: Versions;
  count: number;
  outcome: Uint8Array;
  invoked: Int32Array;
  completed: Int32Array;
  session: Int32Array;
  first: Int32Array;
  sessions: number;
  operations: number;
  micro: Uint8Array;
  key: Int32Array;
  version: Int32Array;
  replaced: Int32Array;
  list: Int32Array;
  elements: number;
  lists: Int32Array;
  /** By version: the transaction that wrote it, plus one. */
  writer: Int32Array;
  /** By key: where its longest list begins, and how long it is. The next one mostly begins alike. */
  longestAt: Int32Array;
  longest: Int32Array;
  /** The first write of something that had been written before. */
  duplicate: Duplicate | undefined;
}

/** Two writes of one value of a key; the numbers of their transactions (which may be equal). */
export interface Duplicate {
  key: string;
  value: string;
  first: number;
  second: number;
}

export function createDraft(model: Transactions['model']): Draft {
  const isAppend = model === 'append';
  return {
    model,
    versions: createVersions(),
    count: 0,
    outcome: new Uint8Array(256),
    invoked: new Int32Array(256),
    completed: new Int32Array(256),
    session: new Int32Array(256),
    first: new Int32Array(257),
    sessions: 0,
    operations: 0,
    micro: new Uint8Array(1024),
    key: new Int32Array(1024),
    version: new Int32Array(1024),
    replaced: new Int32Array(model === 'versioned' ? 1024 : 0),
    list: new Int32Array(isAppend ? 1025 : 0),
    elements: 0,
    lists: new Int32Array(isAppend ? 1024 : 0),
    writer: new Int32Array(512),
    longestAt: new Int32Array(isAppend ? 64 : 0),
    longest: new Int32Array(isAppend ? 64 : 0),
    duplicate: undefined,
  };
}

/** Begins the next transaction; they come in the order of their completions, those that never ended (-1) last. */
export function beginTransaction(
  draft: Draft,
  session: number,
  outcome: number,
  invoked: number,
  completed: number,
): void {
  const t = draft.count++;
  if (t === draft.outcome.length) growTransactions(draft, t * 2);
  draft.outcome[t] = outcome;
  draft.invoked[t] = invoked;
  draft.completed[t] = completed;
  draft.session[t] = session;
  if (session >= draft.sessions) draft.sessions = session + 1;
  draft.first[t + 1] = draft.operations;
}

/** A read of the version, of NOTHING or of what is UNKNOWN; of a list, see beginList. */
export function addRead(draft: Draft, key: number, version: number): void {
  addOperation(draft, MICRO.read, key, version);
}

/** A write of the version (UNKNOWN only if versioned), which replaced another one. Notes a write of what was written before. */
export function addWrite(draft: Draft, key: number, version: number, replaced: number): void {
  addOperation(draft, MICRO.write, key, version);
  if (draft.model === 'versioned') {
    draft.replaced[draft.operations - 1] = replaced;
    return;
  }
  if (version >= draft.writer.length) {
    draft.writer = larger(draft.writer, Math.max(version + 1, draft.writer.length * 2));
  }
  const before = draft.writer[version]!;
  if (before === 0) draft.writer[version] = draft.count;
  else if (draft.duplicate === undefined) {
    const names = { key: keyName(draft.versions, key), value: valueName(draft.versions, version) };
    draft.duplicate = { ...names, first: before - 1, second: draft.count - 1 };
  }
}

/** A read of a list, whose elements follow by addElement. */
export function beginList(draft: Draft, key: number): void {
  addOperation(draft, MICRO.read, key, NOTHING);
  if (key >= draft.longest.length) {
    const capacity = Math.max(key + 1, draft.longest.length * 2);
    draft.longest = larger(draft.longest, capacity);
    draft.longestAt = larger(draft.longestAt, capacity);
  }
}

/** The next element of the list that was begun last. */
export function addElement(draft: Draft, value: Token): void {
  const operation = draft.operations - 1;
  const key = draft.key[operation]!;
  const at = draft.elements++;
  const place = at - draft.list[operation]!;
  if (at === draft.lists.length) draft.lists = larger(draft.lists, at * 2);
  let version = place < draft.longest[key]! ? draft.lists[draft.longestAt[key]! + place]! : NOTHING;
  if (version === NOTHING || draft.versions.value[version] !== value) version = versionOf(draft.versions, key, value);
  draft.lists[at] = version;
  draft.version[operation] = version;
  draft.list[operation + 1] = at + 1;
}

/** After the last element of a list. */
export function endList(draft: Draft): void {
  const operation = draft.operations - 1;
  const key = draft.key[operation]!;
  const length = draft.elements - draft.list[operation]!;
  if (length > draft.longest[key]!) {
    draft.longest[key] = length;
    draft.longestAt[key] = draft.list[operation]!;
  }
}

export function endTransaction(draft: Draft): void {
  draft.first[draft.count] = draft.operations;
}

/** What was drafted, as columns: views of the draft's own, which is not to be used any more. */
export function finishDraft(
  draft: Draft,
  { hasRealTime, sessionsCount }: Pick<Transactions, 'hasRealTime' | 'sessionsCount'>,
): Transactions {
  const { count, operations, versions } = draft;
  return {
    model: draft.model,
    count,
    outcome: draft.outcome.subarray(0, count),
    invoked: draft.invoked.subarray(0, count),
    completed: draft.completed.subarray(0, count),
    session: draft.session.subarray(0, count),
    sessions: draft.sessions,
    first: draft.first.subarray(0, count + 1),
    micro: draft.micro.subarray(0, operations),
    key: draft.key.subarray(0, operations),
    keys: versions.keys,
    version: draft.version.subarray(0, operations),
    ...(draft.model === 'versioned' && { replaced: draft.replaced.subarray(0, operations) }),
    ...(draft.model === 'append' && {
      list: draft.list.subarray(0, operations + 1),
      lists: draft.lists.subarray(0, draft.elements),
    }),
    versions: versions.count,
    keyOf: versions.keyOf.subarray(0, versions.count),
    hasRealTime,
    sessionsCount,
    keyName: (key) => keyName(versions, key),
    valueName: (version) => valueName(versions, version),
  };
}

function addOperation(draft: Draft, micro: number, key: number, version: number): void {
  const operation = draft.operations++;
  if (operation === draft.micro.length) growOperations(draft, operation * 2);
  draft.micro[operation] = micro;
  draft.key[operation] = key;
  draft.version[operation] = version;
  if (draft.model === 'append') draft.list[operation + 1] = draft.elements;
  else if (draft.model === 'versioned') draft.replaced[operation] = UNKNOWN;
}

function growTransactions(draft: Draft, capacity: number): void {
  const outcome = new Uint8Array(capacity);
  outcome.set(draft.outcome);
  draft.outcome = outcome;
  draft.invoked = larger(draft.invoked, capacity);
  draft.completed = larger(draft.completed, capacity);
  draft.session = larger(draft.session, capacity);
  draft.first = larger(draft.first, capacity + 1);
}

function growOperations(draft: Draft, capacity: number): void {
  const micro = new Uint8Array(capacity);
  micro.set(draft.micro);
  draft.micro = micro;
  draft.key = larger(draft.key, capacity);
  draft.version = larger(draft.version, capacity);
  if (draft.model === 'versioned') draft.replaced = larger(draft.replaced, capacity);
  if (draft.model === 'append') draft.list = larger(draft.list, capacity + 1);
}

function larger(column: Int32Array, capacity: number): Int32Array {
  const grown = new Int32Array(capacity);
  grown.set(column);
  return grown;
}
