import { type Consumption, readConsumption } from './consumption.js';
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
 * ordered as they are numbered, and a send happens before the event by which its receiver had consumed it: see
 * readConsumption, whose answer for this bound `consumption` is. Lives of one participant: under `may` a life knows what
 * the lives before it knew, and all that was delivered to them, for it may have been on their disk; under `must` it
 * knows none of that.
 *
 * `must` promises: whatever it orders is ordered, whatever the node did inside. `may` promises: whatever it does not
 * order is not ordered.
 */
export function createHappensBefore(
  history: History,
  bound: 'must' | 'may',
  consumption: Consumption = readConsumption(history, bound),
): HappensBefore {
  const { process, position, ref, processes } = history;
  const { at, delivery, count } = consumption;
  const width = processes.length;
  const earlier = bound === 'may' ? earlierLives(history) : processes.map(() => -1);
  const inherited = inheritedSends(history, consumption, earlier);
  const pool = createVectorPool(width);
  /** By row of a send: before it, how often its vector will be asked for; from then on its place in the pool, or -1. */
  const places = new Int32Array(history.length);
  for (let i = 0; i < count; i++) if (ref[delivery[i]!]! >= 0) places[ref[delivery[i]!]!]!++;
  for (const send of inherited.flat()) places[send]!++;
  const vectors: (Int32Array | undefined)[] = processes.map(() => undefined);
  let consumed = 0;
  let next = 0;

  function own(row: number): void {
    const p = process[row]!;
    const vector = (vectors[p] ??= firstVector(p));
    for (; consumed < count && at[consumed] === row; consumed++) use(ref[delivery[consumed]!]!, vector);
    vector[p] = position[row]! + 1;
    places[row] = places[row]! > 0 ? pool.put(vector, places[row]!) : -1;
  }

  function firstVector(p: number): Int32Array {
    const vector = new Int32Array(width);
    for (const send of inherited[p]!) use(send, vector);
    let q = earlier[p]!;
    while (q >= 0 && vectors[q] === undefined) q = earlier[q]!;
    // What came before that life, its own first event knew.
    if (q >= 0) raise(vector, vectors[q]!, 0);
    return vector;
  }

  function use(send: number, vector: Int32Array): void {
    if (send < 0) return;
    const place = places[send]!;
    pool.merge(place, vector);
    if (pool.release(place)) places[send] = -1;
  }

  return {
    step(row) {
      for (; next <= row; next++) if (position[next]! >= 0) own(next);
    },
    vector: (p) => vectors[p] ?? new Int32Array(width),
    knows: (p, other, position) => vectors[p] !== undefined && vectors[p]![other]! > position,
  };
}

/** By process: the sends whose deliveries the lives before it had got, and not consumed, at its first own event. */
function inheritedSends(
  history: History,
  { at, delivery, count }: Consumption,
  earlier: readonly number[],
): number[][] {
  const { length, kind, process, position, ref, processes } = history;
  const inherited: number[][] = processes.map(() => []);
  if (earlier.every((q) => q < 0)) return inherited;
  const begins = new Int32Array(processes.length).fill(-1);
  for (let row = length - 1; row >= 0; row--) if (position[row]! >= 0) begins[process[row]!] = row;
  const consumedAt = new Int32Array(length).fill(length);
  for (let i = 0; i < count; i++) consumedAt[delivery[i]!] = at[i]!;
  const deliver = history.kindOf('relay', 'deliver');
  const later = processes.map((_, q) => processes.flatMap((_, p) => (isLater(p, q) ? [p] : [])));
  for (let row = 0; row < length; row++) {
    if (kind[row] !== deliver || ref[row]! < 0) continue;
    for (const p of later[process[row]!]!) {
      if (row < begins[p]! && begins[p]! < consumedAt[row]!) inherited[p]!.push(ref[row]!);
    }
  }
  return inherited;

  function isLater(p: number, q: number): boolean {
    let life = earlier[p]!;
    while (life >= 0 && life !== q) life = earlier[life]!;
    return life === q;
  }
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
