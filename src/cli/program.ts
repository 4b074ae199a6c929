import { Command } from 'commander';
import { VERSION } from '../package-root.js';
import { addCheck } from './check.js';
import type { AddCommand } from './command.js';
import type { Console } from './console.js';
import { EXIT } from './exit-code.js';
import { addExplore } from './explore.js';
import { explain } from './failure.js';
import { addList } from './list.js';
import { addReplay } from './replay.js';
import { addRun } from './run.js';
import { addShow } from './show.js';
import { addVerify } from './verify.js';

const COMMANDS: readonly AddCommand[] = [addRun, addCheck, addShow, addVerify, addExplore, addReplay, addList];

/** Runs one command line (the words after the program's name) and returns its exit code. Throws nothing. */
export async function touchstone(words: readonly string[], console: Console): Promise<number> {
  let code: number = EXIT.asExpected;
  const program = new Command('touchstone')
    .description('A test oracle for distributed banks: runs a scenario, records every event, and judges the record.')
    .version(VERSION, '-V, --version')
    .showHelpAfterError('(--help shows what there is)')
    .exitOverride()
    .configureOutput({ writeOut: console.out, writeErr: console.err })
    .addHelpText('after', HELP);
  for (const add of COMMANDS) add(program, console, (finished) => void (code = finished));
  try {
    if (words.length === 0) {
      program.outputHelp({ error: true });
      return EXIT.badInput;
    }
    await program.parseAsync([...words], { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, console);
  }
}

const HELP = `
Examples:
  touchstone run scenarios/mutex-ledger/reference-contention.yaml
  touchstone run my-scenario.yaml --node "python3 my_node.py"
  touchstone check runs/*/history.jsonl
  touchstone show runs/contention-42/history.jsonl --violation 1
  touchstone verify proof.json history.jsonl
  touchstone explore my-scenario.yaml --seeds 1000 --shrink
  touchstone replay runs/contention-42/history.jsonl
  touchstone list scenarios

Exit codes: 0 as expected, 1 not as expected, 2 bad usage or input, 3 undecided, 4 the harness broke, 130 interrupted.
`;
