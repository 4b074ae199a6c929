import type { Block } from '../../history/block-hash.js';
import { append, extendsChain, type Ledger, settle, type Transfer, tailHash } from './ledger.js';

/** A request in a node's queue: the stamp it is believed to have, and whose it is. */
export interface Entry {
  stamp: number;
  node: string;
}

/**
 * The points at which implementations of this protocol have gone wrong, each as a function of what it decides on.
 * The protocol calls them and knows no bug; a mutant is REFERENCE with one of them replaced.
 */
export interface Decisions {
  /** The clock after a message with the clock `received` came in. */
  mergeClock(own: number, received: number): number;
  /** At a new request: the clock moved on, and the stamp under which the node itself queues the request. */
  stampRequest(clock: number): { clock: number; queued: number };
  /** The stamp under which another node's request is queued. */
  stampOf(requested: number, ownClock: number): number;
  /** Whether a request has precedence over another. */
  before(a: Entry, b: Entry): boolean;
  /** Whether a message heard again (a duplicate on the link) is passed over. */
  passesOver(msgId: number, lastHeard: number): boolean;
  /** How many replies a new request has, given those of the request before. */
  repliesAtStart(previous: number): number;
  /** Whether a reply counts: it answers a message of the current request or not. */
  replyCounts(answersCurrent: boolean): boolean;
  /** Whether messages of this type carry the clock. */
  carriesClock(type: string): boolean;
  /** The clock a REPLY carries. */
  replyClock(own: number, requested: number): number;
  /** Whether a REQUEST is answered, given whether this node is in its critical section. */
  answers(inside: boolean): boolean;
  /** What a REPLY names as the message that it answers. */
  repliesTo(request: { msg_id: number; request: number }): number;
  /** Whether that many replies suffice. */
  enough(replies: number, peers: number): boolean;
  /** Whether the queue lets this node enter. */
  isTurn(head: Entry | undefined, own: Entry): boolean;
  /** The queue after a RELEASE. */
  afterRelease(queue: readonly Entry[], releaser: string): Entry[];
  /** Leaves the critical section, after a transfer or a refusal. */
  leave(step: { dequeue(): void; tellOthers(): void }, refused: boolean): void;
  /** Makes a new block known and gives the critical section back. */
  close(step: { announce(): void; release(): void }): void;
  /** What is wrong with the arguments of a transfer, if anything. */
  objection(transfer: Transfer, accounts: ReadonlyMap<string, unknown>): string | undefined;
  /** What is put into the block of a transfer. */
  terms(transfer: Transfer, accounts: readonly string[]): Transfer;
  /** Whether a transaction that was seen before is not done again. */
  remembers(): boolean;
  /** The balance that decides, given those when the client asked and inside the critical section. */
  decidingBalance(whenAsked: number, inside: number): number;
  /** Whether a balance covers an amount. */
  covers(balance: number, amount: number): boolean;
  /** How blocks are laid out for hashing, given what was agreed. */
  hashProfile(agreed: string): string;
  /** What the next block points at. */
  pointsAt(blocks: readonly Block[]): string;
  /** Whether a node appends the block that it makes itself. */
  keepsOwn(): boolean;
  /** What becomes of a received block: the block to append now, or it is kept for later, or rejected. */
  accept(ledger: Ledger, received: Block): Block | 'keep' | 'reject';
  /** Appends a received block and brings the balance table up to date. */
  apply(ledger: Ledger, block: Block): void;
  /** What a node says has become of a transaction. */
  outcome(about: { isInLedger: boolean; wasRefused: boolean }): 'applied' | 'never' | 'unknown';
  /** Whether the client of a committed transfer is told of it. */
  tellsTruth(): boolean;
}

/** The protocol as it should be. */
export const REFERENCE: Decisions = {
  mergeClock: (own, received) => Math.max(own, received) + 1,
  stampRequest: (clock) => ({ clock: clock + 1, queued: clock + 1 }),
  stampOf: (requested) => requested,
  before: (a, b) => a.stamp < b.stamp || (a.stamp === b.stamp && a.node < b.node),
  passesOver: (msgId, lastHeard) => msgId <= lastHeard,
  repliesAtStart: () => 0,
  replyCounts: (answersCurrent) => answersCurrent,
  carriesClock: () => true,
  replyClock: (own) => own,
  answers: () => true,
  repliesTo: (request) => request.msg_id,
  enough: (replies, peers) => replies >= peers,
  isTurn: (head, own) => head !== undefined && head.node === own.node && head.stamp === own.stamp,
  afterRelease(queue, releaser) {
    const place = queue.findIndex((entry) => entry.node === releaser);
    return queue.filter((_entry, other) => other !== place);
  },
  leave(step) {
    step.dequeue();
    step.tellOthers();
  },
  close(step) {
    step.announce();
    step.release();
  },
  objection({ from, to, amount }, accounts) {
    if (!Number.isSafeInteger(amount) || amount <= 0) return 'the amount must be a positive integer';
    if (!accounts.has(to)) return `there is no account ${to}`;
    return from === to ? 'an account cannot pay itself' : undefined;
  },
  terms: (transfer) => transfer,
  remembers: () => true,
  decidingBalance: (_whenAsked, inside) => inside,
  covers: (balance, amount) => balance >= amount,
  hashProfile: (agreed) => agreed,
  pointsAt: tailHash,
  keepsOwn: () => true,
  // Links keep order one by one only: a block may overtake the one before it, which comes from another node.
  accept(ledger, received) {
    if (received.height > ledger.blocks.length + 1) return 'keep';
    return extendsChain(ledger, received) ? received : 'reject';
  },
  apply(ledger, block) {
    append(ledger, block);
    settle(ledger, block);
  },
  outcome: ({ isInLedger, wasRefused }) => (isInLedger ? 'applied' : wasRefused ? 'never' : 'unknown'),
  tellsTruth: () => true,
};
