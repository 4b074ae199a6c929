import { HARNESS } from '../history/event.js';
import type { History } from '../history/history.js';

/** What runs went through: counts that add up. */
export interface Covered {
  events: number;
  /** Operations of clients. */
  operations: number;
  /** Messages delivered between nodes. */
  deliveries: number;
  /** Times that a fault began or struck a message. */
  faults: number;
}

export const NOTHING_COVERED: Readonly<Covered> = { events: 0, operations: 0, deliveries: 0, faults: 0 };

export function coveredBy(history: History): Covered {
  const invoke = history.kindOf('client', 'invoke');
  const deliver = history.kindOf('relay', 'deliver');
  const faults = [history.kindOf('fault', 'begin'), history.kindOf('fault', 'strike')];
  const covered = { ...NOTHING_COVERED, events: history.length };
  for (let row = 0; row < history.length; row++) {
    const kind = history.kind[row]!;
    if (kind === invoke && isOfClient(history, row)) covered.operations++;
    else if (kind === deliver && isBetweenNodes(history, row)) covered.deliveries++;
    else if (faults.includes(kind)) covered.faults++;
  }
  return covered;
}

/**
 * A number for the order in which the nodes got each other's messages: runs with different numbers went differently.
 * 32-bit FNV-1a over (receiver, sender, type) of each delivery.
 */
export function deliveryOrder(history: History): number {
  const deliver = history.kindOf('relay', 'deliver');
  let hash = 0x811c9dc5;
  const add = (value: number): void => void (hash = Math.imul(hash ^ value, 0x01000193) >>> 0);
  for (let row = 0; row < history.length; row++) {
    if (history.kind[row] !== deliver || !isBetweenNodes(history, row)) continue;
    const send = history.ref[row]!;
    add(history.process[row]!);
    add(history.process[send]!);
    add(history.type[send]!);
  }
  return hash;
}

function isOfClient({ process, processes }: History, row: number): boolean {
  return processes[process[row]!]!.participant !== HARNESS;
}

function isBetweenNodes({ ref, process, processes }: History, row: number): boolean {
  const send = ref[row]!;
  if (send < 0 || process[row]! < 0 || process[send]! < 0) return false;
  return processes[process[row]!]!.role === 'node' && processes[process[send]!]!.role === 'node';
}
