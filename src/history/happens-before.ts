import type { History } from './history.js';
import { createVectorPool, raise } from './vector-pool.js';

/**
 * Happens-before (Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System", 1978), recomputed by
 * vector clocks (Fidge 1988, Mattern 1989) in one forward pass: O(rows x processes) time.
 */
export interface HappensBefore {
  /** Goes on to `row`, included. Rows come in ascending order. */
  step(row: number): void;
  /**
   * What the latest own event of `process` knows: for each process the number of its own events (position + 1) that
   * happened before that event or are it; all 0 where there was none yet. A view: `step` changes it.
   */
  vector(process: number): Int32Array;
  /** Whether the own event at `position` of `other` is the latest own event of `process`, or happened before it. */
  knows(process: number, other: number, position: number): boolean;
}

/**
 * Happens-before of a history under one of its two bounds. The own events of a process (those with a position) are
 * ordered as they are numbered, and a send happens before the event at which its receiver consumed it. When is a
 * delivery consumed?
 *
 * - By a client, or the harness: at its next own event. They are ours, so this is exact.
 * - A publication with `seen`: all deliveries up to that number were consumed before it. Exact.
 * - A life that reports `recv`: each delivery at its recv, or as its `seen` say. Exact.
 * - Otherwise nobody knows. `may`: everything delivered before the publication was recorded. `must`: only the message
 *   that the publication answers (`ref` of the send).
 *
 * Of several copies the first one consumed counts. Lives of one participant: under `may` a life knows what the lives
 * before it knew, and all that was delivered to them, for it may have been on their disk; under `must` it knows none
 * of that.
 *
 * `must` promises: whatever it orders is ordered, whatever the node did inside. `may` promises: whatever it does not
 * order is not ordered. Both take a node's own evidence at its word, as far as deliveries bear it out: a `seen` beyond
 * the last delivery means the last delivery.
 *
 * `through: 'nodes'` leaves out what came by clients and the harness: the order that the nodes' own messages make,
 * which is all that their clocks can know.
 */
