import { FAULTS } from '../faults/registry.js';
import { HARNESS } from '../history/event.js';
import type { History } from '../history/history.js';
import { type Given, type PlannedOperation, spellDuration } from './draft-case.js';

/** The operations that a run performed, each with the time at which it began. */
export function operationsOf(history: History): PlannedOperation[] {
  const invoke = history.kindOf('client', 'invoke');
  const operations: PlannedOperation[] = [];
  const start = startOf(history);
  for (let row = 0; row < history.length; row++) {
    if (history.kind[row] !== invoke) continue;
    const client = history.processes[history.process[row]!]!.participant;
    if (client === HARNESS) continue;
    const { do: operation, at, tx: _tx, ...rest } = history.body(row);
    const after = history.time[row]! - start;
    operations.push({ client, at: String(at), operation: String(operation), arguments: rest, after });
  }
  return operations;
}

/** The faults with those that were drawn at random put in the place of what drew them, each with its time. */
export function plannedFaults(faults: readonly Given[], history: History): Given[] {
  const begin = history.kindOf('fault', 'begin');
  const end = history.kindOf('fault', 'end');
  const start = startOf(history);
  const drawn = new Map<number, { entry: Given; from: number; to: number }>();
  for (let row = 0; row < history.length; row++) {
    const number = history.seq[row]!;
    if (history.kind[row] === begin) {
      const { entry } = history.body(row) as { entry?: Given };
      if (entry !== undefined) drawn.set(number, { entry, from: history.time[row]!, to: Infinity });
    } else if (history.kind[row] === end && drawn.has(number)) drawn.get(number)!.to = history.time[row]!;
  }
  const explicit = [...drawn.values()].map(({ entry, from, to }) => ({
    at: spellDuration(from - start),
    ...(to > from && to < Infinity && { for: spellDuration(to - from) }),
    ...entry,
  }));
  return [...faults.filter((fault) => !('random' in fault)), ...explicit];
}

/** When the workload began: as the last node that was waited for got ready. */
function startOf(history: History): number {
  const ready = history.kindOf('run', 'ready');
  const nodes = new Set<string>();
  for (let row = 0; row < history.length; row++) {
    if (history.kind[row] !== ready) continue;
    nodes.add(history.processes[history.process[row]!]!.participant);
    if (nodes.size === history.header.nodes.length) return history.time[row]!;
  }
  return 0;
}

/**
 * What became of each message until faults healed, as faults aimed at that message: a delay for what took longer than
 * `base` ns, loss for what was lost on the way, duplicate for what came twice. What other faults did is in them too.
 */
export function fatesOf(history: History, base: number): Given[] {
  const kinds = {
    send: history.kindOf('relay', 'send'),
    deliver: history.kindOf('relay', 'deliver'),
    drop: history.kindOf('relay', 'drop'),
    healed: history.kindOf('run', 'healed'),
  };
  const aims = new Map<number, Given>();
  const sent = new Map<string, number>();
  const delivered = new Set<number>();
  const fates: Given[] = [];
  let over = false;
  for (let row = 0; row < history.length; row++) {
    const kind = history.kind[row];
    if (kind === kinds.healed) over = true;
    if (kind === kinds.send && !over) {
      const aim = aimAt(history, row, sent);
      if (aim !== undefined) aims.set(row, aim);
    }
    const send = history.ref[row]!;
    if ((kind !== kinds.deliver && kind !== kinds.drop) || !aims.has(send)) continue;
    const when = aims.get(send)!;
    const isNodes = [row, send].every((one) => history.processes[history.process[one]!]?.role === 'node');
    if (kind === kinds.drop) {
      if (isLoss(history.why(row))) fates.push({ when, loss: 1 });
    } else if (delivered.has(send)) {
      fates.push({ when, duplicate: 1 });
    } else {
      delivered.add(send);
      // Only links between nodes take the network's time.
      const delay = history.time[row]! - history.time[send]! - (isNodes ? base : 0);
      if (delay > 0) fates.push({ when, delay: spellDuration(delay) });
    }
  }
  return fates;
}

/** A pattern that no other message fits. */
function aimAt(history: History, row: number, sent: Map<string, number>): Given | undefined {
  const message = history.types[history.type[row]!];
  const from = history.processes[history.process[row]!]!.participant;
  const to = history.participants[history.to[row]!];
  if (message === undefined || to === undefined || from === HARNESS || to === HARNESS) return undefined;
  const key = `${message} ${from} ${to}`;
  const nth = (sent.get(key) ?? 0) + 1;
  sent.set(key, nth);
  return { message, from, to, nth };
}

/** Whether a message that was dropped was lost on the way, and not at its receiver. */
function isLoss(why: string): boolean {
  return Object.hasOwn(FAULTS, why);
}

/** The faults that concern nodes themselves, and not messages. */
export function faultsOfNodes(faults: readonly Given[]): Given[] {
  return faults.filter((fault) => Object.keys(fault).some((name) => FAULTS[name]?.acts !== undefined));
}
