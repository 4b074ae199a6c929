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
    kills: ['snapshot-consistency/channel'],
  },
  'drained-once': {
    decision: { goesOn: () => false },
    bug: 'told to receive everything, a node does so once, and leaves what comes of it in its channels',
    kills: ['progress/unanswered'],
  },
  'master-among-senders': {
    decision: { choices: (ready) => [...ready, 'observer'] },
    bug: "a random receive may choose the observer's own channel, in which no message of a node can be",
    kills: ['progress/silent', 'progress/unanswered', 'protocol/died'],
  },
  'channels-summed': {
    decision: { recordsIn: (_from, open) => open },
    bug: 'there is one record for all channels together instead of one for each',
    kills: ['snapshot-consistency/channel'],
  },
  'recorded-late': {
    decision: {
      begin(step) {
        step.tell();
        step.later(step.record);
      },
    },
    bug: 'tokens leave first, and the state is recorded when there is time for it',
    kills: ['snapshot-consistency/marker'],
  },
  'recorded-after-next-message': {
    decision: {
      begin(step) {
        step.tell();
        step.afterNext(step.record);
      },
    },
    bug: 'the state is recorded when the message behind the token has been dealt with',
    kills: ['snapshot-consistency/initiator', 'snapshot-consistency/marker'],
  },
  'token-late': {
    decision: {
      begin(step) {
        step.record();
        step.later(step.tell);
      },
    },
    bug: 'the node records its state and goes on sending money before it sends the tokens',
    kills: ['snapshot-consistency/cut', 'snapshot-consistency/marker'],
  },
  'recording-not-stopped': {
    decision: { closes: ({ awaited }, open) => (awaited === 0 ? open : []) },
    bug: "a channel's token does not end its recording: all go on until the last token has come",
    kills: ['snapshot-consistency/channel'],
  },
  'recording-stopped-early': {
    decision: { closes: (_marker, open) => open },
    bug: 'the first token ends the recording of all channels',
    kills: ['snapshot-consistency/closing'],
  },
  'first-channel-left-open': {
    decision: {
      closes: ({ from, isFirst, awaited }, open) => (awaited === 0 ? open : isFirst ? [] : [from]),
    },
    bug: 'the channel by which the first token came is recorded too: money that was sent after the cut is counted',
    kills: ['snapshot-consistency/channel'],
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
    kills: ['causal-delivery/fifo', 'snapshot-consistency/channel'],
  },
  'latest-first': {
    decision: { next: (channel) => channel.length - 1 },
    bug: 'a channel is a stack: the message that came last is taken in first',
    kills: ['causal-delivery/fifo'],
  },
  'early-money-counted': {
    decision: { startsWith: (_last, before) => before },
    bug: 'messages taken in before the state was recorded count as contents of their channels',
    kills: ['snapshot-consistency/channel'],
  },
  'channels-not-recorded': {
    decision: { recordsIn: () => [] },
    bug: 'only balances are recorded: money on its way is in no snapshot',
    kills: ['snapshot-consistency/channel'],
  },
  'empty-channels-omitted': {
    decision: { listed: (channels) => channels.filter(({ amount }) => amount > 0) },
    bug: 'channels in which nothing was are left out of the answer to the observer',
    kills: ['snapshot-consistency/told'],
  },
  'live-state-told': {
    decision: { told: (_recorded, live) => live },
    bug: 'the observer is told the balance of the moment instead of the recorded one',
    kills: ['snapshot-consistency/told'],
  },
  'constant-state': {
    decision: { state: (_balance, initial) => initial },
    bug: 'what is recorded as the state is what the account held at the start',
    kills: ['snapshot-consistency/state'],
  },
  'late-nodes-forgotten': {
    decision: { markersTo: (_members, atJoining) => atJoining },
    bug: 'tokens go only to those whom the node knew when it was created',
    kills: ['snapshot-consistency/marker'],
  },
  'last-node-forgotten': {
    decision: { markersTo: (members) => members.slice(0, -1) },
    bug: 'tokens go to all but the last: a loop ends one short',
    kills: ['snapshot-consistency/marker'],
  },
  'own-token-records-again': {
    decision: { recordsAgain: (isOwn) => isOwn },
    bug: 'the node that began a snapshot records its state again when a token comes back to it',
    kills: ['snapshot-consistency/once'],
  },
  'every-token-records-again': {
    decision: { recordsAgain: () => true },
    bug: 'every token records the state again, not only the first',
    kills: ['snapshot-consistency/once'],
  },
  'snapshots-mixed': {
    decision: { snapshotOf: (named, incomplete) => incomplete.at(-1) ?? named },
    bug: 'there can be one snapshot at a time: a token counts for the one that is under way, whatever it names',
    kills: ['snapshot-consistency/closing'],
  },

  'merge-omitted': {
    decision: { merge: (own) => own },
    bug: 'the vector clock of a message is not merged into the own one',
    kills: ['vector-clock/too-little'],
  },
  'merge-overwrites': {
    decision: { merge: (own, heard) => ({ ...own, ...heard }) },
    bug: 'the vector clock of a message overwrites what the node knew, instead of the greater of both',
    kills: ['vector-clock/own'],
  },
  'own-component-stays': {
    decision: { advance: (own) => Math.max(own, 1) },
    bug: 'the own component of the vector clock does not move from one event to the next',
    kills: ['vector-clock/own'],
  },
  'only-sender-merged': {
    decision: { merge: (own, heard, from) => ({ ...own, [from]: Math.max(own[from] ?? 0, heard[from] ?? 0) }) },
    bug: 'of the vector clock of a message only the component of its sender is merged',
    kills: ['vector-clock/too-little'],
  },
  'wrong-component': {
    decision: { counts: (id, peers) => peers[0] ?? id },
    bug: "a node counts its events in another one's component: an index is off by one",
    kills: ['vector-clock/own', 'vector-clock/too-much'],
  },

  'negative-accepted': {
    decision: { objection: () => undefined },
    bug: 'a negative amount passes: sending -5 takes 5 from the receiver',
    kills: ['protocol/malformed'],
  },
};

/** The reference with one decision replaced, by the name of the bug. */
export const MUTANTS: Record<string, Mutant<BankConfig>> = Object.fromEntries(
  Object.entries(PLANTED).map(([name, { decision, ...about }]) => [
    name,
    { program: bankNode({ ...REFERENCE, ...decision }), ...about },
  ]),
);
