import { NODE_KINDS } from './event.js';
import type { History } from './history.js';

/**
 * Deliveries by the own event of their receiver by which they had been consumed: in order of those events; of one
 * event's in order of delivery. What stands in no entry was consumed after its receiver's last own event, or never, or
 * nobody knows.
 */
export interface Consumption {
  readonly count: number;
  /** Row of the own event. */
  readonly at: Int32Array;
  /** Row of the delivery. */
  readonly delivery: Int32Array;
  /**
   * By process: 1 where it is known of every delivery and every own event whether the one was consumed before the other,
   * so that both bounds are the same.
   */
  readonly exact: Uint8Array;
}

/**
 * What was consumed when, under one of two bounds. When is a delivery consumed?
 *
 * - By a client, or the harness: at its next own event. They are ours, so this is exact.
 * - A publication with `seen`: all deliveries up to that number were consumed before it. Exact.
 * - A life that reports `recv`: each delivery at its recv, or as its `seen` say. Exact.
 * - Otherwise nobody knows. `may`: everything delivered before the publication was recorded. `must`: only the message
 *   that the publication answers (`ref` of the send).
 *
 * Of several copies of a message the first one counts as the answered one. A node's own evidence is taken at its word, as
 * far as deliveries bear it out: a `seen` beyond the last delivery means the last delivery. O(rows).
 */
export function readConsumption(history: History, bound: 'must' | 'may'): Consumption {
  const { length, kind, process, position, seen, ref, seq, processes } = history;
  const deliver = history.kindOf('relay', 'deliver');
  const send = history.kindOf('relay', 'send');
  const recv = history.kindOf('node', NODE_KINDS.recv);
  const width = processes.length;
  const isClient = Uint8Array.from(processes, ({ role }) => Number(role === 'client'));
  const reportsRecv = new Uint8Array(width);
  /** Some of its publications tell nothing. */
  const isSilent = new Uint8Array(width);
  const deliveries = new Int32Array(width);
  for (let row = 0; row < length; row++) {
    if (kind[row] === deliver) deliveries[process[row]!]!++;
    else if (kind[row] === recv) reportsRecv[process[row]!] = 1;
    else if (seen[row]! < 0 && position[row]! >= 0) isSilent[process[row]!] = 1;
  }
  const starts = new Int32Array(width + 1);
  for (let p = 0; p < width; p++) starts[p + 1] = starts[p]! + deliveries[p]!;
  /** By process from its start, in order of delivery: the row, or -1 once it is consumed. */
  const inbox = new Int32Array(starts[width]!);
  /** By process: how many have come; up to which all are consumed; how many are consumed. */
  const come = new Int32Array(width);
  const upTo = new Int32Array(width);
  const taken = new Int32Array(width);
  /** By row of a send: the row of its first delivery, to the life that got it last; 0: none, or nobody asks. */
  const firstDelivery = new Int32Array(length);
  const exact = new Uint8Array(width).fill(1);
  const at = new Int32Array(inbox.length);
  const delivery = new Int32Array(inbox.length);
  let count = 0;

  for (let row = 0; row < length; row++) {
    const p = process[row]!;
    if (kind[row] === deliver) {
      inbox[starts[p]! + come[p]!++] = row;
      if (isSilent[p] === 1 && ref[row]! >= 0) noteFirst(row, p);
    } else if (position[row]! >= 0) consume(row, p);
  }
  return { count, at: at.subarray(0, count), delivery: delivery.subarray(0, count), exact };

  function noteFirst(row: number, p: number): void {
    const before = firstDelivery[ref[row]!]!;
    if (before === 0 || process[before] !== p) firstDelivery[ref[row]!] = row;
  }

  function consume(row: number, p: number): void {
    if (kind[row] === recv && ref[row]! >= 0) take(p, seq[ref[row]!]!, row);
    if (isClient[p] === 1) return takeUpTo(p, come[p]!, row);
    if (seen[row]! >= 0) return takeUpTo(p, Math.min(seen[row]!, come[p]!), row);
    if (reportsRecv[p] === 1) return;
    const answered = kind[row] === send && ref[row]! >= 0 ? firstDelivery[ref[row]!]! : 0;
    if (answered > 0 && process[answered] === p) take(p, seq[answered]!, row);
    if (taken[p]! < come[p]!) exact[p] = 0;
    if (bound === 'may') takeUpTo(p, come[p]!, row);
  }

  function takeUpTo(p: number, last: number, row: number): void {
    while (upTo[p]! < last) take(p, ++upTo[p]!, row);
  }

  /** Enters the delivery of that number, unless it has been. */
  function take(p: number, number: number, row: number): void {
    const place = starts[p]! + number - 1;
    const deliverRow = inbox[place]!;
    if (deliverRow < 0) return;
    inbox[place] = -1;
    taken[p]!++;
    delivery[count] = deliverRow;
    at[count++] = row;
  }
}
