import { step } from '../contract/findings.js';
import type { Step } from '../contract/verdict.js';
import type { Books } from './books.js';
import { type Channel, spellSend } from './channels.js';
import type { Snapshot } from './snapshot.js';

/** How far from the cut a culprit is looked for on each channel. */
const NEAR = 64;

/**
 * The transfer that explains a recorded state that is off by `difference`: the nearest to the cut that was counted
 * though it should not have been, or left out though it should have been counted.
 */
export function suspectOf(
  books: Books,
  snapshot: Snapshot,
  node: number,
  difference: number,
): { why: string; step: Step } | undefined {
  const { nodes, channels, history } = books;
  const width = nodes.length;
  const initial = history.header.accounts[nodes[node]!];
  if (snapshot.balance[node] === initial && snapshot.replayed[node] !== initial) {
    return { why: 'that is what it held at the very start', step: step('', -1) };
  }
  for (let distance = 0; distance < NEAR; distance++) {
    for (let other = 0; other < width; other++) {
      if (other === node) continue;
      const [inward, outward] = [other * width + node, node * width + other];
      const candidates = [
        { channel: channels.at(inward), place: snapshot.consumed[inward]! - 1 - distance, by: -1, why: 'is not in it' },
        { channel: channels.at(inward), place: snapshot.consumed[inward]! + distance, by: 1, why: 'came only later' },
        { channel: channels.at(outward), place: snapshot.sent[outward]! - 1 - distance, by: 1, why: 'is not in it' },
        { channel: channels.at(outward), place: snapshot.sent[outward]! + distance, by: -1, why: 'left only later' },
      ];
      for (const { channel, place, by, why } of candidates) {
        if (!isThere(channel, place) || channel.amounts[place]! * by !== difference) continue;
        const row = channel.sent[place]!;
        return { why: `${spellSend(history, row, channel.amounts[place]!)} ${why}`, step: step('the transfer', row) };
      }
    }
  }
  return undefined;
}

function isThere(channel: Channel | undefined, place: number): channel is Channel {
  return channel !== undefined && place >= 0 && place < channel.sent.length;
}
