#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { calledAs } from './called-as.js';
import type { Console } from './console.js';
import { EXIT } from './exit-code.js';
import { explain } from './failure.js';
import { touchstone } from './program.js';

/** The entry of the command line: gives the program this process's streams, and this process its exit code. */
const console: Console = {
  out: writerTo(process.stdout),
  err: writerTo(process.stderr),
  outIsTerminal: process.stdout.isTTY === true,
  errIsTerminal: process.stderr.isTTY === true,
  env: process.env,
  interruptible,
  program: calledAs(process.cwd(), process.env.PATH, realpathSync(process.argv[1]!)),
};

process.on('uncaughtException', (error) => process.exit(explain(error, console)));
process.on('unhandledRejection', (error) => process.exit(explain(error, console)));

const code = await touchstone(process.argv.slice(2), console);
// What was written must be out before the process ends, also where stdout is a pipe.
process.exitCode = code;
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));

/** The first interrupt ends the work in good order, the second at once. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    console.err('\nInterrupted: ending the run. Once more ends it at once.\n');
    controller.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** Writes until nobody reads any more (`touchstone list | head -1`): then it goes on in silence, for the exit code. */
function writerTo(stream: NodeJS.WriteStream): (text: string) => void {
  let closed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed = true;
  });
  return (text) => {
    if (!closed) stream.write(text);
  };
}
