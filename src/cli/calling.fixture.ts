import type { Console } from './console.js';
import { touchstone } from './program.js';

/** Fixture: runs a command line in this process and returns all that a user would see of it. */
export async function calling(
  words: readonly string[],
  surroundings: Partial<Console> = {},
): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const console: Console = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    outIsTerminal: false,
    errIsTerminal: false,
    env: {},
    interruptible: (work) => work(new AbortController().signal),
    program: ['npx', 'touchstone'],
    ...surroundings,
  };
  const code = await touchstone(words, console);
  return { code, out, err };
}
