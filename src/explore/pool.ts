import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { compiledEntry } from '../package-root.js';

export interface PoolOptions<Portion, Answer> {
  /** Source file of the child process, from the package root, which calls `serve`. */
  entry: string;
  /** Child processes; absent: one for each core. */
  jobs?: number;
  /** The next portion of the work; undefined: there is none left. */
  next(): Portion | undefined;
  take(answer: Answer): void;
  /** Ends the work at once; what was answered by then stands. */
  signal?: AbortSignal;
}

/** A child's answer to a portion, or why there is none. */
type Reply<Answer> = { answer: Answer } | { problem: string };

/** In a child process: does what the parent asks for, one portion after another, until the parent is gone. */
export function serve<Portion, Answer>(work: (portion: Portion) => Answer | Promise<Answer>): void {
  process.on('message', async (portion: Portion) => {
    let reply: Reply<Answer>;
    try {
      reply = { answer: await work(portion) };
    } catch (error) {
      reply = { problem: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
    // Nobody waits for the answer when the parent has been killed.
    if (process.connected) process.send!(reply, undefined, undefined, () => {});
  });
}

/** Spreads work over child processes, a portion at a time. Throws when a child ends by itself. */
export async function runPool<Portion, Answer>(options: PoolOptions<Portion, Answer>): Promise<void> {
  const { signal } = options;
  if (signal?.aborted) return;
  // In a group of its own a child does not hear the terminal's Ctrl-C: the parent alone decides what it means.
  const children = Array.from({ length: options.jobs ?? availableParallelism() }, () =>
    fork(compiledEntry(options.entry), { serialization: 'advanced', detached: true }),
  );
  const end = (): void => {
    for (const child of children) child.kill('SIGKILL');
  };
  signal?.addEventListener('abort', end);
  try {
    await Promise.all(children.map((child) => employ(child, options)));
  } finally {
    signal?.removeEventListener('abort', end);
    end();
  }
}

function employ<Portion, Answer>(child: ChildProcess, options: PoolOptions<Portion, Answer>): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = (): void => {
      const portion = options.next();
      if (portion === undefined) child.disconnect();
      // A child that is gone is heard of by its exit.
      else child.send(portion as object, () => {});
    };
    child.on('message', (reply: Reply<Answer>) => {
      if (options.signal?.aborted) return;
      if ('problem' in reply) return reject(new Error(reply.problem));
      options.take(reply.answer);
      next();
    });
    child.on('error', reject);
    child.on('exit', (code, by) => {
      if (code === 0 || options.signal?.aborted) resolve();
      else reject(new Error(`a child process that runs seeds ended with ${by ?? `code ${code}`}`));
    });
    next();
  });
}
