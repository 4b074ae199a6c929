import { readLog } from '../history/foreign/formats.js';
import type { History } from '../history/history.js';
import { forTerminal } from '../report/escape.js';
import { overview } from '../report/overview.js';
import { type Selection, select, story, violationStory } from '../report/story.js';
import { numbered } from '../report/violations.js';
import { counted } from '../report/words.js';
import { judgementOf } from './check.js';
import { bankOptionsOf, type CheckOptions, flagsOf, verifyCheckOptions } from './check-requests.js';
import type { AddCommand } from './command.js';
import { type Console, paintFor } from './console.js';
import { rowRange, wholeNumber } from './numbers.js';
import { noSuch, UsageError } from './usage-error.js';

interface ShowOptions extends Omit<CheckOptions, 'checker' | 'model'> {
  events?: string;
  node?: string;
  txn?: string;
  violation?: string;
}

/** `touchstone show`: tells what happened, a line an event. */
export const addShow: AddCommand = (program, console, finish) => {
  program
    .command('show')
    .description('tells the story of a history: around an event, of a node, of a transaction, of a violation')
    .argument('<history>', 'history.jsonl of a run, one written by hand, or a log of another tool')
    .option('--events <A..B>', 'these events; one number shows what is near it')
    .option('--node <name>', 'what a node or a client did and what reached it')
    .option('--txn <id>', 'a transaction: its operation, its messages and their answers')
    .option('--violation <K>', 'the K-th violation: the argument step by step, and what happened around it')
    .option('--level <level>', 'the violations of this isolation level, as check --level finds them')
    .option('--format <format>', 'what kind of log it is, as for check')
    .option('--total <amount>', 'as for check')
    .option('--negative-balances', 'as for check')
    .addHelpText('after', EXAMPLES)
    .action((file: string, options: ShowOptions) => {
      const number = options.violation === undefined ? undefined : wholeNumber('--violation', options.violation, 1);
      if (number !== undefined && (options.events ?? options.node ?? options.txn) !== undefined)
        throw new UsageError('--violation tells a story of its own: it goes without --events, --node and --txn.');
      const events = options.events === undefined ? undefined : rowRange('--events', options.events);
      verifyCheckOptions(options);
      const history = readLog(file, options.format, bankOptionsOf(options));
      const lines =
        number !== undefined
          ? violation(history, number, options, console)
          : events === undefined && options.node === undefined && options.txn === undefined
            ? whole(history, file, options, console)
            : selection(history, { ...(events && { events }), ...only(options) }, console);
      for (const line of lines) console.out(`${line}\n`);
      if (history.ending === 'torn') console.err('This history is torn: it stops before its seal.\n');
      finish(0);
    });
};

const EXAMPLES = `
Examples:
  touchstone show runs/contention-42/history.jsonl                  # what is in it, and which violations
  touchstone show runs/contention-42/history.jsonl --violation 1
  touchstone show runs/contention-42/history.jsonl --events 120..140 --node n2
  touchstone show runs/contention-42/history.jsonl --txn c1-4
`;

function only({ node, txn }: ShowOptions): Selection {
  return { ...(node !== undefined && { node }), ...(txn !== undefined && { txn }) };
}

function violation(history: History, number: number, options: ShowOptions, console: Console): Iterable<string> {
  const all = numbered(judgementOf(history, options));
  const chosen = all[number - 1];
  if (chosen === undefined) {
    throw new UsageError(
      all.length === 0
        ? 'this history has no violations, so there is none to show.'
        : `--violation ${number}: this history has ${counted(all.length, 'violation')}; give a number from 1 to ${all.length}.`,
    );
  }
  return violationStory(history, { ...chosen, of: all.length }, paintFor(console, 'out'));
}

function selection(history: History, wanted: Selection, console: Console): Iterable<string> {
  const { node, txn, events } = wanted;
  if (node !== undefined && !history.participants.includes(node))
    throw noSuch('node or client', node, history.participants);
  if (events !== undefined && events[0] >= history.length)
    throw new UsageError(
      history.length === 0
        ? 'this history has no events.'
        : `--events begins at ${events[0]}, but the last event is ${history.length - 1}.`,
    );
  const rows = select(history, wanted);
  if (rows.length === 0) {
    const whose = txn === undefined ? '' : ` of a transaction "${forTerminal(txn)}" (ids look like c1-4)`;
    const range = events === undefined ? '' : ` from ${events[0]} to ${events[1]}`;
    throw new UsageError(`this history has no events${node === undefined ? '' : ` at ${node}`}${whose}${range}.`);
  }
  return story(history, rows, paintFor(console, 'out'));
}

function whole(history: History, file: string, options: ShowOptions, console: Console): Iterable<string> {
  const words = [...console.program, 'show', file, ...flagsOf(options)];
  return overview(history, judgementOf(history, options), words, paintFor(console, 'out'));
}
