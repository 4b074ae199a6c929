import { Worker } from 'node:worker_threads';
import { compiledEntry } from '../../package-root.js';
import type { Trouble } from '../trouble.js';
import { type BrokerUser, DEFAULT_OPTIONS, type EmbeddedOptions } from './options.js';
import type { News, Order } from './worker.js';

/** The embedded broker, seen from the main thread. */
export interface EmbeddedBroker {
  /** `nats://127.0.0.1:port`. */
  readonly url: string;
  readonly port: number;
  /** Resolves when the user can log in. */
  addUser(user: BrokerUser): Promise<void>;
  /** Forgets a user and ends its connections. */
  removeUser(name: string): Promise<void>;
  /** Breaks all connections but those of one user. */
  cutOthers(user: string): Promise<void>;
  onTrouble(listener: (trouble: Trouble) => void): void;
  /** Called when the broker ends without having been told to. */
  onDeath(listener: (problem: string) => void): void;
  stop(): Promise<void>;
}

/** Starts our own core-NATS broker in a worker thread, on a loopback socket. Rejects when the port is taken. */
export function startEmbeddedBroker(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedBroker> {
  const entry = compiledEntry('src/wire/embedded/worker.ts');
  const worker = new Worker(entry, { workerData: { ...DEFAULT_OPTIONS, ...options } });
  const listeners: ((trouble: Trouble) => void)[] = [];
  const mourners: ((problem: string) => void)[] = [];
  const open = new Map<number, () => void>();
  let orders = 0;
  let stopping: Promise<void> | undefined;
  let dead: string | undefined;

  function order(what: Order['do']): Promise<void> {
    if (dead !== undefined) return what === 'stop' ? Promise.resolve() : Promise.reject(new Error(dead));
    return new Promise((resolve) => {
      const id = ++orders;
      open.set(id, resolve);
      worker.postMessage({ id, do: what } satisfies Order);
    });
  }

  function die(problem: string): void {
    if (dead !== undefined) return;
    dead = `the embedded broker ended: ${problem}`;
    for (const resolve of open.values()) resolve();
    open.clear();
    if (stopping === undefined) for (const mourner of mourners) mourner(dead);
  }

  return new Promise((resolve, reject) => {
    const end = (problem: string) => {
      die(problem);
      reject(new Error(dead));
    };
    worker.on('error', (error) => end(error.message));
    worker.on('exit', () => end('its thread is gone'));
    worker.on('message', (news: News) => {
      if ('trouble' in news) for (const listener of listeners) listener(news.trouble);
      else if ('done' in news) {
        open.get(news.done)?.();
        open.delete(news.done);
      } else if ('impossible' in news) {
        void worker.terminate();
        reject(new Error(`the embedded broker cannot listen: ${news.impossible}`));
      } else {
        resolve({
          url: `nats://127.0.0.1:${news.listening}`,
          port: news.listening,
          addUser: (user) => order({ add: user }),
          removeUser: (name) => order({ remove: name }),
          cutOthers: (user) => order({ cutAllBut: user }),
          onTrouble: (listener) => void listeners.push(listener),
          onDeath: (listener) => void mourners.push(listener),
          stop() {
            stopping ??= order('stop').then(async () => void (await worker.terminate()));
            return stopping;
          },
        });
      }
    });
  });
}
