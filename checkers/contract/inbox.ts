import { NODE_KINDS } from '../../src/history/event.js';
import type { History } from '../../src/history/history.js';

/**
 * Which deliveries a process had consumed by each of its own events. With order evidence (Ts-Seen, or `recv` events)
 * that is certain. Without it a reply proves only the message that it answers, and everything delivered before the
 * event was recorded is possible.
 */
export interface Inbox {
  /**
   * Takes in the next row, in index order. At an event of a process's own, `consumed` is told of each delivery that
   * came to be consumed since the event before: at most once as possible, and as certain as soon as it is (for a
   * process that answers out of order perhaps twice).
   */
  step(row: number): void;
}

export type Consumed = (process: number, deliverRow: number, certain: boolean) => void;

export function createInbox(history: History, consumed: Consumed): Inbox {
  const deliver = history.kindOf('relay', 'deliver');
  const send = history.kindOf('relay', 'send');
  const recv = history.kindOf('node', NODE_KINDS.recv);
  const deliveries: number[][] = history.processes.map(() => []);
  const certain = new Int32Array(history.processes.length);
  const possible = new Int32Array(history.processes.length);
  const evidence = evidenceOf(history, recv);
  /** By row of a send: the row of its first delivery; only for processes that give no order evidence. */
  const delivered = new Map<number, number>();

  function advance(process: number, upTo: number, isCertain: boolean): void {
    const rows = deliveries[process]!;
    const end = Math.min(upTo, rows.length);
    if (isCertain)
      for (; certain[process]! < end; certain[process]!++) consumed(process, rows[certain[process]!]!, true);
    else for (; possible[process]! < end; possible[process]!++) consumed(process, rows[possible[process]!]!, false);
  }

  return {
    step(row) {
      const kind = history.kind[row]!;
      const process = history.process[row]!;
      if (kind === deliver) {
        deliveries[process]!.push(row);
        const sent = history.ref[row]!;
        if (evidence[process] === NONE && !delivered.has(sent)) delivered.set(sent, row);
        return;
      }
      if (history.position[row]! < 0) return;
      if (kind === recv) {
        if (history.ref[row]! >= 0) consumed(process, history.ref[row]!, true);
      } else if (evidence[process] === OUT_OF_ORDER) {
        return;
      } else if (history.processes[process]!.role === 'client') {
        advance(process, deliveries[process]!.length, true);
      } else if (history.seen[row]! >= 0) {
        advance(process, history.seen[row]!, true);
        // What was only possible so far is settled by this evidence.
        possible[process] = Math.max(possible[process]!, certain[process]!);
      } else {
        const answered = kind === send ? delivered.get(history.ref[row]!) : undefined;
        if (answered !== undefined && history.process[answered] === process) consumed(process, answered, true);
        advance(process, deliveries[process]!.length, false);
      }
    },
  };
}

const NONE = 0;
const IN_ORDER = 1;
const OUT_OF_ORDER = 2;

/** What order evidence each process ever gives. */
function evidenceOf(history: History, recv: number): Uint8Array {
  const evidence = new Uint8Array(history.processes.length);
  for (let row = 0; row < history.length; row++) {
    if (history.position[row]! < 0) continue;
    if (history.kind[row] === recv) evidence[history.process[row]!] = OUT_OF_ORDER;
    else if (history.seen[row]! >= 0 && evidence[history.process[row]!] === NONE)
      evidence[history.process[row]!] = IN_ORDER;
  }
  return evidence;
}
