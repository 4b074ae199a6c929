import { type Planted, plant } from '../plant.js';
import type { Mutant } from '../system.js';
import type { BranchConfig } from './config.js';
import { type Decisions, REFERENCE } from './decisions.js';
import { branchNode } from './node.js';
import { covers, sizeOf, union, type WriteSet } from './write-set.js';

/** Bugs to plant, most of them seen in real implementations of this protocol. */
const PLANTED: Record<string, Planted<Decisions>> = {
  'clock-without-max': {
    decision: { mergeClock: (own) => own + 1 },
    bug: 'on receipt the clock moves by one and does not catch up with the message',
    kills: ['lamport-clock/receive'],
  },
  'clock-without-step': {
    decision: { mergeClock: (own, received) => Math.max(own, received) },
    bug: 'on receipt the clock catches up with the message, but the receipt itself does not count',
    kills: ['lamport-clock/program-order', 'lamport-clock/receive'],
  },
  'sends-not-counted': {
    decision: { stamp: (clock) => ({ clock, carried: clock }) },
    bug: 'passing a write on does not move the clock: all copies carry that of the request',
    kills: ['lamport-clock/program-order'],
  },
  'stamped-before-tick': {
    decision: { stamp: (clock) => ({ clock: clock + 1, carried: clock }) },
    bug: 'a message is stamped first and the clock moved then: it carries the clock of the event before',
    kills: ['lamport-clock/program-order'],
  },
  'clock-left-out': {
    decision: { carriesClock: (type) => type !== 'propagate_withdraw' },
    bug: 'a withdrawal is passed on without the clock',
    kills: ['lamport-clock/missing-clock'],
  },
  'balance-passed-on': {
    decision: { balanceAfter: (_own, write) => write.balance },
    bug: 'branches pass on their new balance instead of the change: of two writes at once one is lost',
    kills: ['money-conservation/balance', 'replica-agreement/final-balances'],
  },
  'withdrawal-credited': {
    decision: { balanceAfter: (own, { amount }) => own + amount },
    bug: 'a withdrawal of another branch is handled by the code for deposits, and paid in',
    kills: ['money-conservation/balance', 'replica-agreement/final-balances'],
  },
  'sender-mislabelled': {
    decision: { writer: (write, self) => ({ ...write, by: self }) },
    bug: "a branch books another's write under its own number: a variable of the wrong name",
    kills: ['exactly-once/identity', 'replica-agreement/missing-writes'],
  },
  'funds-unchecked': {
    decision: { covers: () => true },
    bug: 'the balance is not checked at all',
    kills: ['money-conservation/overdraft'],
  },
  'funds-checked-early': {
    decision: { decidingBalance: (whenAsked) => whenAsked },
    bug: 'the balance is checked when the customer asks, not when the withdrawal is done after it was held',
    kills: ['money-conservation/overdraft'],
  },
  'exact-balance-refused': {
    decision: { covers: (balance, amount) => balance > amount },
    bug: 'a withdrawal of all that there is is refused',
    kills: ['money-conservation/refusal'],
  },
  'negative-accepted': {
    decision: { objection: () => undefined },
    bug: 'a negative amount passes: a deposit of -5 takes 5',
    kills: ['money-conservation/impossible-transfer', 'protocol/malformed'],
  },
  'refused-passed-on': {
    decision: { passesOnRefused: () => true },
    bug: 'a withdrawal that was refused is passed on all the same, and the other branches take the money',
    kills: ['exactly-once/ghost', 'replica-agreement/missing-writes'],
  },
  'refused-counted': {
    decision: { countsRefused: () => true },
    bug: 'a withdrawal that was refused gets a number and goes into the write set: other branches wait for it for ever',
    kills: ['progress/unanswered'],
  },
  'passed-on-to-nobody': {
    decision: { recipients: () => [] },
    bug: 'writes are not passed on at all',
    kills: ['exactly-once/everywhere', 'replica-agreement/missing-writes'],
  },
  'passed-on-to-one': {
    decision: { recipients: (peers) => peers.map(() => peers[0]!) },
    bug: 'all connections lead to the same branch: one address was used for all',
    kills: ['exactly-once/everywhere', 'replica-agreement/missing-writes'],
  },
  'sent-once': {
    decision: { sendsAgain: () => false },
    bug: 'a write is passed on once, and nobody asks whether it has come',
    kills: ['exactly-once/everywhere', 'replica-agreement/missing-writes'],
  },
  'early-forgotten': {
    decision: { early: () => 'acknowledge and forget' },
    bug: 'a write that comes before one it depends on is acknowledged and not kept',
    kills: ['exactly-once/everywhere', 'replica-agreement/missing-writes'],
  },
  'duplicates-applied': {
    decision: { passesOver: (_applied, isKept) => isKept },
    bug: 'a write that the network repeats is applied again',
    kills: [
      'causal-delivery/duplicate',
      'exactly-once/twice',
      'money-conservation/balance',
      'replica-agreement/final-balances',
    ],
  },
  'numbers-without-branch': {
    decision: {
      passesOver: (applied, isKept, { seq }) => isKept || Object.values(applied.seen).some((last) => seq <= last),
    },
    bug: 'write ids are a number alone: those of two branches collide, and the second counts as known',
    kills: ['progress/unsettled'],
  },
  'retry-applied-again': {
    decision: { remembers: () => false },
    bug: 'a request that reaches the branch twice is done twice',
    kills: ['exactly-once/identity', 'exactly-once/twice'],
  },
  'reads-not-held': {
    decision: { serves: (own, customers, kind) => (kind === 'query' || covers(own, customers) ? own : undefined) },
    bug: 'a query is answered at once, whatever its customer has written or read elsewhere',
    kills: ['monotonic-reads/went-back', 'read-your-writes/stale-read'],
  },
  'withdrawals-not-held': {
    decision: { serves: (own, customers, kind) => (kind === 'withdraw' || covers(own, customers) ? own : undefined) },
    bug: 'a withdrawal is decided on at once, without what its customer has paid in elsewhere',
    kills: ['read-your-writes/stale-refusal'],
  },
  'deposits-not-held': {
    decision: { serves: (own, customers, kind) => (kind === 'deposit' || covers(own, customers) ? own : undefined) },
    bug: 'a deposit is applied at once, before what its customer has written or read elsewhere',
    kills: ['monotonic-writes/order', 'writes-follow-reads/order'],
  },
  'counted-not-compared': {
    decision: { serves: (own, customers) => (sizeOf(own) >= sizeOf(customers) ? own : undefined) },
    bug: 'write sets are compared by their size: as many writes, but not the same',
    kills: ['read-your-writes/stale-read'],
  },
  'set-marked-not-awaited': {
    decision: { serves: union },
    bug: "the customer's writes are put into the branch's set to satisfy the comparison, without being applied",
    kills: ['exactly-once/everywhere', 'money-conservation/balance', 'replica-agreement/missing-writes'],
  },
  'applied-on-arrival': {
    decision: { mayApply: () => true },
    bug: 'writes are applied as they arrive',
    kills: ['causal-delivery/causal', 'monotonic-writes/elsewhere'],
  },
  'own-writes-only': {
    decision: {
      dependencies: onlyOf,
    },
    bug: 'a write waits for earlier ones of the same branch only: what its customer had written or read elsewhere is forgotten',
    kills: ['causal-delivery/causal', 'writes-follow-reads/elsewhere'],
  },
  'others-writes-only': {
    decision: { dependencies: without },
    bug: "a write waits for those of other branches that its sender knew, and not for the sender's own earlier ones",
    kills: ['causal-delivery/fifo', 'monotonic-writes/elsewhere'],
  },
  'others-writes-untold': {
    decision: { told: onlyOf },
    bug: 'writes of other branches change the balance and are not put into the write set that customers are told',
    kills: ['money-conservation/balance', 'read-your-writes/stale-read'],
  },
  'number-stands-still': {
    decision: { nextSeq: () => 1 },
    bug: "a branch's counter is never moved: all its writes bear the same number",
    kills: [
      'exactly-once/everywhere',
      'exactly-once/identity',
      'money-conservation/balance',
      'replica-agreement/final-balances',
    ],
  },
  'own-write-forgotten': {
    decision: { appliesOwn: () => false },
    bug: 'a branch passes a write on and waits for it to come back, as everybody else gets it',
    kills: ['exactly-once/everywhere', 'exactly-once/lost', 'replica-agreement/missing-writes'],
  },
  'amount-rounded': {
    decision: { booked: (amount) => Math.floor(amount / 10) * 10 },
    bug: 'amounts lose their last digit on the way: money is kept in another unit than it is asked for',
    kills: ['exactly-once/uninvited', 'money-conservation/balance'],
  },
  'outcome-guessed': {
    decision: { outcome: ({ wasRefused }) => (wasRefused ? 'never' : 'applied') },
    bug: 'asked what became of a transaction, a branch takes for applied whatever it has not refused itself',
    kills: ['exactly-once/outcome'],
  },
  'false-failure': {
    decision: { tellsTruth: () => false },
    bug: 'an error after the write makes the branch report a failure although the money has moved',
    kills: ['exactly-once/ghost'],
  },
};

function onlyOf({ seen }: WriteSet, branch: string): WriteSet {
  return { seen: Object.fromEntries(Object.entries(seen).filter(([by]) => by === branch)) };
}

function without({ seen }: WriteSet, branch: string): WriteSet {
  return { seen: Object.fromEntries(Object.entries(seen).filter(([by]) => by !== branch)) };
}

export const MUTANTS: Record<string, Mutant<BranchConfig>> = plant(branchNode, REFERENCE, PLANTED);
