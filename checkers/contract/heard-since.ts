import type { MutualExclusionSpec } from '../../src/history/header.js';
import type { History } from '../../src/history/history.js';
import { createInbox } from './inbox.js';
import type { Section } from './sections.js';

/**
 * Lamport 1978, condition (ii) for entering: the node has received from every other node a message with a timestamp
 * later than its request's. An answer to the request itself serves as well, whatever clock it claims: it says that
 * the request was heard, and what is wrong with the clock is lamport-clock's business.
 */
export interface HeardSince {
  step(row: number): void;
  onRequest(section: Section): void;
  /** Which of the nodes had not been heard (surely / even possibly) since the request. Call at the row of the enter. */
  notHeard(section: Section, others: readonly number[]): { surely: number[]; possibly: number[] };
  /** Row of the last message from a node that had been consumed, or -1. */
  lastFrom(section: Section, other: number): number;
}

/** The messages consumed from one node, of which only those that may still be the latest in time or clock are kept. */
interface Track {
  /** Ordinals of consumption, ascending; their clocks, descending. */
  ordinals: number[];
  clocks: number[];
}

export function createHeardSince(history: History, spec: MutualExclusionSpec): HeardSince {
  const width = history.participants.length;
  const rank = rankOf(history.participants);
  const send = history.kindOf('relay', 'send');
  const requestType = history.typeOf(spec.messages.request);
  const replyType = history.typeOf(spec.messages.reply);
  const participantOf = history.processes.map(({ participant }) => history.participantOf(participant));
  const newTracks = (): Track[] => Array.from({ length: width }, () => ({ ordinals: [], clocks: [] }));
  const states = history.processes.map(({ role }) =>
    role === 'node'
      ? {
          consumed: 0,
          sure: newTracks(),
          perhaps: newTracks(),
          last: new Int32Array(width).fill(-1),
          section: -1,
          exact: true,
        }
      : undefined,
  );
  /** Sections by the row of their REQUEST messages, and how much their node had consumed when it asked. */
  const sectionOf = new Map<number, number>();
  const consumedAt: number[] = [];
  const answeredSurely = new Set<number>();
  const answeredPerhaps = new Set<number>();

  const inbox = createInbox(history, (process, delivery, certain) => {
    const state = states[process];
    if (state === undefined) return;
    const message = history.ref[delivery]!;
    const sender = participantOf[history.process[message]!]!;
    state.consumed++;
    state.last[sender] = message;
    const answered = history.type[message] === replyType ? sectionOf.get(history.ref[message]!) : undefined;
    const clock = history.clock[message]!;
    if (!certain) state.exact = false;
    else {
      if (answered !== undefined) answeredSurely.add(answered * width + sender);
      push(state.sure[sender]!, state.consumed, clock);
    }
    if (answered !== undefined) answeredPerhaps.add(answered * width + sender);
    push(state.perhaps[sender]!, state.consumed, clock);
  });

  function heard(track: Track, since: number, section: Section, other: number): boolean {
    const highest = highestSince(track, since);
    const own = participantOf[section.process]!;
    return highest > section.clock || (highest === section.clock && rank[other]! > rank[own]!);
  }

  return {
    step(row) {
      inbox.step(row);
      if (history.kind[row] !== send || history.type[row] !== requestType) return;
      const state = states[history.process[row]!];
      if (state !== undefined && state.section >= 0) sectionOf.set(row, state.section);
    },
    onRequest(section) {
      const state = states[section.process]!;
      state.section = section.index;
      consumedAt[section.index] = state.consumed;
    },
    notHeard(section, others) {
      const state = states[section.process]!;
      const since = consumedAt[section.index] ?? 0;
      // What was only possible before the request may have been consumed after it.
      const sincePerhaps = state.exact ? since : 0;
      const missing = (tracks: Track[], answered: Set<number>, from: number) =>
        others.filter(
          (other) => !answered.has(section.index * width + other) && !heard(tracks[other]!, from, section, other),
        );
      return {
        surely: missing(state.sure, answeredSurely, since),
        possibly: missing(state.perhaps, answeredPerhaps, sincePerhaps),
      };
    },
    lastFrom: (section, other) => states[section.process]!.last[other]!,
  };
}

/** Keeps the clocks descending: what a later and higher one hides can never be the answer. */
function push({ ordinals, clocks }: Track, ordinal: number, clock: number): void {
  if (Number.isNaN(clock)) return;
  while (clocks.length > 0 && clocks.at(-1)! <= clock) {
    clocks.pop();
    ordinals.pop();
  }
  clocks.push(clock);
  ordinals.push(ordinal);
}

/** The highest clock among messages after an ordinal; minus infinity where there is none. */
function highestSince({ ordinals, clocks }: Track, since: number): number {
  let low = 0;
  let high = ordinals.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ordinals[middle]! > since) high = middle;
    else low = middle + 1;
  }
  return clocks[low] ?? Number.NEGATIVE_INFINITY;
}

/** The place of each name in the order of code units, by which equal timestamps are told apart. */
export function rankOf(names: readonly string[]): number[] {
  const sorted = [...names].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const places = new Map(sorted.map((name, place) => [name, place]));
  return names.map((name) => places.get(name)!);
}
