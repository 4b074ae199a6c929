import type { History } from '../../src/history/history.js';
import type { Due } from './due.js';
import { eachWrite, writesOf } from './due-of-writes.js';
import type { SessionLog } from './log.js';
import { holds } from './told-set.js';

/** An operation whose state holds a write, made by the operation `holder`, but not one that should be there with it. */
export interface TornPart {
  operation: number;
  holder: number;
  stream: number;
  seq: number;
}

/** What is due of one stream with the writes of another (or the same), by the number of the write, ascending. */
interface DueOfPair {
  entries: { seq: number; holder: number; upTo: number; highest: number; single: readonly number[] }[];
  /** By place: the place up to which the highest is due. */
  highestAt: number[];
}

/**
 * Judges the states of operations that tell of some streams only: where one tells of two, what is due of the one with
 * the writes of the other is known; and of one stream, where it has gaps. O(writes x streams that are told together).
 */
export function judgePartStates(
  history: History,
  log: SessionLog,
  due: Due,
  onTorn: (torn: TornPart) => void,
): { states: number } {
  const neighbours = toldTogether(log);
  const pairs = duePairs(history, log, due, neighbours);
  let states = 0;
  for (let i = 0; i < log.length; i++) {
    const state = stateAfter(log, i);
    const beyond = log.beyond.get(i);
    if (state.length > 2 || beyond !== undefined) states++;
    for (let a = 0; a < state.length; a += 2) {
      const [stream, upTo] = [state[a]!, state[a + 1]!];
      for (let b = 0; b < state.length; b += 2) {
        if (state[b] === stream) continue;
        const pair = pairs.get(state[b]! * log.streams.length + stream);
        const place = pair === undefined ? -1 : lastAtMost(pair, state[b + 1]!);
        if (place < 0) continue;
        const { holder, highest } = pair!.entries[pair!.highestAt[place]!]!;
        if (highest > upTo && holder !== i) onTorn({ operation: i, holder, stream, seq: highest });
      }
      judgeGaps(i, stream, upTo, beyond);
    }
  }
  return { states };

  /** Of one stream: a write beyond a gap is there, one that is due with it is not. */
  function judgeGaps(i: number, stream: number, upTo: number, beyond: readonly number[] | undefined): void {
    const pair = beyond === undefined ? undefined : pairs.get(stream * log.streams.length + stream);
    for (let k = 0; pair !== undefined && k < beyond!.length; k += 2) {
      if (beyond![k] !== stream) continue;
      const entry = pair.entries[lastAtMost(pair, beyond![k + 1]!)];
      if (entry === undefined || entry.seq !== beyond![k + 1] || entry.holder === i) continue;
      const isDue = (seq: number) => seq <= entry.upTo || seq === entry.highest || holds(entry.single, stream, seq);
      for (let seq = upTo + 1; seq <= entry.highest; seq++) {
        if (!isDue(seq) || holds(beyond, stream, seq)) continue;
        onTorn({ operation: i, holder: entry.holder, stream, seq });
        break;
      }
    }
  }
}

/** The state that an operation leaves: stream and number by turns. */
function stateAfter(log: SessionLog, operation: number): number[] {
  const state: number[] = [];
  for (let e = log.stateStart[operation]!; e < log.stateStart[operation + 1]!; e++) {
    state.push(log.stateStream[e]!, log.stateUpTo[e]!);
  }
  for (let w = log.writeStart[operation]!; w < log.writeStart[operation + 1]!; w++) {
    for (let k = 0; k < state.length; k += 2) {
      if (state[k] === log.writeStream[w] && state[k + 1] === log.writeSeq[w]! - 1) state[k + 1] = log.writeSeq[w]!;
    }
  }
  return state;
}

/** By stream: the streams that some state tells of together with it; itself, where some state of it has a gap. */
function toldTogether(log: SessionLog): Map<number, Set<number>> {
  const together = new Map<number, Set<number>>();
  const note = (a: number, b: number) => {
    const known = together.get(a);
    if (known === undefined) together.set(a, new Set([b]));
    else known.add(b);
  };
  for (let i = 0; i < log.length; i++) {
    const [from, to] = [log.stateStart[i]!, log.stateStart[i + 1]!];
    for (let a = from; a < to; a++) {
      for (let b = from; b < to; b++) {
        if (log.stateStream[a] !== log.stateStream[b]) note(log.stateStream[a]!, log.stateStream[b]!);
      }
    }
    for (const stream of log.beyond.get(i)?.filter((_, k) => k % 2 === 0) ?? []) note(stream, stream);
  }
  return together;
}

function duePairs(
  history: History,
  log: SessionLog,
  due: Due,
  neighbours: Map<number, Set<number>>,
): Map<number, DueOfPair> {
  const pairs = new Map<number, DueOfPair>();
  if (neighbours.size === 0) return pairs;
  eachWrite(history, log, due, (holder, before) => {
    const writes = writesOf(log, holder);
    for (let w = 0; w < writes.length; w += 2) {
      for (const other of neighbours.get(writes[w]!) ?? []) {
        const highest = before.highest(other);
        if (highest === 0) continue;
        const key = writes[w]! * log.streams.length + other;
        let pair = pairs.get(key);
        if (pair === undefined) pairs.set(key, (pair = { entries: [], highestAt: [] }));
        pair.entries.push({ seq: writes[w + 1]!, holder, upTo: before.upTo(other), highest, single: before.single });
      }
    }
  });
  for (const { entries, highestAt } of pairs.values()) {
    entries.sort((a, b) => a.seq - b.seq);
    for (const [place, { highest }] of entries.entries()) {
      const before = highestAt[place - 1];
      highestAt.push(before !== undefined && entries[before]!.highest >= highest ? before : place);
    }
  }
  return pairs;
}

/** The place of the last entry whose number is not above `seq`, or -1. */
function lastAtMost({ entries }: DueOfPair, seq: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.seq <= seq) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
