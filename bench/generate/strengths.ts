import type { Level } from '../../checkers/transactions/levels.js';
import {
  abortedRead,
  appliedTwice,
  circularRead,
  dirtyWrite,
  intermediateRead,
  internal,
  lostWrite,
} from './broken.js';
import { causal, longFork } from './causal.js';
import type { CreateDatabase } from './database.js';
import type { Model } from './log.js';
import { serializable, strictSerializable, strongSessionSerializable } from './serializable.js';
import {
  lostUpdate,
  prefix,
  snapshotIsolation,
  strictSnapshotIsolation,
  strongSessionSnapshotIsolation,
} from './snapshots.js';
import { readAtomic, readCommitted } from './weak.js';

/** A simulated database of known strength. */
export interface Strength {
  says: string;
  create: CreateDatabase;
  /** What every log of it keeps; null: nothing. */
  keeps: Level | null;
  /** What it does not keep: some logs show it. Null: it keeps all. By model where that matters. */
  breaks: Level | null | Partial<Record<Model, Level>>;
  /** Models of which it can be seen; absent: all. */
  models?: readonly Model[];
  /** Of transactions that commit on a list whose end they have not seen, what they read after their own write is no state that anybody else sees; so they do not read it. */
  isBlindAfterWrites?: true;
}

/** Every strength, by its name: the levels first, then the databases that are broken in a named way. */
export const STRENGTHS = {
  'strict-serializable': {
    says: 'one lock for everything',
    create: strictSerializable,
    keeps: 'strict-serializable',
    breaks: null,
  },
  'strong-session-serializable': {
    says: 'stale reads, never older than what the session has seen',
    create: strongSessionSerializable,
    keeps: 'strong-session-serializable',
    breaks: 'strict-serializable',
  },
  serializable: {
    says: 'stale reads',
    create: serializable,
    keeps: 'serializable',
    breaks: 'strong-session-serializable',
  },
  'strict-snapshot-isolation': {
    says: 'snapshots, the latest each: write skew',
    create: strictSnapshotIsolation,
    keeps: 'strict-snapshot-isolation',
    breaks: 'serializable',
  },
  'strong-session-snapshot-isolation': {
    says: 'snapshots, old ones too, never older than what the session has seen',
    create: strongSessionSnapshotIsolation,
    keeps: 'strong-session-snapshot-isolation',
    breaks: 'strict-snapshot-isolation',
  },
  'snapshot-isolation': {
    says: 'snapshots, old ones too',
    create: snapshotIsolation,
    keeps: 'snapshot-isolation',
    breaks: 'strong-session-snapshot-isolation',
  },
  prefix: {
    says: 'snapshots as of the session, no check of conflicts',
    create: prefix,
    keeps: 'prefix',
    breaks: 'snapshot-isolation',
    isBlindAfterWrites: true,
  },
  causal: {
    says: 'replicas that tell each other in causal order',
    create: causal,
    keeps: 'causal',
    breaks: 'prefix',
    isBlindAfterWrites: true,
  },
  'read-atomic': {
    says: 'all writes of a transaction or none, of each its own age',
    create: readAtomic,
    keeps: 'read-atomic',
    breaks: 'causal',
    isBlindAfterWrites: true,
  },
  'read-committed': {
    says: 'every read of its own age',
    create: readCommitted,
    keeps: 'read-committed',
    breaks: 'read-atomic',
    isBlindAfterWrites: true,
  },
  'lost-update': {
    says: 'the latest snapshots, no check of conflicts',
    create: lostUpdate,
    keeps: 'prefix',
    breaks: 'snapshot-isolation',
    isBlindAfterWrites: true,
  },
  'long-fork': {
    says: 'replicas, of conflicting writers one commits: parallel snapshot isolation',
    create: longFork,
    keeps: 'causal',
    breaks: 'prefix',
  },
  'aborted-read': {
    says: 'what failed stays',
    create: abortedRead,
    keeps: null,
    breaks: 'read-committed',
  },
  'intermediate-read': {
    says: 'the first of two writes of a transaction is read',
    create: intermediateRead,
    keeps: null,
    breaks: 'read-committed',
  },
  'circular-read': {
    says: 'two transactions read from each other',
    create: circularRead,
    keeps: null,
    breaks: 'read-committed',
  },
  'dirty-write': {
    says: 'two transactions come in one order at one key, in the other at another',
    create: dirtyWrite,
    keeps: null,
    breaks: { append: 'read-committed', versioned: 'read-committed', register: 'snapshot-isolation' },
  },
  internal: {
    says: 'a transaction does not find what it wrote itself',
    create: internal,
    keeps: null,
    breaks: 'read-committed',
  },
  'applied-twice': {
    says: 'a write is done once more',
    create: appliedTwice,
    keeps: null,
    breaks: 'read-committed',
    models: ['append', 'versioned'],
  },
  'lost-write': {
    says: 'what was committed is gone',
    create: lostWrite,
    keeps: null,
    breaks: 'strict-serializable',
  },
} as const satisfies Record<string, Strength>;

export type StrengthName = keyof typeof STRENGTHS;

/** The level that logs of this strength need not keep; null: they keep all. */
export function broken(name: StrengthName, model: Model): Level | null {
  const { breaks }: Strength = STRENGTHS[name];
  return typeof breaks === 'object' && breaks !== null ? (breaks[model] ?? null) : breaks;
}
