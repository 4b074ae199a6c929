import type { Command } from 'commander';
import type { Console } from './console.js';

/** Adds a command to the program. Its action hands the exit code to `finish`. */
export type AddCommand = (program: Command, console: Console, finish: (code: number) => void) => void;
