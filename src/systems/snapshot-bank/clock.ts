import type { Message } from '../../node/message.js';
import type { NodeContext } from '../../node/program.js';
import type { Decisions } from './decisions.js';

/** Of each node the number of its last event that is known; one that is absent is 0. */
export type Clock = Record<string, number>;

/** The vector clock of one node (Fidge 1988, Mattern 1989): it moves at each own event and at each message sent. */
export interface VectorClock {
  /** Moves on, and gives the stamp of the event or message. */
  tick(): unknown;
  /** Takes in what the sender of a message knew. */
  hear(message: Message): void;
}

export function createClock({ id, peers }: NodeContext, decide: Decisions): VectorClock {
  const own = decide.counts(id, peers);
  let clock: Clock = { [id]: 0 };
  return {
    tick() {
      clock[own] = decide.advance(clock[own] ?? 0);
      return decide.stamp(clock);
    },
    hear({ src, body }) {
      clock = decide.merge(clock, clockIn(body.vclock), src);
    },
  };
}

/** The greater of both, for each node. */
export function mergeClocks(own: Clock, heard: Clock): Clock {
  const merged = { ...own };
  for (const [node, count] of Object.entries(heard)) merged[node] = Math.max(merged[node] ?? 0, count);
  return merged;
}

/** A node may do without clocks. */
function clockIn(vclock: unknown): Clock {
  const entries = typeof vclock === 'object' && vclock !== null ? Object.entries(vclock) : [];
  return Object.fromEntries(entries.filter(([, count]) => Number.isSafeInteger(count)));
}
