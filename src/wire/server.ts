import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Broker, type BrokerPlan, lifeUser } from './broker.js';
import { findServer } from './find-server.js';
import { connectNats, type NatsClient } from './nats-client.js';
import { guardFolder, guardGroup, releaseGroup, removeFolder, signalGroup } from './process-groups.js';
import { LIVES_PER_NODE, planUsers, serverConfig } from './server-config.js';
import { DISCONNECTS, troubleInDisconnect, troubleInLog } from './server-trouble.js';
import type { Trouble } from './trouble.js';

const START_MS = 10_000;
const STOP_MS = 2000;

/**
 * Starts a real nats-server for one run, on a free loopback port, with a user for each life of each node. Rejects with
 * a sentence when none is found or it does not come up.
 */
export async function startServer(plan: BrokerPlan): Promise<Broker> {
  const program = findServer();
  if (program === undefined) throw new Error(missingServer());
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-nats-'));
  guardFolder(folder);
  const users = planUsers(plan, () => randomBytes(16).toString('hex'));
  const configFile = join(folder, 'nats.conf');
  writeFileSync(configFile, serverConfig(plan, users, folder), { mode: 0o600 });

  const listeners: ((trouble: Trouble) => void)[] = [];
  const mourners: ((problem: string) => void)[] = [];
  const report = (trouble: Trouble | undefined) => {
    if (trouble !== undefined) for (const listener of listeners) listener(trouble);
  };
  let lastLine = '';
  let stopping: Promise<void> | undefined;

  const server = spawn(program, ['-c', configFile], { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  if (server.pid !== undefined) guardGroup(server.pid);
  const gone = new Promise<void>((resolve) => {
    const over = () => {
      if (server.pid !== undefined) releaseGroup(server.pid);
      if (stopping === undefined) for (const mourner of mourners) mourner(`nats-server ended: ${lastLine}`);
      resolve();
    };
    server.once('exit', over);
    server.once('error', over);
  });
  createInterface({ input: server.stderr! }).on('line', (line) => {
    lastLine = line;
    report(troubleInLog(line));
  });

  let system: NatsClient | undefined;

  async function shutDown(): Promise<void> {
    await system?.close();
    if (server.pid !== undefined && server.exitCode === null) {
      signalGroup(server.pid, 'SIGTERM');
      const insist = setTimeout(() => signalGroup(server.pid!, 'SIGKILL'), STOP_MS);
      await gone;
      clearTimeout(insist);
    }
    removeFolder(folder);
  }

  const stop = () => (stopping ??= shutDown());

  try {
    const url = await whereItListens(folder, server, () => lastLine);
    system = await connectNats(url, users.system, 'touchstone-system');
    system.subscribe(DISCONNECTS, (message) => report(troubleInDisconnect(message.data)));
    await system.flush();
    return {
      kind: 'server',
      url,
      identities: 'enforced',
      harness: users.harness,
      async credentialsFor(node, life) {
        const credentials = users.lives.get(lifeUser(node, life));
        if (credentials !== undefined) return credentials;
        throw new Error(
          `a nats-server knows ${LIVES_PER_NODE} lives of each node, and none for life ${life} of ${node}`,
        );
      },
      onTrouble: (listener) => void listeners.push(listener),
      onDeath: (listener) => void mourners.push(listener),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The server writes a file with its addresses once it listens. */
async function whereItListens(folder: string, server: ChildProcess, lastLine: () => string): Promise<string> {
  const patience = performance.now() + START_MS;
  while (performance.now() < patience && server.exitCode === null && server.pid !== undefined) {
    const file = readdirSync(folder).find((name) => name.endsWith('.ports'));
    const address = file === undefined ? undefined : firstAddress(readFileSync(join(folder, file), 'utf8'));
    if (address !== undefined) return address;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`nats-server did not start: ${lastLine() || 'it said nothing'}`);
}

/** Undefined while the file is not complete. */
function firstAddress(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { nats?: string[] }).nats?.[0];
  } catch {
    return undefined;
  }
}

function missingServer(): string {
  const named = process.env.NATS_SERVER_BIN;
  if (named !== undefined && named !== '')
    return `NATS_SERVER_BIN names "${named}", which is no program that can be run`;
  return 'no nats-server was found on PATH; install one, name it in NATS_SERVER_BIN, or use the embedded broker';
}
