import type { History } from '../../src/history/history.js';
import { runCourse } from './lives.js';

/**
 * Row of the first event at which a node's life ended before the run was done, or -1. From there on, what a node does or
 * leaves undone may follow from what another one has forgotten. -1 as well where the system promises to withstand that.
 */
export function firstLifeEnd(history: History): number {
  if (history.header.spec.tolerates.crashes) return -1;
  const { ended, done } = runCourse(history);
  let first = -1;
  for (const [p, { role, life }] of history.processes.entries()) {
    if (role !== 'node') continue;
    const row = ended[p]! >= 0 && (done < 0 || ended[p]! < done) ? ended[p]! : life > 1 ? firstEventOf(history, p) : -1;
    if (row >= 0 && (first < 0 || row < first)) first = row;
  }
  return first;
}

/** The reason to give for what comes after it. */
export function whyLifeEnd(history: History, row: number): string {
  const { participant } = history.processes[history.process[row]!]!;
  return `a life of ${participant} ended or began again (event ${row}), which ${history.header.system} does not promise to withstand`;
}

function firstEventOf(history: History, process: number): number {
  return history.process.indexOf(process);
}
