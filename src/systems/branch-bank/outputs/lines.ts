import type { EventLine } from '../../../history/event.js';
import type { Header, SystemSpec } from '../../../history/header.js';
import { outputHeader } from '../../output-header.js';
import { readSpec } from '../../spec-file.js';
import { ACCOUNT } from '../config.js';

/** What a history made of somebody's output is about. Participants are called by the input's own numbers. */
export interface Told {
  branches: readonly number[];
  customers: readonly number[];
  /** The opening balance of every branch, in minor units. */
  opening: number;
  checks: Header['checks'];
  /** What differs from the spec of our own nodes. */
  differing?: (spec: SystemSpec) => Partial<SystemSpec>;
}

/** A message by the coordinates of its sending. */
export type Sent = Required<Pick<EventLine, 'from' | 'fromLife' | 'fromSeq'>>;

/** The lines of an unsealed history, in the order in which things are told. */
export interface Lines {
  /** A customer asks. */
  asks(customer: string, body: Record<string, unknown>): void;
  /** A customer is answered. */
  answered(customer: string, body: Record<string, unknown>): void;
  /** A customer goes on without an answer, as a session of its own from here on. */
  goesOn(customer: string): void;
  /** A message leaves. */
  sends(from: string, to: string, message: { type: string; clock?: number; body: Record<string, unknown> }): Sent;
  /** It is consumed: the receiver tells so with its clock. */
  receives(sent: Sent, to: string, event: { kind: string; clock: number; body: object }): void;
  /** The output has a list of this branch: what is not in it did not happen there. */
  lists(branch: string): void;
  /** Something else happens there, with a clock of its own. */
  tells(branch: string, kind: string, clock: number): void;
  /** A branch has taken a write into its books. */
  applies(branch: string, body: Record<string, unknown>): void;
  misprint(why: string, line?: number): void;
  settled(): void;
  text(): string[];
}

const LISTED = 'listed';

export const branchName = (label: number) => `branch-${label}`;
export const customerName = (label: number) => `customer-${label}`;

export function createLines(told: Told): Lines {
  const events: EventLine[] = [];
  const published = new Map<string, number>();
  const delivered = new Map<string, number>();
  const lives = new Map<string, number>();
  const usual = specOfOutputs();
  const spec = { ...usual, ...told.differing?.(usual) };
  const applied = spec.writeSets!.apply;
  const header = outputHeader({
    spec,
    accounts: { [ACCOUNT]: told.opening },
    nodes: told.branches.map(branchName),
    clients: told.customers.map(customerName),
    checks: told.checks,
  });

  function publish(node: string, event: Pick<EventLine, 'v' | 'k'> & Partial<EventLine>): number {
    const seq = (published.get(node) ?? 0) + 1;
    published.set(node, seq);
    const seen = delivered.get(node);
    events.push({ ...event, node, ...lifeOf(node), seq, ...(seen !== undefined && { seen }) });
    return seq;
  }

  const lifeOf = (node: string): { life?: number } => (lives.has(node) ? { life: lives.get(node)! } : {});
  const client = (k: string, node: string, body: object, more: Partial<EventLine> = {}) =>
    void events.push({ v: 'client', k, node, ...lifeOf(node), ...more, body: JSON.stringify(body) });

  return {
    asks: (node, body) => client('invoke', node, body, txOf(body)),
    answered: (node, body) => client('ok', node, body),
    goesOn(node) {
      client('info', node, {}, { why: 'its next request was heard before this one' });
      lives.set(node, (lives.get(node) ?? 1) + 1);
      published.delete(node);
    },
    sends(from, to, { type, clock, body }) {
      const claim = clock === undefined ? {} : { clock };
      const full = JSON.stringify({ type, ...claim, ...body });
      const fromSeq = publish(from, { v: 'relay', k: 'send', to, type, ...claim, ...txOf(body), body: full });
      return { from, fromLife: lives.get(from) ?? 1, fromSeq };
    },
    receives(sent, node, { kind, clock, body }) {
      const delivery = (delivered.get(node) ?? 0) + 1;
      delivered.set(node, delivery);
      events.push({ v: 'relay', k: 'deliver', node, delivery, ...sent });
      publish(node, { v: 'node', k: kind, clock, body: JSON.stringify({ kind, clock, ...body }) });
    },
    lists: (node) => void publish(node, { v: 'node', k: LISTED, body: JSON.stringify({ kind: LISTED }) }),
    tells: (node, kind, clock) =>
      void publish(node, { v: 'node', k: kind, clock, body: JSON.stringify({ kind, clock }) }),
    applies: (node, body) =>
      void publish(node, { v: 'node', k: applied, ...txOf(body), body: JSON.stringify({ kind: applied, ...body }) }),
    misprint(why, line) {
      events.push({ v: 'run', k: 'misprint', why, ...(line !== undefined && { body: JSON.stringify({ line }) }) });
    },
    settled: () => void events.push({ v: 'run', k: 'settled' }),
    text: () => [JSON.stringify(header), ...events.map(lineOf)],
  };
}

/** A body goes into its line as it is. */
function lineOf({ body, ...event }: EventLine): string {
  const line = JSON.stringify(event);
  return body === undefined ? line : `${line.slice(0, -1)},"body":${body as string}}`;
}

function txOf({ tx }: Record<string, unknown>): { tx?: string } {
  return typeof tx === 'string' ? { tx } : {};
}

/**
 * What an output tells is less than what our own nodes tell: balances without the writes they reflect, events without
 * all their fields.
 */
function specOfOutputs(): SystemSpec {
  const spec = readSpec('branch-bank');
  const messages = Object.entries(spec.messages).map(([type, message]) => [
    type,
    { ...message, body: lax(message.body) },
  ]);
  const events = Object.entries(spec.events).map(([kind, event]) => [kind, { ...event, fields: lax(event.fields) }]);
  return {
    ...spec,
    observation: 'balance-only',
    messages: Object.fromEntries(messages),
    events: { ...Object.fromEntries(events), [LISTED]: { says: 'its events are listed', fields: {} } },
  };
}

function lax(schema: object): object {
  return { ...schema, required: [] };
}
