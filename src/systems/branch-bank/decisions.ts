import { changeOf, idOf, type Write } from './replica.js';
import { covers, includes, type WriteSet } from './write-set.js';

/**
 * The points at which implementations of this protocol have gone wrong, each as a function of what it decides on.
 * The protocol calls them and knows no bug; a mutant is REFERENCE with one of them replaced.
 */
export interface Decisions {
  /** The clock after a message with the clock `received` came in. */
  mergeClock(own: number, received: number): number;
  /** Before a write is passed on: the clock moved on, and the clock that the message carries. */
  stamp(clock: number): { clock: number; carried: number };
  /** Whether messages of this type carry the clock. */
  carriesClock(type: string): boolean;
  /** What is wrong with the amount of a deposit or withdrawal, if anything. */
  objection(amount: unknown): string | undefined;
  /** Whether a transaction that was seen before is not done again. */
  remembers(): boolean;
  /** The branch's set when it answers a request, given its own and its customer's; undefined: the request is held. */
  serves(own: WriteSet, customers: WriteSet, request: 'query' | 'deposit' | 'withdraw'): WriteSet | undefined;
  /** The balance that decides on a withdrawal, given those when the customer asked and now. */
  decidingBalance(whenAsked: number, now: number): number;
  /** Whether a balance covers an amount. */
  covers(balance: number, amount: number): boolean;
  /** The number of this branch's next write. */
  nextSeq(accepted: number): number;
  /** What is booked when a customer asks for an amount. */
  booked(amount: number): number;
  /** Whether a branch applies the writes that it accepts. */
  appliesOwn(): boolean;
  /** Whether a withdrawal that was refused counts as a write all the same. */
  countsRefused(): boolean;
  /** Whether a withdrawal that was refused is passed on all the same. */
  passesOnRefused(): boolean;
  /** To whom a write is passed on. */
  recipients(peers: readonly string[], self: string): readonly string[];
  /** What a write is said to depend on, given the branch's set before it. */
  dependencies(own: WriteSet, self: string): WriteSet;
  /** Whether a write that was not acknowledged is sent again. */
  sendsAgain(): boolean;
  /** Whether a write that came is passed over, given those that are applied or kept. */
  passesOver(applied: WriteSet, isKept: boolean, write: Write): boolean;
  /** Whether a write that came may be applied, given what it depends on. */
  mayApply(applied: WriteSet, dependencies: WriteSet): boolean;
  /** What becomes of a write that may not be applied yet. */
  early(): 'keep' | 'acknowledge and forget';
  /** As whose write one that came is applied. */
  writer(write: Write, self: string): Write;
  /** The balance after a write of another branch. */
  balanceAfter(own: number, write: Write): number;
  /** The set that a reply tells. */
  told(own: WriteSet, self: string): WriteSet;
  /** What a node says has become of a transaction. */
  outcome(about: { isApplied: boolean; wasRefused: boolean }): 'applied' | 'never' | 'unknown';
  /** Whether the customer of a write is told of it. */
  tellsTruth(): boolean;
}

/** The protocol as it should be. */
export const REFERENCE: Decisions = {
  mergeClock: (own, received) => Math.max(own, received) + 1,
  stamp: (clock) => ({ clock: clock + 1, carried: clock + 1 }),
  carriesClock: () => true,
  objection: (amount) =>
    Number.isSafeInteger(amount) && (amount as number) > 0 ? undefined : 'the amount must be a positive integer',
  remembers: () => true,
  serves: (own, customers) => (covers(own, customers) ? own : undefined),
  decidingBalance: (_whenAsked, now) => now,
  covers: (balance, amount) => balance >= amount,
  nextSeq: (accepted) => accepted + 1,
  booked: (amount) => amount,
  appliesOwn: () => true,
  countsRefused: () => false,
  passesOnRefused: () => false,
  recipients: (peers) => peers,
  dependencies: (own) => own,
  sendsAgain: () => true,
  passesOver: (applied, isKept, write) => isKept || includes(applied, idOf(write)),
  mayApply: (applied, dependencies) => covers(applied, dependencies),
  early: () => 'keep',
  writer: (write) => write,
  balanceAfter: (own, write) => own + changeOf(write),
  told: (own) => own,
  outcome: ({ isApplied, wasRefused }) => (isApplied ? 'applied' : wasRefused ? 'never' : 'unknown'),
  tellsTruth: () => true,
};
