import type { Timer } from '../../node/program.js';

/** What is to happen in virtual time, in the order of (time, scheduling number): a binary heap. */
export interface Agenda {
  now(): number;
  schedule(time: number, action: () => void): Timer;
  /** Does the next thing; false when there is none. */
  step(): boolean;
}

export function createAgenda(): Agenda {
  const heap: Entry[] = [];
  let clock = 0;
  let scheduled = 0;

  function push(entry: Entry): void {
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  function pop(): Entry | undefined {
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return top;
  }

  return {
    now: () => clock,
    schedule(time, action) {
      const entry: Entry = { time: Math.max(time, clock), number: scheduled++, action };
      push(entry);
      return {
        cancel() {
          entry.action = undefined;
        },
      };
    },
    step() {
      for (let entry = pop(); entry !== undefined; entry = pop()) {
        if (entry.action === undefined) continue;
        clock = entry.time;
        entry.action();
        return true;
      }
      return false;
    },
  };
}

interface Entry {
  time: number;
  number: number;
  /** Undefined once cancelled. */
  action: (() => void) | undefined;
}

function before(a: Entry, b: Entry): boolean {
  return a.time < b.time || (a.time === b.time && a.number < b.number);
}
