import { minorUnits } from '../decimal.js';
import { InputError, type OriginalCommand, type OriginalInput } from '../system.js';
import { dollarsIn } from './money.js';
import { PRINTS } from './prints.js';

/** Amounts in scripts are decimals: the minor unit is a cent. */
const DECIMALS = 2;
const MOST_CLIENTS = 100;

const GRAMMAR = [
  'transfer FROM TO AMOUNT',
  'balance CLIENT',
  ...PRINTS.map((what) => `print ${what} [CLIENT]`),
  'wait SECONDS',
  'clients COUNT',
  'initial balance AMOUNT',
  'exit',
];

/** Short commands of the original's interactive menu. */
const SHORT: Record<string, string> = {
  t: 'transfer',
  b: 'balance',
  bl: 'print blockchain',
  bt: 'print balance table',
};

interface Line {
  file: string;
  number: number;
  words: string[];
}

/**
 * Reads a batch script: one command a line, `#` or `//` opens a comment, case and spacing are free. A line may open with
 * the client whose terminal it is for: `1: transfer 2 4` is `transfer 1 2 4`. Client 1 is node n1. There are three
 * clients with $10 each unless `clients` and `initial balance` say otherwise, before the first command. `exit` ends it.
 */
export function readInput(text: string, file: string): OriginalInput {
  let count = 3;
  let initial = 1000;
  const commands: OriginalCommand[] = [];
  for (const line of linesOf(text, file)) {
    const [command, ...rest] = line.words;
    if (command === 'exit' && rest.length === 0) break;
    if (command === 'clients' || command === 'initial') {
      if (commands.length > 0) throw mistake(line, `"${command}" must stand before the first command`);
      if (command === 'clients') count = clientCount(line, rest);
      else initial = initialBalance(line, rest);
    } else commands.push(commandOf(line, count));
  }
  if (commands.length === 0) throw new InputError(file, 1, `no command in it: expected lines such as "transfer 1 2 4"`);
  const nodes = Array.from({ length: count }, (_, i) => `n${i + 1}`);
  return { nodes, config: { initialBalance: initial, decimals: DECIMALS }, commands };
}

function linesOf(text: string, file: string): Line[] {
  return text
    .split(/\r?\n/)
    .map((raw, index) => ({ file, number: index + 1, words: wordsOf(raw) }))
    .filter((line) => line.words.length > 0);
}

/** The words of a line, with the short commands spelt out and a leading client moved to where it belongs. */
function wordsOf(raw: string): string[] {
  const bare = raw
    .replace(/(#|\/\/).*$/, '')
    .trim()
    .toLowerCase();
  if (bare === '') return [];
  const owner = /^(?:client\s*)?(\d+)\s*:\s*(.*)$/.exec(bare);
  const words = (owner?.[2] ?? bare).split(/[\s,]+/).filter((word) => word !== '');
  const [first = '', ...rest] = words;
  const spelt = [...(SHORT[first] ?? first).split(' '), ...rest];
  if (owner === null) return spelt;
  const [command = '', ...others] = spelt;
  return command === 'print' ? [...spelt, owner[1]!] : [command, owner[1]!, ...others];
}

function commandOf(line: Line, count: number): OriginalCommand {
  const [command, ...args] = line.words;
  const at = line.number;
  switch (command) {
    case 'transfer': {
      const [from, to, amount] = wants(line, args, 3, 'transfer FROM TO AMOUNT');
      const operation = { to: receiver(line, to!), amount: money(line, amount!) };
      return { do: { at: client(line, from!, count), operation: 'transfer', arguments: operation }, line: at };
    }
    case 'balance': {
      const [who] = wants(line, args, 1, 'balance CLIENT');
      return { do: { at: client(line, who!, count), operation: 'balance', arguments: {} }, line: at };
    }
    case 'print': {
      const last = args.at(-1) ?? '';
      const node = /^\d+$/.test(last) ? client(line, last, count) : undefined;
      const what = (node === undefined ? args : args.slice(0, -1)).join(' ');
      if (!(PRINTS as readonly string[]).includes(what)) {
        throw mistake(line, `nothing to print is called "${what}": expected ${PRINTS.join(', ')}`);
      }
      return { print: what, ...(node === undefined ? {} : { node }), line: at };
    }
    case 'wait': {
      const [seconds] = wants(line, args, 1, 'wait SECONDS');
      const ms = minorUnits(seconds!.replace(/s$/, ''), 3);
      if (ms === undefined || ms < 0) throw mistake(line, `"${seconds}" is no number of seconds`);
      return { wait: ms * 1_000_000, line: at };
    }
    default:
      throw mistake(line, `"${command}" is no command: expected ${GRAMMAR.map((form) => `"${form}"`).join(', ')}`);
  }
}

function wants(line: Line, args: string[], count: number, form: string): string[] {
  if (args.length === count) return args;
  throw mistake(
    line,
    `expected "${form}", found ${args.length === 0 ? 'nothing' : `"${args.join(' ')}"`} after the word`,
  );
}

function client(line: Line, written: string, count: number): string {
  const number = Number(written);
  if (/^\d+$/.test(written) && number >= 1 && number <= count) return `n${number}`;
  throw mistake(line, `there is no client ${written}: expected a number from 1 to ${count}`);
}

/** Whom to pay may be nobody: that is for the node to refuse. */
function receiver(line: Line, written: string): string {
  if (/^\d+$/.test(written)) return `n${Number(written)}`;
  throw mistake(line, `"${written}" is no client: expected a number`);
}

function money(line: Line, written: string): number {
  const amount = dollarsIn(written, DECIMALS);
  if (amount !== undefined) return amount;
  throw mistake(line, `"${written}" is no amount: expected dollars, with at most two digits behind the point`);
}

function clientCount(line: Line, args: string[]): number {
  const count = Number(wants(line, args, 1, 'clients COUNT')[0]);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_CLIENTS) return count;
  throw mistake(line, `"${args[0]}" is no number of clients: expected 1 to ${MOST_CLIENTS}`);
}

function initialBalance(line: Line, args: string[]): number {
  const [word, amount] = wants(line, args, 2, 'initial balance AMOUNT');
  if (word !== 'balance') throw mistake(line, `expected "initial balance AMOUNT", found "initial ${word}"`);
  const units = money(line, amount!);
  if (units >= 0) return units;
  throw mistake(line, 'the initial balance cannot be negative');
}

function mistake(line: Line, reason: string): InputError {
  return new InputError(line.file, line.number, reason);
}
