import type { History } from '../../src/history/history.js';
import { oncePerHistory } from './once-per-history.js';

/** What the run itself tells of the lives of its nodes and of its end. */
export interface RunCourse {
  /** By process: the row at which its life ended, or -1. */
  readonly ended: Int32Array;
  /** Row of the last `healed`, `done`, and of `settled` or `unsettled`, whichever came last; else -1. */
  readonly healed: number;
  readonly settled: number;
  readonly unsettled: number;
  readonly done: number;
}

export const runCourse: (history: History) => RunCourse = oncePerHistory((history) => {
  const ended = new Int32Array(history.processes.length).fill(-1);
  const ends = ['exit', 'crash', 'stop'].map((k) => history.kindOf('run', k));
  const [exit, crash, stop] = ends as [number, number, number];
  const last = { healed: -1, settled: -1, unsettled: -1, done: -1 };
  const kinds = Object.keys(last).map((k) => [history.kindOf('run', k), k as keyof typeof last] as const);
  for (let row = 0; row < history.length; row++) {
    const kind = history.kind[row]!;
    if (history.kinds[kind]!.v !== 'run') continue;
    const process = history.process[row]!;
    if ((kind === exit || kind === crash || kind === stop) && process >= 0) ended[process] = row;
    for (const [number, name] of kinds) if (number === kind) last[name] = row;
  }
  // A scenario may wait for rest in between; what counts is how it ended.
  if (last.unsettled > last.settled) last.settled = -1;
  else last.unsettled = -1;
  return { ended, ...last };
});

/** Whether a process was alive at a row. */
export function isAlive(course: RunCourse, process: number, row: number): boolean {
  const end = course.ended[process]!;
  return end === -1 || end > row;
}

/** A participant's name, with its life where that is not the first. */
export function nameOf(history: History, process: number): string {
  const { participant, life } = history.processes[process]!;
  return life > 1 ? `${participant} (life ${life})` : participant;
}

/** Nodes that report local events at all: only of them does silence say something. */
export const reportingNodes: (history: History) => ReadonlySet<string> = oncePerHistory((history) => {
  const reports = new Uint8Array(history.processes.length);
  for (let row = 0; row < history.length; row++) {
    if (history.kinds[history.kind[row]!]!.v === 'node') reports[history.process[row]!] = 1;
  }
  return new Set(history.processes.filter((_, i) => reports[i] === 1).map(({ participant }) => participant));
});
