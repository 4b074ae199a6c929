import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventLine } from '../../src/history/event.js';
import { minimalHeader } from '../../src/history/files/from-lines.js';
import { createRecorder } from '../../src/history/files/recorder.js';
import { fileSink } from '../../src/history/files/sinks.js';
import { type LifeProcess, startProcess } from '../../src/hosts/nats/life-process.js';
import { createNatsHost } from '../../src/hosts/nats/nats-host.js';
import { compiledEntry } from '../../src/package-root.js';
import { createRelay, type Relay } from '../../src/relay/relay.js';
import type { Broker } from '../../src/wire/broker.js';
import { connectNats, headerBytes, headerText } from '../../src/wire/nats-client.js';
import { eventSubject, inSubject, outSubject } from '../../src/wire/subjects.js';

/** Two node processes and what stands between them. */
export interface Rig {
  /** Says something to a node, and resolves when a node says `done` to the harness. */
  ask(node: string, body: object): Promise<void>;
  /** Events recorded so far. */
  events(): number;
  close(): Promise<void>;
}

export const RUN = 'bench';
export const NODES = ['n1', 'n2'];
const COMMAND = [process.execPath, compiledEntry('bench/relaying/endpoint.ts')];

const STATUS_LINE = 'NATS/1.0';
const END = '\r\n\r\n';

/** A relay that only forwards, headers and payload as they come: one connection, no checks, no numbers, no history. */
export async function bareRig(broker: Broker): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-bench-'));
  const client = await connectNats(broker.url, broker.harness, 'bare');
  const inbox: Record<string, string> = Object.fromEntries(NODES.map((node) => [node, inSubject(RUN, node, 1)]));
  let done = () => {};
  client.subscribe(`ts.${RUN}.out.*.*.*`, (message) => {
    const to = message.subject.slice(message.subject.lastIndexOf('.') + 1);
    if (to === 'harness') done();
    else
      client.publish(inbox[to]!, message.data, headerBytes(headerText(message).slice(STATUS_LINE.length, -END.length)));
  });
  await client.flush();
  const ended: Promise<void>[] = [];
  const processes: LifeProcess[] = [];
  for (const node of NODES) {
    const { user, password } = (await broker.credentialsFor(node, 1))!;
    const environment = {
      TOUCHSTONE_NATS_URL: broker.url,
      TOUCHSTONE_NATS_USER: user,
      TOUCHSTONE_NATS_PASSWORD: password,
      TOUCHSTONE_NODE: node,
      TOUCHSTONE_IN: inbox[node]!,
      TOUCHSTONE_OUT: outSubject(RUN, node, 1),
      TOUCHSTONE_EVENTS: eventSubject(RUN, node, 1),
    };
    ended.push(
      new Promise((resolve) => {
        processes.push(startProcess({ command: COMMAND, environment, folder, name: node }, () => resolve()));
      }),
    );
  }
  return {
    events: () => 0,
    ask(node, body) {
      return new Promise((resolve) => {
        const text = JSON.stringify({ src: 'harness', dest: node, body });
        // Nobody listens yet when a process has only just begun: it is said again until it is answered.
        const again = setInterval(() => client.publish(inbox[node]!, text), 200);
        if ('count' in body) {
          clearInterval(again);
          client.publish(inbox[node]!, text);
        }
        done = () => {
          clearInterval(again);
          done = () => {};
          resolve();
        };
      });
    },
    async close() {
      for (const one of processes) one.kill();
      await Promise.all(ended);
      await client.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Our host and relay; `recording`: with the history written to a file, as in a run. */
export async function ourRig(broker: Broker, recording: boolean): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-bench-'));
  let relay: Relay;
  let done = () => {};
  let events = 0;
  const begun = new Set<string>();
  let allBegun = () => {};
  const nodes = NODES.map((id) => ({ id, run: { command: COMMAND } }));
  const host = await createNatsHost(
    { broker, run: RUN, system: 'none', nodes, out: folder },
    {
      started(node) {
        begun.add(node);
        if (begun.size === NODES.length) allBegun();
      },
      published: (node, life, to, payload, claims) => relay.publish(node, life, to, payload, claims),
      reported: (node, life, payload, claims) => relay.report(node, life, payload, claims),
      exited: () => {},
      broken(problem) {
        throw new Error(problem);
      },
    },
  );
  const header = { ...minimalHeader(), sealed: true, host: 'nats' as const, run: RUN, nodes: NODES };
  const recorder = recording ? createRecorder(header, fileSink(join(folder, 'history.jsonl')), host.now) : undefined;
  relay = createRelay({
    seed: 1,
    nodes: NODES,
    clients: [],
    network: { delay: { constant: 0 }, order: 'fifo', loss: 0, duplicate: 0 },
    faults: [],
    background: [],
    now: host.now,
    schedule: host.schedule,
    act() {},
    record(event: EventLine) {
      events++;
      recorder?.record(event);
    },
    deliver: (to, life, delivery, payload) => (to === 'harness' ? done() : host.deliver(to, life, delivery, payload)),
  });
  relay.begins('harness', 1);
  const ready = new Promise<void>((resolve) => {
    allBegun = resolve;
  });
  for (const node of NODES) {
    relay.begins(node, 1);
    relay.ready(node);
    host.start(node, 1);
  }
  await ready;
  return {
    events: () => events,
    ask(node, body) {
      return new Promise((resolve) => {
        done = resolve;
        relay.publish('harness', 1, node, Buffer.from(JSON.stringify({ src: 'harness', dest: node, body })), {});
      });
    },
    async close() {
      await host.close();
      recorder?.seal({ settled: true });
      rmSync(folder, { recursive: true });
    },
  };
}
