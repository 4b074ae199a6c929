import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { guardGroup, releaseGroup, signalGroup } from '../../wire/process-groups.js';
import type { ExitStatus } from '../host.js';
import { createOutputFile } from './output-file.js';

/** The operating system's side of a life: a process group of its own, and what it writes. */
export interface LifeProcess {
  /** Asks the group to go, and insists after two seconds. */
  stop(): void;
  kill(): void;
  /** SIGSTOP or SIGCONT to the group. */
  pause(paused: boolean): void;
}

export interface LifeCommand {
  /** Program and arguments; no shell reads them. */
  command: readonly string[];
  environment: Record<string, string>;
  /** `<folder>/<name>.out.log` and `.err.log` keep what it writes. */
  folder: string;
  name: string;
}

/** How long a process may take to stop. */
const PATIENCE_MS = 2000;

/** How long streams that a stranger still holds open are read after the process has ended. */
const LAST_READ_MS = 250;

/**
 * Starts a process in its own group. `ended` is called once, when the process is gone, its whole group was killed and
 * its output was read; also when it could not be started. Never from inside this call.
 */
export function startProcess(
  { command, environment, folder, name }: LifeCommand,
  ended: (status: ExitStatus) => void,
): LifeProcess {
  const [program, ...args] = command as [string, ...string[]];
  const out = createOutputFile(join(folder, `${name}.out.log`));
  const err = createOutputFile(join(folder, `${name}.err.log`));
  const child: ChildProcess = spawn(program, args, {
    detached: true,
    env: { ...ownEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  out.keep(child.stdout!);
  err.keep(child.stderr!);
  let planned = false;
  let over = false;
  let insist: NodeJS.Timeout | undefined;

  if (pid !== undefined) guardGroup(pid);

  function signal(what: NodeJS.Signals): void {
    planned = true;
    if (pid !== undefined && !over) signalGroup(pid, what);
  }

  function finish(code: number | null, signalled: string | null, trouble?: string): void {
    if (over) return;
    over = true;
    clearTimeout(insist);
    if (pid !== undefined) {
      // Whatever it left behind in its group goes with it.
      signalGroup(pid, 'SIGKILL');
      releaseGroup(pid);
    }
    const conclude = () => {
      clearTimeout(lastRead);
      child.removeListener('close', conclude);
      out.close();
      err.close();
      const lastWords = trouble ?? err.lastWords();
      ended({ code, signal: signalled, planned, ...(lastWords === '' ? {} : { lastWords }) });
    };
    const lastRead = setTimeout(conclude, pid === undefined ? 0 : LAST_READ_MS);
    child.once('close', conclude);
  }

  child.on('error', (error: NodeJS.ErrnoException) => {
    if (pid === undefined) finish(null, null, `cannot run "${program}": ${reason(error)}`);
  });
  child.on('exit', finish);

  return {
    stop() {
      signal('SIGTERM');
      // One that stands still hears nothing.
      signal('SIGCONT');
      insist ??= setTimeout(() => signal('SIGKILL'), PATIENCE_MS);
    },
    kill: () => signal('SIGKILL'),
    pause(paused) {
      if (pid !== undefined && !over) signalGroup(pid, paused ? 'SIGSTOP' : 'SIGCONT');
    },
  };
}

/** What a node inherits: everything but what is meant for this program itself. */
function ownEnvironment(): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !name.startsWith('TOUCHSTONE_')) kept[name] = value;
  }
  return kept;
}

function reason(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'no such program';
  return error.code === 'EACCES' ? 'it may not be executed' : error.message;
}
