import type { Vantage } from '../history/event.js';
import type { History } from '../history/history.js';

/** What happened in a run, in numbers. */
export interface Tally {
  events: number;
  /** Nanoseconds from the first event to the last. */
  lasted: number;
  operations: number;
  /** How the operations came out, in the words of the system ("applied", "refused", "read"), with `failed` (provably
   * no effect), `unclear` (timed out) and `unanswered` (the history stops before an answer). */
  outcomes: Record<string, number>;
  messages: number;
  delivered: number;
  held: number;
  lost: number;
  garbled: number;
  /** Local events that nodes reported. */
  reported: number;
  faults: number;
  crashes: number;
  /** Undefined: the history does not say. */
  settled?: boolean;
}

export function tallyOf(history: History): Tally {
  const counts = new Array<number>(history.kinds.length).fill(0);
  for (let row = 0; row < history.length; row++) counts[history.kind[row]!]!++;
  const count = (v: Vantage, k: string): number => counts[history.kindOf(v, k)] ?? 0;
  const settled = count('run', 'settled') > 0 ? true : count('run', 'unsettled') > 0 ? false : undefined;

  return {
    events: history.length,
    lasted: history.length === 0 ? 0 : history.time[history.length - 1]! - history.time[0]!,
    ...operationsOf(history),
    messages: count('relay', 'send'),
    delivered: count('relay', 'deliver'),
    held: count('relay', 'hold'),
    lost: count('relay', 'drop'),
    garbled: count('relay', 'garbled'),
    reported: history.kinds.reduce((sum, kind, index) => sum + (kind.v === 'node' ? counts[index]! : 0), 0),
    faults: count('fault', 'begin') + count('fault', 'strike'),
    crashes: count('run', 'crash'),
    ...(settled !== undefined && { settled }),
  };
}

/** The clients' operations and how they came out; what the harness itself asked at the end is not counted. */
function operationsOf(history: History): Pick<Tally, 'operations' | 'outcomes'> {
  const clients = new Set(history.header.clients);
  const isClient = history.processes.map(({ participant }) => clients.has(participant));
  const outcomes = new Map<string, number>();
  const add = (word: string, n: number): void => void outcomes.set(word, (outcomes.get(word) ?? 0) + n);
  let operations = 0;
  let ended = 0;
  for (let row = 0; row < history.length; row++) {
    const { v, k } = history.kinds[history.kind[row]!]!;
    if (v !== 'client' || isClient[history.process[row]!] !== true) continue;
    if (k === 'invoke') operations++;
    else {
      ended++;
      add(k === 'ok' ? resultOf(history, row) : k === 'fail' ? 'failed' : 'unclear', 1);
    }
  }
  if (operations > ended) add('unanswered', operations - ended);
  return { operations, outcomes: Object.fromEntries([...outcomes].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** `applied`, `refused`, `read`: the system's own word. */
function resultOf(history: History, row: number): string {
  const bytes = history.bodyBytes(row);
  const body = Buffer.from(bytes.buffer, bytes.byteOffset + history.bodyStart(row), history.bodyLength(row));
  // A million logged transactions have no such word, and are not parsed for it.
  if (!body.includes('"result"')) return 'answered';
  const { result } = history.body(row);
  return typeof result === 'string' && result.length <= 20 ? result : 'answered';
}
