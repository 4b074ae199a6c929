import type { Body, Message } from '../../node/message.js';
import type { NodeContext } from '../../node/program.js';
import type { Decisions, Entry } from './decisions.js';

/** A critical section that all nodes share, as one node sees it. */
export interface Mutex {
  /** Asks for it; `inside` is called, once, when this node has it. At most one request of a node at a time. */
  request(about: { tx: string }, inside: () => void): void;
  /** Gives it back. */
  release(refused: boolean): void;
  /** Number of the current request in this life, from 1. */
  readonly current: number;
  /** Sends a message with this node's clock to every other node. */
  broadcast(body: Body): void;
  /** Takes in a message of another node: false for one that was heard before and must have no further effect. */
  hear(message: Message): boolean;
  onRequest(message: Message): void;
  onReply(message: Message): void;
  onRelease(message: Message): void;
}

/**
 * L. Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System" (1978): the mutual exclusion
 * algorithm, over links that keep order and lose nothing. A request enters when it heads the node's own queue, in the
 * order of (stamp, node), and every other node has replied to it.
 */
export function createMutex(node: NodeContext, decide: Decisions): Mutex {
  let clock = 0;
  let queue: Entry[] = [];
  let own: Entry = { stamp: 0, node: node.id };
  let number = 0;
  let enter: (() => void) | undefined;
  let isInside = false;
  let replies = 0;
  const asked = new Set<number>();
  const lastHeard = new Map<string, number>();

  function tick(): number {
    clock += 1;
    return clock;
  }

  function enqueue(entry: Entry): void {
    const place = queue.findIndex((other) => decide.before(entry, other));
    queue.splice(place === -1 ? queue.length : place, 0, entry);
  }

  function enterIfTurn(): void {
    if (enter === undefined || !decide.isTurn(queue[0], own) || !decide.enough(replies, node.peers.length)) return;
    const inside = enter;
    enter = undefined;
    isInside = true;
    node.record('enter', { request: number, clock: tick() });
    inside();
  }

  function broadcast(body: Body): void {
    for (const peer of node.peers) {
      const clock = tick();
      node.send(peer, decide.carriesClock(body.type) ? { ...body, clock } : body);
    }
  }

  return {
    get current() {
      return number;
    },
    broadcast,
    request(about, inside) {
      const stamped = decide.stampRequest(clock);
      clock = stamped.clock;
      number += 1;
      own = { stamp: stamped.queued, node: node.id };
      enqueue(own);
      enter = inside;
      replies = decide.repliesAtStart(replies);
      asked.clear();
      const request = { type: 'REQUEST', request: number, stamp: clock };
      node.record('request', { request: number, clock, tx: about.tx });
      for (const peer of node.peers) asked.add(node.send(peer, { ...request, clock: tick() }));
      enterIfTurn();
    },
    release(refused) {
      isInside = false;
      node.record('leave', { request: number, clock: tick() });
      decide.leave(
        {
          dequeue: () => {
            queue = queue.filter((entry) => entry !== own);
          },
          tellOthers: () => broadcast({ type: 'RELEASE', request: number }),
        },
        refused,
      );
    },
    hear({ src, body }) {
      clock = decide.mergeClock(clock, clockOf(body));
      const last = lastHeard.get(src) ?? 0;
      if (decide.passesOver(body.msg_id!, last)) return false;
      lastHeard.set(src, body.msg_id!);
      return true;
    },
    onRequest(message) {
      const requested = message.body.stamp as number;
      enqueue({ stamp: decide.stampOf(requested, clock), node: message.src });
      if (!decide.answers(isInside)) return;
      const answers = decide.repliesTo(message.body as { msg_id: number; request: number } & Body);
      node.send(message.src, { type: 'REPLY', clock: decide.replyClock(tick(), requested), in_reply_to: answers });
    },
    onReply({ body }) {
      if (decide.replyCounts(asked.has(body.in_reply_to!))) replies += 1;
      enterIfTurn();
    },
    onRelease({ src }) {
      queue = decide.afterRelease(queue, src);
      enterIfTurn();
    },
  };
}

/** A message's clock; without it, a REQUEST's stamp: no later request of this node may come before it. */
function clockOf({ clock, stamp }: Body): number {
  const told = clock ?? stamp;
  return Number.isSafeInteger(told) ? (told as number) : 0;
}
