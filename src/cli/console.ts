import { COLOURS, type Paint, PLAIN } from '../report/colour.js';

/** The world outside a command: where it writes, and what it may know of its surroundings. */
export interface Console {
  /** Results, for people and pipes. */
  out(text: string): void;
  /** Everything else. */
  err(text: string): void;
  outIsTerminal: boolean;
  errIsTerminal: boolean;
  env: Readonly<Record<string, string | undefined>>;
  /** Does some work that the user may interrupt; the signal says so. */
  interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** The words that call this program from where the user stands: `npx touchstone`. */
  program: readonly string[];
}

/** Colours only where a person looks, and not where they asked for none (https://no-color.org). */
export function paintFor(console: Console, stream: 'out' | 'err'): Paint {
  if ((console.env.NO_COLOR ?? '') !== '' || console.env.TERM === 'dumb') return PLAIN;
  return (stream === 'out' ? console.outIsTerminal : console.errIsTerminal) ? COLOURS : PLAIN;
}

/** A line that overwrites itself while something takes long. Says nothing where nobody looks. */
export interface Progress {
  show(text: string): void;
  clear(): void;
}

export function progressOn(console: Console): Progress {
  if (!console.errIsTerminal) return { show() {}, clear() {} };
  let shown = false;
  return {
    show(text) {
      console.err(`\r\u001b[K${text}`);
      shown = true;
    },
    clear() {
      if (shown) console.err('\r\u001b[K');
      shown = false;
    },
  };
}
