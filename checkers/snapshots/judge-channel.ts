import type { History } from '../../src/history/history.js';
import { step } from '../contract/findings.js';
import type { Books } from './books.js';
import type { Channel } from './channels.js';
import { spellSend } from './channels.js';
import type { Snapshot } from './snapshot.js';

/**
 * Compares what was recorded of a channel with the transfers that cross the cut there: sent before the sender's record
 * and consumed after the receiver's. False where that cannot be said yet; `isLast`: nothing more will be known.
 */
export function judgeChannel(
  books: Books,
  snapshot: Snapshot,
  index: number,
  amount: number,
  list: unknown,
  isLast: boolean,
): boolean {
  if (snapshot.excused.has(index) || snapshot.blurred.has(index)) return true;
  const [sent, consumed] = [snapshot.sent[index]!, snapshot.consumed[index]!];
  if (sent < 0 || consumed < 0) return isLast;
  if (sent <= consumed && amount === 0 && Array.isArray(list) && list.length === 0) return true;
  const channel = books.channels.at(index);
  const crossing = channel === undefined ? [] : crossingAt(books, snapshot, index);
  if (channel !== undefined) {
    if (!isLast && crossing.some((place) => channel.consumedAt[place]! < 0)) return false;
    crossing.sort((a, b) => order(channel, a) - order(channel, b) || a - b);
  }
  const due = crossing.reduce((sum, place) => sum + channel!.amounts[place]!, 0);
  const nameOf = (place: number) => books.history.txName(books.history.tx[channel!.sent[place]!]!);
  const recorded = Array.isArray(list) ? list : undefined;
  if (amount === due && (recorded === undefined || isSame(recorded, crossing, nameOf))) return true;
  tell(books, snapshot, index, { amount, due, recorded, crossing, nameOf });
  return true;
}

/** Places of the transfers that cross the cut on a channel of which both ends have recorded. */
export function crossingAt(books: Books, snapshot: Snapshot, index: number): number[] {
  const channel = books.channels.at(index);
  const crossing: number[] = [];
  if (channel === undefined) return crossing;
  const beyond = snapshot.beyond.get(index);
  for (let place = snapshot.consumed[index]!; place < snapshot.sent[index]!; place++) {
    if (beyond?.includes(place) || books.lost.has(channel.sent[place]!)) continue;
    crossing.push(place);
  }
  return crossing;
}

function order(channel: Channel, place: number): number {
  const row = channel.consumedAt[place]!;
  return row < 0 ? Number.MAX_SAFE_INTEGER : row;
}

function isSame(recorded: readonly unknown[], crossing: readonly number[], nameOf: (place: number) => string): boolean {
  if (recorded.length !== crossing.length) return false;
  return recorded.every((name, k) => name === nameOf(crossing[k]!));
}

interface Comparison {
  amount: number;
  due: number;
  recorded: readonly unknown[] | undefined;
  /** Places of what should have been recorded. */
  crossing: readonly number[];
  nameOf(place: number): string;
}

function tell(books: Books, snapshot: Snapshot, index: number, comparison: Comparison): void {
  const { nodes } = books;
  const { amount, due, recorded, crossing, nameOf } = comparison;
  const width = nodes.length;
  const [from, to] = [Math.floor(index / width), index % width];
  const what = `${nodes[to]} recorded the channel from ${nodes[from]} for snapshot ${snapshot.name}`;
  const closed = snapshot.closed[index]!;
  const cuts = [
    step(`${nodes[from]} recorded its state`, snapshot.record[from]!),
    step(`${nodes[to]} recorded its state`, snapshot.record[to]!),
  ];
  const problem = (summary: string, ...rows: number[]) =>
    snapshot.problems.push({
      rule: 'channel',
      summary,
      steps: [...cuts, step('the transfer', ...rows), step('what was recorded', closed)],
    });
  if (recorded === undefined) {
    problem(`${what} as ${amount}; the transfers in flight make ${due}`);
    return;
  }
  const channel = books.channels.at(index);
  const left = [...recorded];
  const missing = crossing.filter((place) => {
    const at = left.indexOf(nameOf(place));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const more = (count: number) => (count > 1 ? ` (and ${count - 1} more like it)` : '');
  if (missing.length > 0) {
    const row = channel!.sent[missing[0]!]!;
    const name = spellSend(books.history, row, channel!.amounts[missing[0]!]!);
    problem(`${what} without ${name}, which was in flight${more(missing.length)}`, row);
  }
  if (left.length > 0) {
    const name = String(left[0]);
    const isTwice = crossing.some((place) => nameOf(place) === name);
    const place = isTwice ? -1 : placeOf(books.history, channel, name);
    const row = place < 0 ? -1 : channel!.sent[place]!;
    problem(
      `${what} with transfer ${name}, which ${whyNot(snapshot, index, isTwice, place, nodes)}${more(left.length)}`,
      row,
    );
  }
  if (missing.length + left.length > 0) return;
  if (amount !== due) problem(`${what} as ${amount}; the transfers that it lists make ${due}`);
  else problem(`${what} with its transfers in an order in which they did not come: ${recorded.join(', ')}`);
}

/** The place of the last transfer of that name on the channel so far, or -1. Names are looked at once. */
function placeOf(history: History, channel: Channel | undefined, name: string): number {
  if (channel === undefined) return -1;
  const { named, sent } = channel;
  for (let place = named.upTo; place < sent.length; place++) {
    named.places.set(history.txName(history.tx[sent[place]!]!), place);
  }
  named.upTo = sent.length;
  return named.places.get(name) ?? -1;
}

function whyNot(snapshot: Snapshot, index: number, isTwice: boolean, place: number, nodes: readonly string[]): string {
  const [from, to] = [nodes[Math.floor(index / nodes.length)], nodes[index % nodes.length]];
  if (isTwice) return 'was in flight once, and is listed twice';
  if (place < 0) return 'never was on that channel';
  if (place >= snapshot.sent[index]!) return `${from} sent only after recording its own state`;
  return `${to} had taken before it recorded its state`;
}
