import type { Body } from '../../node/message.js';
import type { NodeContext } from '../../node/program.js';
import { idOf, type Write } from './replica.js';

/** How many writes a branch sends again to one other branch at a time, the oldest first. */
const AT_ONCE = 4;

/** What a branch has passed on and not been thanked for. */
export interface Outbox {
  /** Sends a write, and sends it again until it is acknowledged. */
  offer(peer: string, write: Pick<Write, 'by' | 'seq'>, body: Body): void;
  acknowledged(peer: string, write: Pick<Write, 'by' | 'seq'>): void;
}

interface Entry {
  body: Body;
  /** Whether it has been out for one whole wait. */
  waited: boolean;
}

/** One timer for all, which runs as long as anything is unacknowledged. */
export function createOutbox(
  node: NodeContext,
  waitMs: number,
  sendsAgain: boolean,
  send: (peer: string, body: Body) => void,
): Outbox {
  const unacknowledged = new Map<string, Map<string, Entry>>();
  let isWaiting = false;

  function wait(): void {
    if (isWaiting || !sendsAgain) return;
    isWaiting = true;
    node.after(waitMs, () => {
      isWaiting = false;
      for (const [peer, entries] of unacknowledged) sendOldest(peer, entries);
      if ([...unacknowledged.values()].some((entries) => entries.size > 0)) wait();
    });
  }

  function sendOldest(peer: string, entries: Map<string, Entry>): void {
    for (const entry of [...entries.values()].slice(0, AT_ONCE)) {
      if (entry.waited) send(peer, entry.body);
      entry.waited = true;
    }
  }

  return {
    offer(peer, write, body) {
      send(peer, body);
      if (!unacknowledged.has(peer)) unacknowledged.set(peer, new Map());
      unacknowledged.get(peer)!.set(String(idOf(write)), { body, waited: false });
      wait();
    },
    acknowledged(peer, write) {
      unacknowledged.get(peer)?.delete(String(idOf(write)));
    },
  };
}
