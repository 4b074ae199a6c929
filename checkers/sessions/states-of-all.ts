import type { History } from '../../src/history/history.js';
import type { Due } from './due.js';
import { eachWrite } from './due-of-writes.js';
import type { SessionLog } from './log.js';
import { holds } from './told-set.js';
import type { WriteIndex } from './write-index.js';

/** A state that tells of all streams. */
export interface State {
  upTo: ArrayLike<number>;
  beyond: readonly number[] | undefined;
  /** The operation whose state it is, or -1. */
  operation: number;
  row: number;
  node: string;
}

/** A state that holds a write, made by the operation `holder`, but not one that should be there with it. */
export interface Torn {
  state: State;
  holder: number;
  stream: number;
  seq: number;
}

/** So many writes are looked at for what one state lacks, and so many for all; what lags further is not searched to the end. */
const FARTHEST = 4096;
const BUDGET = 5_000_000;

/** By write, numbered by its place in the index: what is due with it. */
interface DueTable {
  /** Place of the first write of each stream. */
  first: number[];
  /** By place and stream: all writes up to this number are due with it. */
  whole: Int32Array;
  /** By place and stream: no write above this number is due with it, nor with any write before it in its stream. */
  bound: Int32Array;
  /** By place: single writes that are due with it. */
  single: Map<number, readonly number[]>;
}

/**
 * Judges states one by one: any state that contains a write contains what is due with it. What is due with a whole
 * beginning of a stream is known in advance, so that a state in order costs O(streams^2).
 */
export function judgeStates(
  history: History,
  log: SessionLog,
  index: WriteIndex,
  due: Due,
  onTorn: (torn: Torn) => void,
): { judge(state: State): void; unsearched(): number } {
  const width = log.streams.length;
  const table = createTable(history, log, index, due, width);
  let unsearched = 0;
  let budget = BUDGET;

  function judge(state: State): void {
    for (let k = 0; k < width; k++) {
      const place = index.lastAtMost(k, state.upTo[k]!);
      if (place < 0) continue;
      const at = (table.first[k]! + place) * width;
      for (let j = 0; j < width; j++) if (table.bound[at + j]! > state.upTo[j]!) search(state, k, place, j);
    }
    const { beyond } = state;
    for (let b = 0; beyond !== undefined && b < beyond.length; b += 2) {
      const place = index.lastAtMost(beyond[b]!, beyond[b + 1]!);
      if (place < 0 || index.seqs[beyond[b]!]![place] !== beyond[b + 1]) continue;
      for (let j = 0; j < width; j++) judgeWrite(state, beyond[b]!, place, j);
    }
  }

  /** Looks for writes up to `place` of stream `k` with which a write of stream `j` is due that is not there. */
  function search(state: State, k: number, place: number, j: number): void {
    const end = Math.max(0, place - Math.min(FARTHEST, budget));
    let p = place;
    for (; p >= end && table.bound[(table.first[k]! + p) * width + j]! > state.upTo[j]!; p--)
      judgeWrite(state, k, p, j);
    budget -= place - p;
    if (p >= 0 && p < end) unsearched++;
  }

  function judgeWrite(state: State, k: number, place: number, j: number): void {
    const holder = index.operations[k]![place]!;
    if (holder === state.operation) return;
    const at = table.first[k]! + place;
    const end = table.whole[at * width + j]!;
    for (let seq = state.upTo[j]! + 1; seq <= end; seq++) {
      if (!holds(state.beyond, j, seq)) return onTorn({ state, holder, stream: j, seq });
    }
    const single = table.single.get(at);
    for (let s = 0; single !== undefined && s < single.length; s += 2) {
      const seq = single[s + 1]!;
      if (single[s] !== j || seq <= state.upTo[j]! || holds(state.beyond, j, seq)) continue;
      return onTorn({ state, holder, stream: j, seq });
    }
  }

  return { judge, unsearched: () => unsearched };
}

function createTable(history: History, log: SessionLog, index: WriteIndex, due: Due, width: number): DueTable {
  const first: number[] = [];
  let places = 0;
  for (const seqs of index.seqs) {
    first.push(places);
    places += seqs.length;
  }
  const whole = new Int32Array(places * width);
  const bound = new Int32Array(places * width);
  const single = new Map<number, readonly number[]>();
  eachWrite(history, log, due, (operation, before) => {
    for (let w = log.writeStart[operation]!; w < log.writeStart[operation + 1]!; w++) {
      const place = first[log.writeStream[w]!]! + index.lastAtMost(log.writeStream[w]!, log.writeSeq[w]!);
      for (let j = 0; j < width; j++) bound[place * width + j] = whole[place * width + j] = before.upTo(j);
      if (before.single.length === 0) continue;
      single.set(place, before.single);
      for (let s = 0; s < before.single.length; s += 2) {
        const cell = place * width + before.single[s]!;
        bound[cell] = Math.max(bound[cell]!, before.single[s + 1]!);
      }
    }
  });
  for (const [stream, seqs] of index.seqs.entries()) {
    for (let p = first[stream]! + 1; p < first[stream]! + seqs.length; p++) {
      for (let j = 0; j < width; j++) {
        const cell = p * width + j;
        bound[cell] = Math.max(bound[cell]!, bound[cell - width]!);
      }
    }
  }
  return { first, whole, bound, single };
}
