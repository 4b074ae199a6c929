import type { EventLine } from '../../history/event.js';

/** The message log that the original's clients show: every message sent and received, with the clock it left them at. */
export interface MessageLog {
  observe(event: EventLine): void;
  /** The lines of one node so far. */
  lines(node: string): string[];
}

interface Copy {
  from: string;
  type: string;
  clock: number;
}

interface NodeLog {
  clock: number;
  lines: string[];
  /** All that was delivered, in order. */
  inbox: Copy[];
  /** Number of the first one that is not known to have been consumed. */
  first: number;
  /** Type and copies of the broadcast that is going out. */
  broadcast?: { type: string; copies: number };
}

/** Message types that go to every other node at once, and show as one line. */
const BROADCAST = ['REQUEST', 'BLOCK', 'RELEASE'];

/**
 * A message is logged as received before the first event of its receiver that says (by Ts-Seen) that it had consumed
 * it. Receiving moves the clock to max + 1, as the protocol has it; sending shows the clock that the message claims.
 */
export function createMessageLog(nodes: readonly string[]): MessageLog {
  const logs = new Map<string, NodeLog>(
    nodes.map((node) => [node, { clock: 0, lines: [], inbox: [], first: 1 } satisfies NodeLog]),
  );
  const sent = new Map<string, Copy>();
  const nameOf = (node: string) => `Client ${nodes.indexOf(node) + 1}`;

  function consume(log: NodeLog, upTo: number): void {
    for (; log.first <= upTo && log.first <= log.inbox.length; log.first++) {
      const { from, type, clock } = log.inbox[log.first - 1]!;
      if (Number.isNaN(clock)) continue;
      log.clock = Math.max(log.clock, clock) + 1;
      log.lines.push(line(type, log.clock, `Received from ${nameOf(from)}`));
    }
  }

  function send(log: NodeLog, event: EventLine): void {
    const { node, life, seq, to, type, clock } = event;
    const copy = { from: node!, type: type ?? '', clock: clock ?? Number.NaN };
    if (logs.has(to!)) sent.set(key(node!, life!, seq!), copy);
    if (clock === undefined) return;
    log.clock = clock;
    if (!BROADCAST.includes(copy.type)) {
      log.lines.push(line(copy.type, clock, `Sent to ${nameOf(to!)}`));
      return;
    }
    const copies = log.broadcast?.type === copy.type ? log.broadcast.copies + 1 : 1;
    log.broadcast = { type: copy.type, copies };
    if (copies < nodes.length - 1) return;
    log.broadcast = undefined;
    log.lines.push(line(`Broadcast - ${copy.type}`, clock, `Sent from ${nameOf(node!)}`));
  }

  return {
    observe(event) {
      const log = logs.get(event.node ?? '');
      if (log === undefined) return;
      if (event.v === 'relay' && event.k === 'deliver') {
        const copy = sent.get(key(event.from!, event.fromLife!, event.fromSeq!));
        log.inbox.push(copy ?? { from: event.from!, type: '', clock: Number.NaN });
        return;
      }
      if (event.seen !== undefined) consume(log, event.seen);
      if (event.v === 'relay' && event.k === 'send') send(log, event);
      else if (event.v === 'node' && event.clock !== undefined) log.clock = event.clock;
    },
    lines(node) {
      const log = logs.get(node)!;
      consume(log, Number.POSITIVE_INFINITY);
      return [...log.lines];
    },
  };
}

function line(event: string, clock: number, what: string): string {
  return `[Event - ${event}] - [Clock - ${clock}] - [${what}]`;
}

function key(node: string, life: number, seq: number): string {
  return `${node}/${life}/${seq}`;
}
