import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrokerUser } from './embedded/options.js';
import { startEmbeddedBroker } from './embedded/start.js';
import { findServer } from './find-server.js';

/** The two brokers that keep one contract, started with the same options, and a client without a library. */

export interface ContractOptions {
  users?: BrokerUser[];
  maxPayload?: number;
  maxPending?: number;
  /** Milliseconds. */
  authTimeout?: number;
  pingInterval?: number;
  maxPingsOut?: number;
}

export interface ContractBroker {
  url: string;
  port: number;
  stop(): Promise<void>;
}

export async function embedded(options: ContractOptions): Promise<ContractBroker> {
  const broker = await startEmbeddedBroker(options);
  return { url: broker.url, port: broker.port, stop: broker.stop };
}

export async function natsServer(options: ContractOptions): Promise<ContractBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-contract-'));
  const config: Record<string, unknown> = { host: '127.0.0.1', port: -1, ports_file_dir: folder };
  if (options.maxPayload !== undefined) config.max_payload = options.maxPayload;
  if (options.maxPending !== undefined)
    Object.assign(config, { max_pending: options.maxPending, write_deadline: '300ms' });
  if (options.pingInterval !== undefined) config.ping_interval = `${options.pingInterval}ms`;
  if (options.maxPingsOut !== undefined) config.ping_max = options.maxPingsOut;
  if (options.users !== undefined) {
    const users = options.users.map(({ user, password, publish, subscribe }) => {
      const permissions = { ...(publish ? { publish } : {}), ...(subscribe ? { subscribe } : {}) };
      return { user, password, ...(publish || subscribe ? { permissions } : {}) };
    });
    config.authorization = { users, timeout: (options.authTimeout ?? 2000) / 1000 };
  }
  writeFileSync(join(folder, 'nats.conf'), JSON.stringify(config));
  const server = spawn(findServer()!, ['-c', join(folder, 'nats.conf')], { stdio: 'ignore' });
  const gone = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  for (;;) {
    if (server.exitCode !== null) throw new Error(`nats-server ended with ${server.exitCode}`);
    const url = addressIn(folder);
    if (url !== undefined) {
      return {
        url,
        port: Number(new URL(url).port),
        async stop() {
          server.kill('SIGKILL');
          await gone;
          rmSync(folder, { recursive: true });
        },
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function addressIn(folder: string): string | undefined {
  const file = readdirSync(folder).find((name) => name.endsWith('.ports'));
  if (file === undefined) return undefined;
  try {
    return (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { nats: string[] }).nats[0];
  } catch {
    return undefined;
  }
}

export interface RawClient {
  send(bytes: string | Buffer): void;
  /** Everything heard since the INFO line, once it ends with `ending` or the broker has closed. */
  heard(ending?: string): Promise<{ text: string; closed: boolean }>;
  info(): Promise<Record<string, unknown>>;
  pause(): void;
  resume(): void;
  close(): void;
}

/** Longest ending that `heard` can wait for. */
const TAIL = 2000;

export function rawClient(port: number): RawClient {
  const socket = connect(port, '127.0.0.1');
  const pieces: string[] = [];
  let tail = '';
  let closed = false;
  let wake = () => {};
  socket.on('data', (chunk) => {
    const piece = chunk.toString('latin1');
    pieces.push(piece);
    tail = (tail + piece).slice(-TAIL);
    wake();
  });
  for (const event of ['close', 'error', 'end']) {
    socket.on(event, () => {
      closed = true;
      wake();
    });
  }
  async function until(enough: () => boolean): Promise<void> {
    while (!closed && !enough()) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  const text = () => pieces.join('');
  const infoEnd = () => text().indexOf('\r\n') + 2;
  return {
    send: (bytes) => void socket.write(bytes),
    async heard(ending) {
      await until(() => ending !== undefined && tail.endsWith(ending));
      return { text: text().slice(infoEnd()), closed };
    },
    async info() {
      await until(() => tail.includes('\r\n'));
      return JSON.parse(text().slice('INFO '.length, infoEnd()));
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    close: () => void socket.destroy(),
  };
}
