import { type HeaderBytes, isNoResponders, type NatsClient } from '../../wire/nats-client.js';

/**
 * Finds out whether somebody listens to a subject, by what every NATS broker says when nobody does: the status 503 to
 * the reply subject, before it answers the ping behind the publication. Needs no rights that a harness lacks, so
 * that it works with any broker.
 */
export interface Doorbell {
  /** Publishes it again and again until somebody was there to get it, once. False: `giveUp` said so first. */
  untilHeard(subject: string, data: Uint8Array, headers: HeaderBytes, giveUp: () => boolean): Promise<boolean>;
  /**
   * Resolves when nobody listens any more. A broker drops the subscriptions of a lost connection after it has read
   * what was sent over it, so that all of that has been handed over by then. Waits two seconds at most.
   */
  untilNobody(subject: string): Promise<void>;
}

const FIRST_PAUSE_MS = 4;
const PAUSE_MS = 20;
const LONGEST_MS = 2000;

export function createDoorbell(client: NatsClient, run: string): Doorbell {
  const inbox = `_INBOX.ts-${run}`;
  const unanswered = new Set<string>();
  let rings = 0;
  client.subscribe(`${inbox}.*`, (message) => {
    if (isNoResponders(message)) unanswered.add(message.subject);
  });

  /** Whether somebody was there. */
  async function ring(subject: string, data: Uint8Array, headers?: HeaderBytes): Promise<boolean> {
    const reply = `${inbox}.${++rings}`;
    client.publish(subject, data, headers, reply);
    await client.flush();
    return !unanswered.delete(reply);
  }

  return {
    async untilHeard(subject, data, headers, giveUp) {
      for (let pause = FIRST_PAUSE_MS; !giveUp(); pause = PAUSE_MS) {
        if (await ring(subject, data, headers)) return true;
        await sleep(pause);
      }
      return false;
    },
    async untilNobody(subject) {
      const patience = performance.now() + LONGEST_MS;
      while ((await ring(subject, new Uint8Array(0))) && performance.now() < patience) await sleep(FIRST_PAUSE_MS);
    },
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
