import type { Mutant } from '../system.js';
import type { BankConfig } from './config.js';
import { type Decisions, REFERENCE } from './decisions.js';
import { bankNode } from './node.js';

interface Planted {
  /** The one decision that is taken differently. */
  decision: Partial<Decisions>;
  bug: string;
  kills: readonly string[];
  aimed?: string;
}

/** Bugs to plant: first those seen in real implementations of this protocol. */
const PLANTED: Record<string, Planted> = {
  'last-snapshot-kept': {
    decision: { startsWith: (last) => last },
    bug: 'what was recorded is not cleared between snapshots: channels still hold what they held in the last one',
    kills: [],
  },
  'drained-once': {
    decision: { goesOn: () => false },
    bug: 'told to receive everything, a node does so once, and leaves what comes of it in its channels',
    kills: [],
  },
  'node-zero-unknown': {
    decision: { isNode: (label) => label !== 0 },
    bug: 'the node called 0 is taken for the master: numbers of nodes and of the master come from the same range',
    kills: [],
  },
  'master-among-senders': {
    decision: { choices: (ready) => [...ready, 'observer'] },
    bug: "a random receive may choose the observer's own channel, in which no message of a node can be",
    kills: [],
  },
  'channels-summed': {
    decision: { recordsIn: (_from, open) => open },
    bug: 'there is one record for all channels together instead of one for each',
    kills: [],
  },
  'recorded-late': {
    decision: {
      begin(step) {
        step.tell();
        step.later(step.record);
      },
    },
    bug: 'tokens leave first, and the state is recorded when there is time for it',
    kills: [],
  },
  'recorded-after-next-message': {
    decision: {
      begin(step) {
        step.tell();
        step.afterNext(step.record);
      },
    },
    bug: 'the state is recorded when the message behind the token has been dealt with',
    kills: [],
  },
  'token-late': {
    decision: {
      begin(step) {
        step.record();
        step.later(step.tell);
      },
    },
    bug: 'the node records its state and goes on sending money before it sends the tokens',
    kills: [],
  },
  'recording-not-stopped': {
    decision: { closes: ({ awaited }, open) => (awaited === 0 ? open : []) },
    bug: "a channel's token does not end its recording: all go on until the last token has come",
    kills: [],
  },
  'recording-stopped-early': {
    decision: { closes: (_marker, open) => open },
    bug: 'the first token ends the recording of all channels',
    kills: [],
  },
  'first-channel-left-open': {
    decision: {
      closes: ({ from, isFirst, awaited }, open) => (awaited === 0 ? open : isFirst ? [] : [from]),
    },
    bug: 'the channel by which the first token came is recorded too: money that was sent after the cut is counted',
    kills: [],
  },
  'token-jumps-queue': {
    decision: {
      next: (channel) =>
        Math.max(
          0,
          channel.findIndex(({ body }) => body.type === 'SnapshotToken'),
        ),
    },
    bug: 'a token is taken in before the transfers that came before it in its channel',
    kills: [],
  },
  'latest-first': {
    decision: { next: (channel) => channel.length - 1 },
    bug: 'a channel is a stack: the message that came last is taken in first',
    kills: [],
  },
  'early-money-counted': {
    decision: { startsWith: (_last, before) => before },
    bug: 'messages taken in before the state was recorded count as contents of their channels',
    kills: [],
  },
  'channels-not-recorded': {
    decision: { recordsIn: () => [] },
    bug: 'only balances are recorded: money on its way is in no snapshot',
    kills: [],
  },
  'empty-channels-omitted': {
    decision: { listed: (channels) => channels.filter(({ amount }) => amount > 0) },
    bug: 'channels in which nothing was are left out of the answer to the observer',
    kills: [],
  },
  'live-state-told': {
    decision: { told: (_recorded, live) => live },
    bug: 'the observer is told the balance of the moment instead of the recorded one',
    kills: [],
  },
  'constant-state': {
    decision: { state: (_balance, initial) => initial },
    bug: 'what is recorded as the state is what the account held at the start',
    kills: [],
  },
  'late-nodes-forgotten': {
    decision: { markersTo: (_members, atJoining) => atJoining },
    bug: 'tokens go only to those whom the node knew when it was created',
    kills: [],
  },
  'last-node-forgotten': {
    decision: { markersTo: (members) => members.slice(0, -1) },
    bug: 'tokens go to all but the last: a loop ends one short',
    kills: [],
  },
  'own-token-records-again': {
    decision: { recordsAgain: (isOwn) => isOwn },
    bug: 'the node that began a snapshot records its state again when a token comes back to it',
    kills: [],
  },
  'every-token-records-again': {
    decision: { recordsAgain: () => true },
    bug: 'every token records the state again, not only the first',
    kills: [],
  },
  'snapshots-mixed': {
    decision: { snapshotOf: (named, incomplete) => incomplete.at(-1) ?? named },
    bug: 'there can be one snapshot at a time: a token counts for the one that is under way, whatever it names',
    kills: [],
  },

  'merge-omitted': {
    decision: { merge: (own) => own },
    bug: 'the vector clock of a message is not merged into the own one',
    kills: [],
  },
  'merge-overwrites': {
    decision: { merge: (own, heard) => ({ ...own, ...heard }) },
    bug: 'the vector clock of a message overwrites what the node knew, instead of the greater of both',
    kills: [],
  },
  'own-component-stays': {
    decision: { advance: (own) => Math.max(own, 1) },
    bug: 'the own component of the vector clock does not move from one event to the next',
    kills: [],
  },
  'clock-shared': {
    decision: { stamp: (clock) => clock },
    bug: 'messages share one vector clock instead of having copies: those prepared together all leave with the last',
    kills: [],
  },

  'credited-twice': {
    decision: { credited: (amount) => 2 * amount },
    bug: 'the receiver of a transfer adds it to its account twice',
    kills: [],
  },
  'repetition-credited': {
    decision: { passesOver: () => false },
    bug: 'a message that the network repeats is taken in again',
    kills: [],
  },
  'debit-without-send': {
    decision: { leaves: () => false },
    bug: 'the money is taken from the account and never sent',
    kills: [],
  },
  'refusal-takes': {
    decision: { refusalTakes: (amount) => amount },
    bug: 'a transfer is refused for want of funds, and taken from the account all the same',
    kills: [],
  },
  'exact-balance-refused': {
    decision: { covers: (balance, amount) => balance > amount },
    bug: 'a transfer of all that an account holds is refused',
    kills: [],
  },
  'funds-unchecked': {
    decision: { covers: () => true },
    bug: 'the balance is not checked at all',
    kills: [],
  },
  'negative-accepted': {
    decision: { objection: () => undefined },
    bug: 'a negative amount passes: sending -5 takes 5 from the receiver',
    kills: [],
  },
  'retry-sent-again': {
    decision: { remembers: () => false },
    bug: 'a transfer that reaches the node twice is sent twice',
    kills: [],
  },
};

/** The reference with one decision replaced, by the name of the bug. */
export const MUTANTS: Record<string, Mutant<BankConfig>> = Object.fromEntries(
  Object.entries(PLANTED).map(([name, { decision, ...about }]) => [
    name,
    { program: bankNode({ ...REFERENCE, ...decision }), ...about },
  ]),
);
