import { causalDelivery } from './causal-delivery.js';
import type { Checker } from './contract/checker.js';
import { exactlyOnce } from './exactly-once.js';
import { hashChain } from './hash-chain.js';
import { lamportClock } from './lamport-clock.js';
import { moneyConservation } from './money-conservation.js';
import { monotonicReads } from './monotonic-reads.js';
import { monotonicWrites } from './monotonic-writes.js';
import { mutualExclusion } from './mutual-exclusion.js';
import { progress } from './progress.js';
import { protocol } from './protocol.js';
import { readYourWrites } from './read-your-writes.js';
import { replicaAgreement } from './replica-agreement.js';
import { serializability } from './serializability.js';
import { snapshotConsistency } from './snapshot-consistency.js';
import { vectorClock } from './vector-clock.js';
import { writesFollowReads } from './writes-follow-reads.js';

/** Every checker there is, by name. */
export const CHECKERS: Readonly<Record<string, Checker>> = {
  'mutual-exclusion': mutualExclusion,
  'lamport-clock': lamportClock,
  'read-your-writes': readYourWrites,
  'monotonic-reads': monotonicReads,
  'monotonic-writes': monotonicWrites,
  'writes-follow-reads': writesFollowReads,
  'hash-chain': hashChain,
  'replica-agreement': replicaAgreement,
  'money-conservation': moneyConservation,
  'exactly-once': exactlyOnce,
  'snapshot-consistency': snapshotConsistency,
  'causal-delivery': causalDelivery,
  'vector-clock': vectorClock,
  serializability,
  protocol,
  progress,
};
