import type { Message } from '../../node/message.js';
import type { NodeContext } from '../../node/program.js';
import type { Decisions } from './decisions.js';

/** What has arrived at one node and is not consumed, by sender, where nodes consume only when they are told to. */
export interface Channels {
  /** Keeps a message that has just arrived. */
  put(message: Message): void;
  /** Consumes the next message from that node, or from a random one of those from whom something has come. */
  take(from?: string): Message | undefined;
  /** Consumes everything, in random order, and from then on whatever comes. `done` is called when nothing is left. */
  drain(done: () => void): void;
  /** Keeps again what comes. `done` is called when nothing is left. */
  keep(done: () => void): void;
}

/** Longest pause before the next message is consumed, in milliseconds. */
const LONGEST_PAUSE = 1;

/** `consume` deals with a message: false for one that was only a repetition of another. */
export function createChannels(node: NodeContext, decide: Decisions, consume: (message: Message) => boolean): Channels {
  const channels = new Map<string, Message[]>(node.peers.map((peer) => [peer, []]));
  let isDraining = false;
  let isArmed = false;
  let waiting: (() => void)[] = [];

  const ready = () => [...channels.keys()].filter((from) => channels.get(from)!.length > 0);

  function take(from?: string): Message | undefined {
    for (;;) {
      const chosen = from ?? oneOf(decide.choices(ready()));
      if (chosen === undefined) return undefined;
      const channel = channels.get(chosen)!;
      const [message] = channel.splice(decide.next(channel), 1);
      // A repetition of another message is nothing that could be received: the next one is.
      if (message === undefined || consume(message)) return message;
    }
  }

  function oneOf(choices: readonly string[]): string | undefined {
    return choices[Math.floor(node.random() * choices.length)];
  }

  function goOn(): void {
    if (isArmed || !isDraining) return;
    isArmed = true;
    node.after(Math.round(node.random() * LONGEST_PAUSE), () => {
      isArmed = false;
      if (!isDraining) return;
      take();
      if (ready().length > 0) return goOn();
      isDraining = decide.goesOn();
      finish();
    });
  }

  function finish(): void {
    if (ready().length > 0) return;
    const due = waiting;
    waiting = [];
    for (const done of due) done();
  }

  return {
    take,
    put(message) {
      channels.get(message.src)!.push(message);
      goOn();
    },
    drain(done) {
      isDraining = true;
      waiting.push(done);
      if (ready().length > 0) return goOn();
      isDraining = decide.goesOn();
      finish();
    },
    keep(done) {
      waiting.push(() => {
        isDraining = false;
        done();
      });
      finish();
    },
  };
}
