import type { DeliverySpec } from '../../src/history/header.js';
import type { History } from '../../src/history/history.js';
import { createFieldScanner, skipValue } from '../contract/body-scan.js';
import { consumptionOf } from '../contract/consumption.js';
import type { FindingsBuilder } from '../contract/findings.js';
import { nameOf } from '../contract/lives.js';
import type { Arrivals } from '../contract/message-path.js';

/** Messages as they reached the application, first deliveries only, in the order of the history. */
export interface Deliveries extends Arrivals {
  /** Whether local events tell of them; else they are delivered when they are consumed. */
  readonly byEvents: boolean;
  /** By row: whether it is a send that begins a message of its own; a repetition refers to the first one. */
  readonly isMessage: Uint8Array;
  /** How many messages there are. */
  readonly messages: number;
  /** Further deliveries to the application: rows of the second one, the first one, and the message's send. */
  readonly again: { row: number; before: number; sent: number }[];
}

/** Reads the deliveries that the spec speaks of; undefined where it names an event and not by what messages are known. */
export function deliveriesOf(history: History, spec: DeliverySpec, findings: FindingsBuilder): Deliveries | undefined {
  if (spec.deliver === undefined) return byConsumption(history, spec, findings);
  return spec.id === undefined ? undefined : byEvents(history, spec, spec.deliver, spec.id, findings);
}

/** Messages that are delivered when they are consumed. Of several copies the first one counts. */
function byConsumption(history: History, spec: DeliverySpec, findings: FindingsBuilder): Deliveries {
  const consumption = consumptionOf(history);
  const { messages, isMessage, firstOf } = readMessages(history, spec);
  const isNode = history.processes.map(({ role }) => role === 'node');
  const at = new Int32Array(consumption.count);
  const sent = new Int32Array(consumption.count);
  const isFirst = spec.id === undefined ? firstOfSends(history) : firstOfMessages();
  let count = 0;
  for (let k = 0; k < consumption.count; k++) {
    const delivery = consumption.delivery[k]!;
    const send = history.ref[delivery]!;
    const process = history.process[delivery]!;
    const message = isMessage[send] === 1 ? send : firstOf.get(send);
    if (message === undefined || !isNode[process] || consumption.exact[process] === 0) continue;
    if (!isFirst(process, message)) continue;
    at[count] = consumption.at[k]!;
    sent[count++] = message;
  }
  tellInexact(history, spec, consumption.exact, isMessage, findings);
  return {
    count,
    at: at.subarray(0, count),
    sent: sent.subarray(0, count),
    byEvents: false,
    isMessage,
    messages,
    again: [],
  };
}

/** Where nobody knows in which order a life consumed what was delivered to it. */
function tellInexact(
  history: History,
  { order }: DeliverySpec,
  exact: Uint8Array,
  isMessage: Uint8Array,
  findings: FindingsBuilder,
): void {
  const deliver = history.kindOf('relay', 'deliver');
  const got = new Int32Array(history.processes.length);
  for (let row = 0; row < history.length; row++) {
    if (history.kind[row] === deliver && isMessage[history.ref[row]!] === 1) got[history.process[row]!]!++;
  }
  for (const [process, { role }] of history.processes.entries()) {
    if (role !== 'node' || exact[process] === 1 || got[process]! < 2) continue;
    const why = `${nameOf(history, process)} does not tell in which order it takes what is delivered to it`;
    for (const rule of order === 'causal' ? ['fifo', 'causal'] : [order]) findings.unjudged(rule, 'ambiguous', why);
  }
}

/** Messages that a local event hands to the application. */
function byEvents(
  history: History,
  spec: DeliverySpec,
  deliver: string,
  id: readonly string[],
  findings: FindingsBuilder,
): Deliveries {
  const { messages, isMessage, byId } = readMessages(history, spec);
  const identify = createIdentity(history, id);
  const kind = history.kindOf('node', deliver);
  const at: number[] = [];
  const sent: number[] = [];
  const again: Deliveries['again'] = [];
  const seen = createPairs();
  let unknown = 0;
  for (let row = 0; kind >= 0 && row < history.length; row++) {
    if (history.kind[row] !== kind) continue;
    const message = byId.get(identify(row)) ?? -1;
    const process = history.process[row]!;
    if (message < 0 || message > row) {
      // A node that takes in what it is about to send has been delivered nothing.
      if (message < 0 || history.process[message] !== process) unknown++;
      continue;
    }
    const before = seen.get(process, message);
    if (before !== undefined) again.push({ row, before, sent: message });
    else {
      seen.add(process, message, row);
      at.push(row);
      sent.push(message);
    }
  }
  if (unknown > 0) findings.warn(`${unknown} deliveries are of messages that nobody had sent`);
  return {
    count: at.length,
    at: Int32Array.from(at),
    sent: Int32Array.from(sent),
    byEvents: true,
    isMessage,
    messages,
    again,
  };
}

/** All sends by nodes of the types that the spec names. With an id the first of equal ones is the message. */
function readMessages(history: History, { messages: types, id }: DeliverySpec) {
  const send = history.kindOf('relay', 'send');
  const counts = Uint8Array.from(history.types, (type) => Number(types.includes(type)));
  const isNode = history.processes.map(({ role }) => role === 'node');
  const isMessage = new Uint8Array(history.length);
  const byId = new Map<string, number>();
  const firstOf = new Map<number, number>();
  const identify = id === undefined ? undefined : createIdentity(history, id);
  let messages = 0;
  for (let row = 0; row < history.length; row++) {
    if (history.kind[row] !== send || counts[history.type[row]!] !== 1 || !isNode[history.process[row]!]) continue;
    const key = identify?.(row);
    const first = key === undefined ? undefined : byId.get(key);
    if (first !== undefined) {
      firstOf.set(row, first);
      continue;
    }
    if (key !== undefined) byId.set(key, row);
    isMessage[row] = 1;
    messages++;
  }
  return { messages, isMessage, firstOf, byId };
}

/** The text of the fields that name a message. */
function createIdentity(history: History, id: readonly string[]): (row: number) => string {
  const fields = createFieldScanner(history, id);
  return (row) => {
    if (!fields.scan(row)) return '';
    const bytes = fields.bytes();
    const values = Array.from(fields.places, (p) =>
      p < 0 ? '' : Buffer.from(bytes.buffer, bytes.byteOffset + p, skipValue(bytes, p) - p).toString(),
    );
    return values.join(' ');
  };
}

/** Whether a send is delivered for the first time. It goes to one participant: its lives are all that it may come to. */
function firstOfSends(history: History): (process: number, send: number) => boolean {
  const latest = new Int32Array(history.length).fill(-1);
  return (process, send) => {
    if (latest[send] === process) return false;
    latest[send] = process;
    return true;
  };
}

function firstOfMessages(): (process: number, message: number) => boolean {
  const pairs = createPairs();
  return (process, message) => pairs.add(process, message);
}

/** Pairs of a process and a message, each with a row: as many as there are deliveries, which may be many millions. */
function createPairs() {
  const byProcess = new Map<number, Map<number, number>>();
  return {
    get: (process: number, message: number) => byProcess.get(process)?.get(message),
    /** False where the pair was there before. */
    add(process: number, message: number, row = 0): boolean {
      let known = byProcess.get(process);
      if (known === undefined) byProcess.set(process, (known = new Map()));
      if (known.has(message)) return false;
      known.set(message, row);
      return true;
    },
  };
}