export function createHappensBefore(
  history: History,
  bound: 'must' | 'may',
  through: 'all' | 'nodes' = 'all',
): HappensBefore {
  const { process: processOf, position, ref, seen, seq, kind, processes } = history;
  const width = processes.length;
  const deliver = history.kindOf('relay', 'deliver');
  const send = history.kindOf('relay', 'send');
  const recv = history.kindOf('node', 'recv');
  const isClient = processes.map(({ role }) => role === 'client');
  const earlier = earlierLives(history);
  const reportsRecv = processes.map(() => false);
  const lastUse = lastUseOfDeliveries();
  const pool = createVectorPool(width);
  /** By row of a send: before it, how often its vector will be asked for; from then on its place in the pool, or -1. */
  const places = countUses();
  const vectors: (Int32Array | undefined)[] = processes.map(() => undefined);
  const inboxes = processes.map(createInbox);
  let next = 0;

  /** For each process the row before which deliveries to it can still be consumed; -1: there is none. */
  function lastUseOfDeliveries(): Int32Array {
    const last = new Int32Array(width).fill(-1);
    const tells = [...isClient];
    for (let row = 0; row < history.length; row++) {
      if (position[row]! < 0) continue;
      const p = processOf[row]!;
      last[p] = row;
      if (kind[row] === recv) reportsRecv[p] = true;
      if (kind[row] === recv || seen[row]! >= 0) tells[p] = true;
    }
    if (bound === 'must') return last.map((row, p) => (tells[p] ? row : -1));
    for (let p = 0; p < width; p++) {
      for (let q = earlier[p]!; q >= 0; q = earlier[q]!) last[q] = Math.max(last[q]!, last[p]!);
    }
    return last;
  }

  function countUses(): Int32Array {
    const uses = new Int32Array(history.length);
    for (let row = 0; row < history.length; row++) {
      if (kind[row] === deliver ? carriesOrder(row) : provesAnswered(row)) uses[ref[row]!]!++;
    }
    return uses;
  }

  /** Whether the delivery in `row` can order anything. */
  function carriesOrder(row: number): boolean {
    const receiver = processOf[row]!;
    return row < lastUse[receiver]! && isVisible(ref[row]!, receiver);
  }

  /** Whether the send in `row` proves, by its answer alone, that its sender has consumed what it answers. */
  function provesAnswered(row: number): boolean {
    if (bound === 'may' || kind[row] !== send || ref[row]! < 0 || seen[row]! >= 0) return false;
    const p = processOf[row]!;
    return !isClient[p] && !reportsRecv[p] && isVisible(ref[row]!, p);
  }

  function isVisible(sendRow: number, receiver: number): boolean {
    return through === 'all' || !(isClient[receiver] || isClient[processOf[sendRow]!]);
  }

  function arrive(row: number): void {
    inboxes[processOf[row]!]!.sends.push(carriesOrder(row) ? ref[row]! : -1);
  }

  function own(row: number): void {
    const p = processOf[row]!;
    const inbox = inboxes[p]!;
    const vector = (vectors[p] ??= firstVector(p));
    if (isClient[p]) {
      consume(inbox, lastOf(inbox), vector);
    } else {
      if (kind[row] === recv && ref[row]! >= 0) consumeOne(inbox, seq[ref[row]!]!, vector);
      if (seen[row]! >= 0) consume(inbox, Math.min(seen[row]!, lastOf(inbox)), vector);
      else if (bound === 'may' && !reportsRecv[p]) consume(inbox, lastOf(inbox), vector);
      else if (provesAnswered(row)) use(ref[row]!, vector);
    }
    vector[p] = position[row]! + 1;
    places[row] = places[row]! > 0 ? pool.put(vector, places[row]!) : -1;
  }

  function firstVector(p: number): Int32Array {
    const vector = new Int32Array(width);
    if (bound === 'must') return vector;
    for (let q = earlier[p]!; q >= 0; q = earlier[q]!) {
      for (const sendRow of inboxes[q]!.sends) if (sendRow >= 0) pool.merge(places[sendRow]!, vector);
      if (vectors[q] === undefined) continue;
      // What came before that life, its own first event knew.
      raise(vector, vectors[q]!, 0);
      break;
    }
    return vector;
  }

  /** Consumes all deliveries up to number `last`. */
  function consume(inbox: Inbox, last: number, vector: Int32Array): void {
    while (inbox.done < last) consumeOne(inbox, ++inbox.done, vector);
    const dead = inbox.done - inbox.forgotten;
    if (dead < 64 || dead * 2 < inbox.sends.length) return;
    inbox.sends.splice(0, dead);
    inbox.forgotten = inbox.done;
  }

  function consumeOne(inbox: Inbox, delivery: number, vector: Int32Array): void {
    const at = delivery - 1 - inbox.forgotten;
    const sendRow = at < 0 ? -1 : inbox.sends[at]!;
    if (sendRow < 0) return;
    inbox.sends[at] = -1;
    use(sendRow, vector);
  }

  function use(sendRow: number, vector: Int32Array): void {
    const place = places[sendRow]!;
    pool.merge(place, vector);
    if (pool.release(place)) places[sendRow] = -1;
  }

  return {
    step(row) {
      for (; next <= row; next++) {
        if (position[next]! >= 0) own(next);
        else if (kind[next] === deliver) arrive(next);
      }
    },
    vector: (p) => vectors[p] ?? new Int32Array(width),
    knows: (p, other, at) => vectors[p] !== undefined && vectors[p]![other]! > at,
  };
}

/** What was delivered to a process and is not consumed yet. */
interface Inbox {
  /** Rows of the sends by number of delivery, after the `forgotten` first ones; -1: consumed, or of no account. */
  sends: number[];
  forgotten: number;
  /** All deliveries up to this number are consumed. */
  done: number;
}

function createInbox(): Inbox {
  return { sends: [], forgotten: 0, done: 0 };
}

/** Number of the last delivery. */
function lastOf(inbox: Inbox): number {
  return inbox.forgotten + inbox.sends.length;
}

/** For each process the one of the same participant's life before it, or -1. */
function earlierLives({ processes }: History): number[] {
  const byParticipant = new Map<string, number[]>();
  for (const [p, { participant }] of processes.entries()) {
    byParticipant.set(participant, [...(byParticipant.get(participant) ?? []), p]);
  }
  const earlier = processes.map(() => -1);
  for (const lives of byParticipant.values()) {
    lives.sort((a, b) => processes[a]!.life - processes[b]!.life);
    for (let k = 1; k < lives.length; k++) earlier[lives[k]!] = lives[k - 1]!;
  }
  return earlier;
}
