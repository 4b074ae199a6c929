import { type Planted, plant } from '../plant.js';
import type { Mutant } from '../system.js';
import type { LedgerConfig } from './config.js';
import { type Decisions, REFERENCE } from './decisions.js';
import { append, extendsChain, nextBlock, post, tailHash } from './ledger.js';
import { ledgerNode } from './node.js';

const SHA256_OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Bugs to plant, most of them seen in real implementations of this protocol. */
const PLANTED: Record<string, Planted<Decisions>> = {
  'own-clock-queued': {
    decision: { stampOf: (_requested, ownClock) => ownClock },
    bug: "a request is queued under the receiver's clock instead of the requester's stamp (a shared clock object was queued)",
    kills: ['exactly-once/everywhere', 'mutual-exclusion/overlap', 'replica-agreement/fork'],
  },
  'stale-replies': {
    decision: { repliesAtStart: (previous) => previous },
    bug: 'the replies of one request are never cleared and count for the next one',
    kills: ['mutual-exclusion/stale-reply'],
  },
  'abort-keeps-request': {
    decision: {
      leave(step, refused) {
        if (!refused) step.dequeue();
        step.tellOthers();
      },
    },
    bug: "after a refusal the node's own request stays in its queue (only the path of success took it out)",
    kills: ['mutual-exclusion/stuck', 'progress/unanswered'],
  },
  'abort-tells-nobody': {
    decision: {
      leave(step, refused) {
        step.dequeue();
        if (!refused) step.tellOthers();
      },
    },
    bug: 'after a refusal no RELEASE is sent: all others wait behind a request that is over',
    kills: ['mutual-exclusion/stuck', 'progress/unanswered'],
  },
  'queued-before-tick': {
    decision: { stampRequest: (clock) => ({ clock: clock + 1, queued: clock }) },
    bug: 'a node queues its own request before it moves its clock, and broadcasts another stamp than it queued',
    kills: ['exactly-once/everywhere', 'mutual-exclusion/overlap', 'replica-agreement/fork'],
  },
  'clock-without-max': {
    decision: { mergeClock: (own) => own + 1 },
    bug: 'on receipt the clock moves by one and does not catch up with the message',
    kills: ['lamport-clock/receive'],
  },
  'reply-echoes-stamp': {
    decision: { replyClock: (_own, requested) => requested },
    bug: "a REPLY carries the stamp of the request instead of its sender's clock",
    kills: ['lamport-clock/program-order', 'lamport-clock/receive'],
  },
  'clock-left-out': {
    decision: { carriesClock: (type) => type !== 'BLOCK' },
    bug: 'a BLOCK goes out without the clock',
    kills: ['lamport-clock/missing-clock'],
  },
  'reply-misaddressed': {
    decision: { repliesTo: (request) => request.request },
    bug: "a REPLY names the request's number instead of the message that it answers",
    kills: ['mutual-exclusion/stuck', 'progress/unanswered', 'protocol/reply'],
  },
  'tie-by-arrival': {
    decision: { before: (a, b) => a.stamp < b.stamp },
    bug: 'requests with equal stamps go in the order of arrival instead of by node',
    kills: ['exactly-once/everywhere', 'mutual-exclusion/overlap', 'replica-agreement/fork'],
  },
  'node-before-stamp': {
    decision: { before: (a, b) => a.node < b.node },
    bug: 'the queue is ordered by node alone: the heap compares the wrong field',
    kills: ['mutual-exclusion/request-order'],
  },
  'one-reply-short': {
    decision: { enough: (replies, peers) => replies >= peers - 1 },
    bug: 'a node enters when all but one have replied (it counts itself among them)',
    kills: [
      'exactly-once/everywhere',
      'mutual-exclusion/physical-overlap',
      'mutual-exclusion/stale-reply',
      'replica-agreement/fork',
    ],
  },
  'queue-ignored': {
    decision: { isTurn: () => true },
    bug: 'a node enters when all have replied, whatever its queue says',
    kills: ['exactly-once/everywhere', 'mutual-exclusion/physical-overlap', 'replica-agreement/fork'],
  },
  'reply-withheld': {
    decision: { answers: (inside) => !inside },
    bug: 'a request that comes while the node is in its critical section is queued and never answered',
    kills: ['mutual-exclusion/stuck'],
  },
  'duplicates-obeyed': {
    decision: { passesOver: () => false },
    bug: 'a message that the network repeats is obeyed again: a reply counts for two, a request stands in the queue twice',
    kills: ['mutual-exclusion/stuck'],
  },
  'release-before-block': {
    decision: {
      close(step) {
        step.release();
        step.announce();
      },
    },
    bug: 'RELEASE leaves before BLOCK: the next node builds on a ledger that lacks the last block',
    kills: ['exactly-once/everywhere', 'replica-agreement/fork'],
  },
  'released-twice': {
    decision: {
      close(step) {
        step.announce();
        step.release();
        step.release();
      },
    },
    bug: 'an exception after RELEASE runs the way out again: the ledger is given back twice',
    kills: ['mutual-exclusion/request-enter-leave'],
  },
  'own-block-forgotten': {
    decision: { keepsOwn: () => false },
    bug: 'a node waits for its own broadcast to append its block, and broadcasts go to the others only',
    kills: [
      'exactly-once/everywhere',
      'exactly-once/lost',
      'money-conservation/balance',
      'replica-agreement/missing-blocks',
    ],
  },
  'wrong-receiver': {
    decision: {
      terms(transfer, accounts) {
        const next = (accounts.indexOf(transfer.to) + 1) % accounts.length;
        return { ...transfer, to: accounts[next]! };
      },
    },
    bug: 'the money goes to the next account: an index is off by one',
    kills: ['exactly-once/uninvited'],
  },
  'outcome-guessed': {
    decision: { outcome: ({ wasRefused }) => (wasRefused ? 'never' : 'applied') },
    bug: 'asked what became of a transaction, a node takes for applied whatever it has not refused itself',
    kills: ['exactly-once/outcome'],
  },
  'false-failure': {
    decision: { tellsTruth: () => false },
    bug: 'an exception after the commit makes the node report FAILED although the block stands',
    kills: ['exactly-once/ghost'],
  },
  'funds-checked-early': {
    decision: { decidingBalance: (whenAsked) => whenAsked },
    bug: 'the balance is checked when the client asks, not inside the critical section: the same money is spent twice',
    kills: ['money-conservation/overdraft'],
  },
  'funds-unchecked': {
    decision: { covers: () => true },
    bug: 'the balance is not checked at all',
    kills: ['money-conservation/overdraft'],
  },
  'exact-balance-refused': {
    decision: { covers: (balance, amount) => balance > amount },
    bug: 'a transfer of all that an account holds is refused',
    kills: ['money-conservation/refusal'],
  },
  'negative-accepted': {
    decision: {
      objection: ({ to }, accounts) => (accounts.has(to) ? undefined : `there is no account ${to}`),
    },
    bug: 'a negative amount passes: paying -5 takes 5 from the receiver (the check compared a text with a number)',
    kills: ['money-conservation/impossible-transfer', 'protocol/malformed'],
  },
  'retry-applied-again': {
    decision: { remembers: () => false },
    bug: 'a transfer that reaches the node twice is done twice',
    kills: ['exactly-once/twice'],
  },
  'table-not-updated': {
    decision: { apply: append },
    bug: 'a received block is appended but the balance table stays as it was',
    kills: ['money-conservation/balance', 'replica-agreement/final-balances'],
  },
  'credit-forgotten': {
    decision: {
      apply(ledger, block) {
        append(ledger, block);
        post(ledger, block.from, -block.amount);
      },
    },
    bug: 'a received block is taken from the payer in the balance table and given to nobody',
    kills: ['money-conservation/balance', 'replica-agreement/final-balances'],
  },
  'fork-relinked': {
    decision: { accept: (ledger, received) => nextBlock(ledger, received) },
    bug: "a received block's pointer and hash are overwritten with the node's own tail instead of being checked",
    kills: ['replica-agreement/fork'],
  },
  'early-block-dropped': {
    decision: { accept: (ledger, received) => (extendsChain(ledger, received) ? received : 'reject') },
    bug: 'a block that arrives before the one it points at is thrown away instead of kept',
    kills: ['exactly-once/everywhere', 'replica-agreement/missing-blocks'],
  },
  'early-block-fatal': {
    decision: {
      accept(ledger, received) {
        if (extendsChain(ledger, received)) return received;
        throw new Error(`block ${received.height} does not extend the chain`);
      },
    },
    bug: 'a block that arrives before the one it points at breaks an assertion, and the node dies',
    kills: ['progress/silent', 'protocol/died'],
  },
  'genesis-differs': {
    decision: { pointsAt: (blocks) => blocks.at(-1)?.hash ?? SHA256_OF_NOTHING },
    bug: 'the first block points at the hash of nothing instead of the genesis hash that was agreed on',
    kills: ['hash-chain/genesis'],
  },
  'pointer-one-short': {
    decision: { pointsAt: (blocks) => tailHash(blocks.slice(0, -1)) },
    bug: 'a block points at the one before the last: an index is off by one',
    kills: ['hash-chain/link'],
  },
  'unseparated-hash': {
    decision: { hashProfile: () => 'concatenation' },
    bug: 'the fields of a block are hashed end to end: ("1", "12") and ("11", "2") give the same hash',
    kills: ['hash-chain/hash'],
  },
};

export const MUTANTS: Record<string, Mutant<LedgerConfig>> = plant(ledgerNode, REFERENCE, PLANTED);
