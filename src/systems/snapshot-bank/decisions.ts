import type { Message } from '../../node/message.js';
import { type Clock, mergeClocks } from './clock.js';

/** What a channel held: the sum, and the transfers in the order of their arrival. */
export interface Recorded {
  amount: number;
  transfers: readonly string[];
}

export const NOTHING: Recorded = { amount: 0, transfers: [] };

/** A marker as it comes in. */
export interface MarkerNews {
  from: string;
  /** It is the first that this node hears of the snapshot. */
  isFirst: boolean;
  /** Markers of this snapshot that are still to come after this one. */
  awaited: number;
}

/** What there is to do when a snapshot begins at a node. */
export interface BeginStep {
  /** A client has asked for it, and no token. */
  isOwn: boolean;
  record(): void;
  tell(): void;
  /** Puts something off for a while, or behind the next message. */
  later(what: () => void): void;
  afterNext(what: () => void): void;
}

/**
 * The points at which implementations of this protocol have gone wrong, each as a function of what it decides on.
 * The protocol calls them and knows no bug; a mutant is REFERENCE with one of them replaced.
 */
export interface Decisions {
  /** The own component of the vector clock at the next event. */
  advance(own: number): number;
  /** Whether messages of this type carry the vector clock, and what they and all events carry of it. */
  carriesClock(type: string): boolean;
  stamp(clock: Clock): unknown;
  /** Whose component that is. */
  counts(id: string, peers: readonly string[]): string;
  /** The vector clock after a message of `from` that carried another one. */
  merge(own: Clock, heard: Clock, from: string): Clock;

  /** What is wrong with an amount, if anything. */
  objection(amount: number): string | undefined;
  /** Whether a balance covers an amount. */
  covers(balance: number, amount: number): boolean;
  /** What a refusal takes from the account. */
  refusalTakes(amount: number): number;
  /** Whether a transfer that was taken from the account leaves, and with which amount. */
  leaves(): boolean;
  sent(amount: number): number;
  /** What the receiver of a transfer adds to its account. */
  credited(amount: number): number;
  /** Whether a request that was seen before is not done again. */
  remembers(): boolean;
  /** Whether a message that the network repeats is passed over. */
  passesOver(isRepeated: boolean): boolean;

  /** Whether the sender of a message is a node of the bank, given what it is called. */
  isNode(label: number): boolean;
  /** Which message of a channel is consumed next. */
  next(channel: readonly Message[]): number;
  /** From whom a `receive` that names nobody may take: those from whom something has come. */
  choices(ready: readonly string[]): readonly string[];
  /** Whether a node that was told to receive everything goes on when nothing is left for the moment. */
  goesOn(): boolean;

  /** Of which snapshot a marker is, given the one that it names and those that are not complete here. */
  snapshotOf(named: string, incomplete: readonly string[]): string;
  /** Snapshots that begin when the node joins, before anybody has asked for one. */
  unasked(): readonly string[];
  /** Begins the own part of a snapshot. */
  begin(step: BeginStep): void;
  /** The state that is recorded, given the balance now and at the start. */
  state(balance: number, initial: number): number;
  /** To whom markers go, given all who take part and those who did when this node joined. */
  markersTo(members: readonly string[], atJoining: readonly string[]): readonly string[];
  /** What the recording of a channel begins with, given what it held in the last snapshot and what came before. */
  startsWith(last: Recorded, before: Recorded): Recorded;
  /** In which of the channels that are being recorded a transfer is recorded. */
  recordsIn(from: string, open: readonly string[]): readonly string[];
  /** The channels whose recording a marker ends. */
  closes(marker: MarkerNews, open: readonly string[]): readonly string[];
  /** Whether the state is recorded once more when a marker comes for a snapshot that has begun here. */
  recordsAgain(isOwn: boolean): boolean;
  /** Which of the snapshots that are complete here a node tells of when it is asked for one. */
  answersWith<Snapshot>(asked: Snapshot, first: Snapshot): Snapshot;
  /** What a node tells of its state, given the recorded and the present one. */
  told(recorded: number, live: number): number;
  /** Which of its channels a node tells of. */
  listed<Channel extends { amount: number }>(channels: readonly Channel[]): readonly Channel[];
}

/** The protocol as it should be. */
export const REFERENCE: Decisions = {
  advance: (own) => own + 1,
  carriesClock: () => true,
  stamp: (clock) => ({ ...clock }),
  counts: (id) => id,
  merge: mergeClocks,
  objection: (amount) =>
    Number.isSafeInteger(amount) && amount > 0 ? undefined : 'the amount must be a positive whole number',
  covers: (balance, amount) => balance >= amount,
  refusalTakes: () => 0,
  leaves: () => true,
  sent: (amount) => amount,
  credited: (amount) => amount,
  remembers: () => true,
  passesOver: (isRepeated) => isRepeated,
  isNode: () => true,
  next: () => 0,
  choices: (ready) => ready,
  goesOn: () => true,
  snapshotOf: (named) => named,
  unasked: () => [],
  begin(step) {
    step.record();
    step.tell();
  },
  state: (balance) => balance,
  markersTo: (members) => members,
  startsWith: () => NOTHING,
  recordsIn: (from) => [from],
  closes: (marker) => [marker.from],
  recordsAgain: () => false,
  answersWith: (asked) => asked,
  told: (recorded) => recorded,
  listed: (channels) => channels,
};
