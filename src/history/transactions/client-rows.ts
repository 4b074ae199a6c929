import type { History } from '../history.js';
import { OUTCOME } from '../transactions.js';

/** What a row means for a client's operation: its OUTCOME where it ends one, INVOKE where it begins one, else -1. */
export const INVOKE = 3;

/** By kind of event: see INVOKE. */
export function meaningOfKinds(history: History): Int8Array {
  return Int8Array.from(history.kinds, ({ v, k }) => {
    if (v !== 'client') return -1;
    return k === 'invoke' ? INVOKE : ((OUTCOME as Record<string, number>)[k] ?? -1);
  });
}

/** Numbers the processes of clients as sessions, in the order in which they are asked for. */
export function createSessions(history: History): (process: number) => number {
  const numbers = new Int32Array(history.processes.length).fill(-1);
  let count = 0;
  return (process) => {
    if (numbers[process]! < 0) numbers[process] = count++;
    return numbers[process]!;
  };
}

/** Rows of invokes that no completion refers to, in order. */
export function openInvokes(history: History, meaning: Int8Array): number[] {
  const ended = new Uint8Array(history.length);
  for (let row = 0; row < history.length; row++) {
    const what = meaning[history.kind[row]!]!;
    if (what >= 0 && what !== INVOKE && history.ref[row]! >= 0) ended[history.ref[row]!] = 1;
  }
  const open: number[] = [];
  for (let row = 0; row < history.length; row++) {
    if (meaning[history.kind[row]!] === INVOKE && ended[row] === 0) open.push(row);
  }
  return open;
}
