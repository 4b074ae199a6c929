import type { Broker } from '../../wire/broker.js';
import type { NatsClient } from '../../wire/nats-client.js';
import { eventSubject, inSubject, outSubject } from '../../wire/subjects.js';
import type { ExitStatus } from '../host.js';
import type { Doorbell } from './doorbell.js';
import { type LifeProcess, startProcess } from './life-process.js';
import { deliveryHeader } from './order-headers.js';

/** One life of one node: its process, its subjects, and the moments when it can be spoken to and when it is over. */
export interface LifeLine {
  readonly node: string;
  readonly life: number;
  /** Nothing of it is handed over any more. */
  readonly over: boolean;
  deliver(delivery: number, payload: Uint8Array): void;
  end(how: 'stop' | 'kill'): void;
  /** Stops its processes where they stand, or lets them go on. */
  pause(paused: boolean): void;
  /** Resolves when its process is gone and it is over. */
  readonly ended: Promise<void>;
}

export interface LifePlan {
  node: string;
  life: number;
  run: string;
  /** Program and arguments. */
  command: readonly string[];
  /** Where its output is kept. */
  folder: string;
  /** Its private folder. */
  data: string;
}

export interface LifeNews {
  started(line: LifeLine): void;
  exited(line: LifeLine, status: ExitStatus): void;
  broken(problem: string): void;
}

/** Begins a life. It answers through `news`, never from inside this call. */
export function beginLife(
  plan: LifePlan,
  broker: Broker,
  client: NatsClient,
  doorbell: Doorbell,
  news: LifeNews,
): LifeLine {
  const { node, life, run } = plan;
  const subject = inSubject(run, node, life);
  let process: LifeProcess | undefined;
  /** How it was told to end before it had a process. */
  let early: 'stop' | 'kill' | undefined;
  let over = false;
  let opened = false;
  /** What waits until its subscription is up; undefined: nothing waits any more. */
  let held: { delivery: number; payload: Uint8Array }[] | undefined = [];
  let tellEnded: () => void;
  const ended = new Promise<void>((resolve) => {
    tellEnded = resolve;
  });

  const line: LifeLine = {
    node,
    life,
    ended,
    get over() {
      return over;
    },
    deliver(delivery, payload) {
      if (over) return;
      if (held === undefined) post(delivery, payload);
      else {
        held.push({ delivery, payload });
        if (!opened) open().catch(fail);
        opened = true;
      }
    },
    pause: (paused) => process?.pause(paused),
    end(how) {
      if (process === undefined) early = how;
      else if (how === 'stop') process.stop();
      else process.kill();
    },
  };

  async function begin(): Promise<void> {
    const credentials = await broker.credentialsFor(node, life);
    if (early !== undefined) return finish({ code: null, signal: null, planned: true });
    const environment = {
      TOUCHSTONE_NATS_URL: broker.url,
      ...(credentials === undefined
        ? {}
        : { TOUCHSTONE_NATS_USER: credentials.user, TOUCHSTONE_NATS_PASSWORD: credentials.password }),
      TOUCHSTONE_NODE: node,
      TOUCHSTONE_IN: subject,
      TOUCHSTONE_OUT: outSubject(run, node, life),
      TOUCHSTONE_EVENTS: eventSubject(run, node, life),
      TOUCHSTONE_DATA_DIR: plan.data,
    };
    const { command, folder } = plan;
    process = startProcess({ command, environment, folder, name: `${node}.${life}` }, bury);
    news.started(line);
  }

  /** A broker of the user's may be gone, or take less than one message and its header. */
  function post(delivery: number, payload: Uint8Array): void {
    try {
      client.publish(subject, payload, deliveryHeader(delivery));
    } catch (error) {
      const limit = `it takes ${client.maxPayload()} bytes with headers`;
      fail(
        new Error(
          `the broker did not take a message of ${payload.length} bytes (${limit}): ${(error as Error).message}`,
        ),
      );
    }
  }

  /** The first delivery is repeated until somebody is there to get it; then come those that wait behind it. */
  async function open(): Promise<void> {
    const first = held![0]!;
    const heard = await doorbell.untilHeard(subject, first.payload, deliveryHeader(first.delivery), () => over);
    const waiting = held!.slice(1);
    held = undefined;
    if (heard) for (const { delivery, payload } of waiting) post(delivery, payload);
  }

  /** What it published before its end comes first. Where the broker is gone, there is nothing more to come. */
  async function bury(status: ExitStatus): Promise<void> {
    await doorbell.untilNobody(subject).catch(() => undefined);
    finish(status);
  }

  function finish(status: ExitStatus): void {
    over = true;
    news.exited(line, status);
    tellEnded();
  }

  function fail(error: Error): void {
    news.broken(`${node}, life ${life}: ${error.message}`);
    if (process === undefined) finish({ code: null, signal: null, planned: false, lastWords: error.message });
  }

  begin().catch(fail);
  return line;
}
