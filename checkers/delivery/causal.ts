import type { DeliverySpec } from '../../src/history/header.js';
import type { History } from '../../src/history/history.js';
import type { FindingsBuilder } from '../contract/findings.js';
import { createVectorStore } from '../contract/vector-store.js';
import type { Deliveries } from './deliveries.js';
import { tellTooLate } from './tell.js';

/**
 * For each process p the join M of what the senders of its deliveries knew. A delivery of the message that process k sent
 * as its s-th comes too late if M[k] is s or more: something was delivered before that was sent because of it. Exact
 * for messages to one and to many; O(processes) a delivery. What a process knows is what its application was given,
 * which is what the protocol itself can know. For `fifo` only M[k] as far as k itself told it. Answers how many
 * deliveries had one before them to be compared with.
 */
export function judgeCausal(
  history: History,
  deliveries: Deliveries,
  order: DeliverySpec['order'],
  findings: FindingsBuilder,
): number {
  const width = history.processes.length;
  const isCausal = order === 'causal';
  const { process } = history;
  const uses = isCausal ? countUses(history, deliveries) : undefined;
  const store = createVectorStore(isCausal ? width : 1, (length) => new Int32Array(length));
  /** By row of a send: its number among its process's messages, from 1; and the place of what it knew. */
  const number = new Int32Array(history.length);
  const places = uses ?? new Int32Array(0);
  const sends = new Int32Array(width);
  /** By process and process: M, and the delivery that raised it. */
  const joined = new Int32Array(width * width);
  const raisedBy = new Int32Array(width * width).fill(-1);
  const hasDelivered = new Uint8Array(width);
  let compared = 0;
  let next = 0;

  function onSend(row: number): void {
    const p = process[row]!;
    number[row] = ++sends[p]!;
    if (uses === undefined || uses[row] === 0) return;
    // Of its own messages it knows all, whoever has heard of them.
    const cell = p * width + p;
    const own = joined[cell]!;
    joined[cell] = sends[p]!;
    places[row] = store.put(joined, p * width, uses[row]!);
    joined[cell] = own;
  }

  function onDelivery(k: number): void {
    const sent = deliveries.sent[k]!;
    const p = process[deliveries.at[k]!]!;
    const cell = p * width + process[sent]!;
    if (isCausal ? hasDelivered[p] === 1 : joined[cell]! > 0) compared++;
    hasDelivered[p] = 1;
    const isLate = joined[cell]! >= number[sent]!;
    if (isLate) tellTooLate(history, deliveries, k, raisedBy[cell]!, findings);
    if (isCausal) join(k, p, places[sent]!);
    else if (!isLate) {
      joined[cell] = number[sent]!;
      raisedBy[cell] = k;
    }
  }

  function join(k: number, p: number, place: number): void {
    const { data } = store;
    const [from, to] = [place * width, p * width];
    for (let q = 0; q < width; q++) {
      if (data[from + q]! <= joined[to + q]!) continue;
      joined[to + q] = data[from + q]!;
      raisedBy[to + q] = k;
    }
    store.release(place);
  }

  for (let row = 0; row < history.length; row++) {
    for (; next < deliveries.count && deliveries.at[next] === row; next++) onDelivery(next);
    if (deliveries.isMessage[row] === 1) onSend(row);
  }
  return compared;
}

/** By row of a send: how often it is delivered. */
function countUses(history: History, { count, sent }: Deliveries): Int32Array {
  const uses = new Int32Array(history.length);
  for (let k = 0; k < count; k++) uses[sent[k]!]!++;
  return uses;
}
