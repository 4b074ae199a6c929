import type { History } from '../history/history.js';
import { type Paint, PLAIN } from './colour.js';
import { forTerminal } from './escape.js';
import { clockTime, cut, fields } from './words.js';

/** One readable line an event: which, when, who, what, and what caused it. Safe for a terminal. */
export function eventLine(history: History, row: number, paint: Paint = PLAIN, mark = ' '): string {
  const { v, k } = history.kinds[history.kind[row]!]!;
  const index = `#${row}`.padStart(String(history.length).length + 1);
  const time = clockTime(history.time[row]!).padStart(13);
  const who = whoOf(history, row).padEnd(whoWidth(history));
  const cause = history.ref[row]! >= 0 ? paint.faint(`  after #${history.ref[row]}`) : '';
  const line = `${index} ${time}  ${who}  ${whatOf(history, row, v, k)}`.trimEnd();
  return `${mark}${v === 'fault' || mark !== ' ' ? paint.strong(line) : line}${cause}`;
}

/** The participant an event belongs to, with its life from the second on: `n2`, `n2.3`, or `run`. */
function whoOf(history: History, row: number): string {
  const process = history.process[row]!;
  if (process < 0) return history.kinds[history.kind[row]!]!.v === 'fault' ? 'fault' : 'run';
  const { participant, life } = history.processes[process]!;
  return forTerminal(life > 1 ? `${participant}.${life}` : participant);
}

/** Room for the longest name; asked for with every line, and known once. */
const widths = new WeakMap<History, number>();

function whoWidth(history: History): number {
  const known = widths.get(history);
  if (known !== undefined) return known;
  const longest = history.participants.reduce((width, name) => Math.max(width, name.length), 5);
  const width = Math.min(longest + (history.processes.some((p) => p.life > 1) ? 2 : 0), 16);
  widths.set(history, width);
  return width;
}

function whatOf(history: History, row: number, v: string, k: string): string {
  const why = history.why(row) === '' ? '' : `: ${cut(forTerminal(history.why(row)), DETAIL)}`;
  switch (`${v} ${k}`) {
    case 'relay send':
      return `→ ${peer(history, row)}  ${joined(typeName(history, row), messageData(history, row))}${why}`;
    case 'relay deliver':
      return `← ${sender(history, row)}  ${typeName(history, history.ref[row]!)}`;
    case 'relay hold':
    case 'relay drop':
      return `← ${sender(history, row)}  ${typeName(history, history.ref[row]!)}  ${k === 'hold' ? 'HELD' : 'LOST'}${why}`;
    case 'relay garbled':
      return history.to[row]! < 0 ? `reports what is GARBLED${why}` : `→ ${peer(history, row)}  GARBLED${why}`;
    case 'fault begin':
    case 'fault end':
    case 'fault strike':
      return `fault ${history.seq[row]} ${{ begin: 'begins', end: 'ends', strike: 'strikes' }[k]}${why}`;
    case 'fault missed':
      return `fault ${history.seq[row]} finds nobody to strike${why}`;
    default:
      return `${joined(forTerminal(k), eventData(history, row))}${why}`;
  }
}

function joined(name: string, data: string): string {
  return data === '' ? name : `${name} ${data}`;
}

/** Characters of an event's data that fit into its line. */
const DETAIL = 72;

function peer(history: History, row: number): string {
  return forTerminal(history.participants[history.to[row]!] ?? '?');
}

function sender(history: History, row: number): string {
  return history.ref[row]! >= 0 ? whoOf(history, history.ref[row]!) : '?';
}

function typeName(history: History, row: number): string {
  return row < 0 ? '' : cut(forTerminal(history.types[history.type[row]!] ?? ''), 32);
}

function eventData(history: History, row: number): string {
  const { kind: _kind, ...rest } = history.body(row);
  return fields(rest, DETAIL);
}

function messageData(history: History, row: number): string {
  const { type: _type, msg_id: _id, in_reply_to: _reply, ...rest } = history.body(row);
  return fields(rest, DETAIL);
}
