import type { EventLine } from '../../history/event.js';
import type { BranchConfig } from './config.js';

/** An event of phase 2, as the original lists it. */
interface LoggedEvent {
  /** Number of the customer's request that it comes of. */
  'customer-request-id': number;
  logical_clock: number;
  interface: string;
  comment: string;
}

interface Participant {
  id: number;
  type: 'customer' | 'branch';
  events: LoggedEvent[];
}

/** Every event that the original gives a clock: customers' requests, and what branches receive and pass on. */
export interface EventLog {
  observe(event: EventLine): void;
  customers(): Participant[];
  branches(): Participant[];
  /** All events with whose they are, in the order of (request, clock). */
  all(): object[];
}

/**
 * What a branch sends again, and receives again, is listed once: the original's links lose nothing. The original spells
 * it `propogate`.
 */
export function createEventLog(
  { customers, branches }: NonNullable<BranchConfig['original']>,
  nodes: readonly string[],
): EventLog {
  const participants = new Map<string, Participant>();
  for (const [place, id] of customers.entries())
    participants.set(`c${place + 1}`, { id, type: 'customer', events: [] });
  for (const [place, node] of nodes.entries())
    participants.set(node, { id: branches[place]!, type: 'branch', events: [] });
  const listed = new Set<string>();
  const nameOf = (participant: string) => {
    const known = participants.get(participant);
    return known === undefined ? participant : `${known.type} ${known.id}`;
  };
  const ofType = (type: Participant['type']) => [...participants.values()].filter((one) => one.type === type);

  function list(node: string, body: Record<string, unknown>, what: string, comment: string): void {
    const { by, seq, request, clock } = body;
    const once = `${node} ${comment} ${by} ${seq}`;
    if (by !== undefined && listed.has(once)) return;
    listed.add(once);
    participants.get(node)!.events.push({
      'customer-request-id': request as number,
      logical_clock: clock as number,
      interface: what.replace('propagate', 'propogate'),
      comment,
    });
  }

  return {
    observe(event) {
      const { v, k, node = '', to = '', body = '' } = event;
      if (!participants.has(node)) return;
      if (v === 'relay' && k === 'send' && event.clock !== undefined) {
        const isCustomer = participants.get(node)!.type === 'customer';
        if (!isCustomer && !participants.has(to)) return;
        const comment = isCustomer ? `event_sent from ${nameOf(node)}` : `event_sent to ${nameOf(to)}`;
        list(node, fieldsOf(body), event.type ?? '', comment);
      } else if (v === 'node' && k === 'receive') {
        const fields = fieldsOf(body);
        list(node, fields, String(fields.interface), `event_recv from ${nameOf(String(fields.from))}`);
      }
    },
    customers: () => ofType('customer'),
    branches: () => ofType('branch'),
    all: () =>
      [...participants.values()]
        .flatMap(({ id, type, events }) =>
          events.map(({ 'customer-request-id': request, ...rest }) => ({
            id,
            'customer-request-id': request,
            type,
            ...rest,
          })),
        )
        .sort((a, b) => a['customer-request-id'] - b['customer-request-id'] || a.logical_clock - b.logical_clock),
  };
}

function fieldsOf(body: string | Uint8Array): Record<string, unknown> {
  return JSON.parse(typeof body === 'string' ? body : Buffer.from(body).toString()) as Record<string, unknown>;
}
