import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Broker, parseLifeUser } from '../../wire/broker.js';
import { connectNats, type Incoming, type NatsClient } from '../../wire/nats-client.js';
import { parseSpoken, type Spoken, spokenPatterns } from '../../wire/subjects.js';
import type { Host, HostListener } from '../host.js';
import { createDoorbell } from './doorbell.js';
import { beginLife, type LifeLine } from './life-line.js';
import { commandLine, type NodeCommand } from './node-command.js';
import { readClaims } from './order-headers.js';
import { createRealTime } from './real-time.js';

export interface NatsHostOptions {
  /** Stays open when the host is closed. */
  broker: Broker;
  /** The run's id, as in the broker's plan. */
  run: string;
  system: string;
  nodes: readonly { id: string; run: NodeCommand }[];
  /** A folder that exists. Each life's output (`n1.1.out.log`, `n1.1.err.log`) and each node's own folder go there. */
  out: string;
}

export interface NatsHost extends Host {
  /** Kills what lives, waits until it is gone, and leaves the broker. Nothing is reported once it is called. */
  close(): Promise<void>;
}

/**
 * Nodes as processes on NATS. One connection hears everything they publish, and hands it over in the order in which
 * the broker took it: each publisher's order is kept. Rejects when the broker cannot be reached.
 */
export async function createNatsHost(options: NatsHostOptions, listener: HostListener): Promise<NatsHost> {
  const { broker, run, system } = options;
  const out = resolve(options.out);
  const commands = new Map(options.nodes.map((node) => [node.id, commandLine(node.run, system)]));
  /** By node, and by the number of its life. */
  const lines = new Map(options.nodes.map((node) => [node.id, [] as LifeLine[]]));
  const time = createRealTime();
  let closing: Promise<void> | undefined;
  let isBroken = false;

  const client = await connectNats(broker.url, broker.harness, 'touchstone');
  const doorbell = createDoorbell(client, run);
  client.onComplaint((complaint) => broken(`the NATS broker at ${broker.url} refuses the harness: ${complaint}`));
  client.onEnd((why) => broken(`the connection to the NATS broker at ${broker.url} ended: ${why}`));
  broker.onDeath(broken);
  broker.onTrouble(({ user, detail }) => {
    const who = parseLifeUser(user);
    if (who !== undefined && closing === undefined) listener.misbehaved?.(who.node, who.life, detail);
  });
  listen(client, run, (said, message) => {
    const line = lines.get(said.node)?.[said.life];
    if (line === undefined || line.over || closing !== undefined) return;
    const claims = readClaims(message);
    if (said.kind === 'out') listener.published(said.node, said.life, said.to, message.data, claims);
    else listener.reported(said.node, said.life, message.data, claims);
  });
  await client.flush();

  function broken(problem: string): void {
    if (closing === undefined && !isBroken) listener.broken(problem);
    isBroken = true;
  }

  async function close(): Promise<void> {
    time.clear();
    const all = [...lines.values()].flatMap((lives) => Object.values(lives));
    for (const line of all) line.end('kill');
    await Promise.all(all.map((line) => line.ended));
    await client.close();
  }

  return {
    kind: 'nats',
    now: time.now,
    schedule: time.schedule,
    start(node, life) {
      const command = commands.get(node);
      if (command === undefined) throw new Error(`there is no node "${node}" in this run`);
      const data = join(out, `${node}.data`);
      mkdirSync(data, { recursive: true });
      const plan = { node, life, run, command, folder: out, data };
      const line = beginLife(plan, broker, client, doorbell, {
        started: () => closing ?? listener.started(node, life),
        exited: (_, status) => closing ?? listener.exited(node, life, status),
        broken,
      });
      lines.get(node)![life] = line;
    },
    end(node, life, how) {
      // What runs by itself cannot be struck at a chosen point: every crash comes somewhere about now.
      lines.get(node)?.[life]?.end(how === 'stop' ? 'stop' : 'kill');
    },
    pause(node, life, paused) {
      lines.get(node)?.[life]?.pause(paused);
    },
    deliver(node, life, delivery, payload) {
      lines.get(node)?.[life]?.deliver(delivery, payload);
    },
    ...(broker.cut === undefined ? {} : { cut: broker.cut }),
    cut: () => broker.cut?.(),
    close: () => (closing ??= close()),
  };
}

/** Hears everything that nodes say. Subjects are few, and are parsed once. */
function listen(client: NatsClient, run: string, hear: (said: Spoken, message: Incoming) => void): void {
  const known = new Map<string, Spoken | undefined>();
  for (const pattern of spokenPatterns(run)) {
    client.subscribe(pattern, (message) => {
      const { subject } = message;
      let said = known.get(subject);
      if (said === undefined && !known.has(subject)) {
        said = parseSpoken(run, subject);
        if (known.size >= 10_000) known.clear();
        known.set(subject, said);
      }
      if (said !== undefined) hear(said, message);
    });
  }
}
