import { NODE_KINDS } from '../../src/history/event.js';
import type { History } from '../../src/history/history.js';
import { oncePerHistory } from './once-per-history.js';

/**
 * When deliveries were consumed, as far as that is certain: each at an own event of the receiver, before which it was
 * consumed. In order of those events; of one event's in order of delivery. What stands in no entry was consumed after
 * its receiver's last own event, or never, or nobody knows (a process that is not `exact`).
 */
export interface Consumption {
  readonly count: number;
  /** Row of the own event by which the delivery had been consumed. */
  readonly at: Int32Array;
  /** Row of the delivery. */
  readonly delivery: Int32Array;
  /** By process: its consumption is known, by Ts-Seen, by `recv` events, or because it is a client. */
  readonly exact: Uint8Array;
}

/**
 * The bound `must` of happens-before (see createHappensBefore) as a list. A process without order evidence has
 * consumed what it answers; of everything else it got nothing is said. O(events).
 */
export const consumptionOf: (history: History) => Consumption = oncePerHistory((history) => {
  const { length, kind, process, position, seen, ref, seq } = history;
  const deliver = history.kindOf('relay', 'deliver');
  const send = history.kindOf('relay', 'send');
  const recv = history.kindOf('node', NODE_KINDS.recv);
  const exact = exactProcesses(history, recv);
  const isClient = history.processes.map(({ role }) => role === 'client');
  const inboxes = history.processes.map(() => ({ rows: [] as number[], done: 0 }));
  /** By row of a send, for processes without evidence: the row of its first delivery. */
  const delivered = new Map<number, number>();
  let deliveries = 0;
  for (let row = 0; row < length; row++) if (kind[row] === deliver) deliveries++;
  const at = new Int32Array(deliveries);
  const delivery = new Int32Array(deliveries);
  let count = 0;

  for (let row = 0; row < length; row++) {
    const p = process[row]!;
    if (kind[row] === deliver) {
      inboxes[p]!.rows.push(row);
      if (exact[p] === 0 && !delivered.has(ref[row]!)) delivered.set(ref[row]!, row);
      continue;
    }
    if (position[row]! < 0) continue;
    const inbox = inboxes[p]!;
    if (exact[p] === 0) {
      const answered = kind[row] === send && ref[row]! >= 0 ? delivered.get(ref[row]!) : undefined;
      if (answered === undefined || process[answered] !== p) continue;
      delivered.delete(ref[row]!);
      take(answered, row);
      continue;
    }
    if (kind[row] === recv && ref[row]! >= 0) consumeOne(inbox.rows, seq[ref[row]!]!, row);
    const last = isClient[p] ? inbox.rows.length : Math.min(seen[row]!, inbox.rows.length);
    while (inbox.done < last) consumeOne(inbox.rows, ++inbox.done, row);
  }

  function consumeOne(rows: number[], number: number, row: number): void {
    const deliverRow = rows[number - 1]!;
    if (deliverRow < 0) return;
    rows[number - 1] = -1;
    take(deliverRow, row);
  }

  function take(deliverRow: number, row: number): void {
    delivery[count] = deliverRow;
    at[count++] = row;
  }

  return { count, at: at.subarray(0, count), delivery: delivery.subarray(0, count), exact };
});

function exactProcesses(history: History, recv: number): Uint8Array {
  const exact = Uint8Array.from(history.processes, ({ role }) => Number(role === 'client'));
  for (let row = 0; row < history.length; row++) {
    if (history.position[row]! >= 0 && (history.seen[row]! >= 0 || history.kind[row] === recv)) {
      exact[history.process[row]!] = 1;
    }
  }
  return exact;
}
