import { type Planted, plant } from '../plant.js';
import type { Mutant } from '../system.js';
import type { BankConfig } from './config.js';
import { type Decisions, REFERENCE } from './decisions.js';
import { bankNode } from './node.js';

/** Bugs to plant: first those seen in real implementations of this protocol. */
const PLANTED: Record<string, Planted<Decisions>> = {
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
  'node-zero-unknown': {
    decision: { isNode: (label) => label !== 0 },
    bug: 'the node called 0 is taken for the master: numbers of nodes and of the master come from the same range',
    kills: ['money-conservation/credit'],
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
    kills: ['snapshot-consistency/first-marker', 'snapshot-consistency/initiator', 'snapshot-consistency/marker'],
  },
  'recorded-after-next-message': {
    decision: {
      begin(step) {
        const go = () => {
          step.record();
          step.tell();
        };
        if (step.isOwn) go();
        else step.afterNext(go);
      },
    },
    bug: 'the state is recorded when the message behind the token has been dealt with',
    kills: ['snapshot-consistency/channel', 'snapshot-consistency/first-marker'],
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
  'first-channel-never-closed': {
    decision: { closes: ({ from, isFirst }) => (isFirst ? [] : [from]) },
    bug: 'the channel by which the first token came is recorded for ever: its token is not taken for the end of it',
    kills: ['snapshot-consistency/complete'],
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
  'first-snapshot-for-ever': {
    decision: { answersWith: (_asked, first) => first },
    bug: 'whatever snapshot the observer asks for, it is told the first one: an answer is kept and never renewed',
    kills: ['snapshot-consistency/told'],
  },
  'snapshot-unasked': {
    decision: { unasked: () => ['s1'] },
    bug: 'the first snapshot is taken when the node comes up, before anybody asks for it, and answers the first request',
    kills: ['snapshot-consistency/initiation'],
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
  'clock-left-out': {
    decision: { carriesClock: (type) => type !== 'SnapshotToken' },
    bug: 'a token goes out without the vector clock',
    kills: ['vector-clock/missing'],
  },
  'clock-as-list': {
    decision: { stamp: (clock) => Object.values(clock) },
    bug: 'the vector clock is sent as a list, and every node counts its places by itself',
    kills: ['protocol/malformed', 'vector-clock/malformed'],
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

  'credited-twice': {
    decision: { credited: (amount) => 2 * amount },
    bug: 'the receiver of a transfer adds it to its account twice',
    kills: ['money-conservation/balance'],
  },
  'repetition-credited': {
    decision: { passesOver: () => false },
    bug: 'a message that the network repeats is taken in again',
    kills: ['money-conservation/credit'],
  },
  'debit-without-send': {
    decision: { leaves: () => false },
    bug: 'the money is taken from the account and never sent',
    kills: ['money-conservation/debit'],
  },
  'fee-kept-back': {
    decision: { sent: (amount) => amount - 1 },
    bug: 'one less is sent than was taken from the account: a fee that nobody gets',
    kills: ['money-conservation/changed-amount'],
  },
  'refusal-takes': {
    decision: { refusalTakes: (amount) => amount },
    bug: 'a transfer is refused for want of funds, and taken from the account all the same',
    kills: ['money-conservation/balance'],
  },
  'exact-balance-refused': {
    decision: { covers: (balance, amount) => balance > amount },
    bug: 'a transfer of all that an account holds is refused',
    kills: ['money-conservation/refusal'],
  },
  'funds-unchecked': {
    decision: { covers: () => true },
    bug: 'the balance is not checked at all',
    kills: ['money-conservation/overdraft'],
  },
  'negative-accepted': {
    decision: { objection: () => undefined },
    bug: 'a negative amount passes: sending -5 takes 5 from the receiver',
    kills: ['money-conservation/impossible-transfer', 'protocol/malformed'],
  },
  'retry-sent-again': {
    decision: { remembers: () => false },
    bug: 'a transfer that reaches the node twice is sent twice',
    kills: ['money-conservation/credit', 'money-conservation/debit'],
  },
};

export const MUTANTS: Record<string, Mutant<BankConfig>> = plant(bankNode, REFERENCE, PLANTED);
