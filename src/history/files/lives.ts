import type { Process } from '../history.js';
import { LineProblem } from './error.js';
import { LIMITS } from './limits.js';
import type { Names } from './names.js';

/** What is known of each life while a history is read; the index is the process's. */
export interface Lives {
  readonly processes: Process[];
  /** Participant of a process. */
  readonly participant: number[];
  /** Events of its own so far. */
  readonly positions: number[];
  /** Row of its n-th publication (send, garbled, node event), and how many there were. */
  readonly published: Int32Array[];
  readonly seqs: number[];
  /** Row of its n-th delivery, and how many there were. */
  readonly delivered: Int32Array[];
  readonly deliveries: number[];
  /** Clients: row of the open invoke or -1, number of the last operation. */
  readonly open: number[];
  /** Clients: whether an `info` has ended it. */
  readonly over: boolean[];
  /** By participant: the latest life that was spoken of, its process, and the number of a client's last operation. */
  readonly latestLife: number[];
  readonly latestProcess: number[];
  readonly ops: number[];
  /** By participant: how many lives were spoken of. */
  readonly lives: number[];
  readonly byLife: Map<string, number>;
  readonly names: Names;
  readonly nodes: number;
}

/** `names`: all participants, the `nodes` nodes first. */
export function createLives(names: Names, nodes: number): Lives {
  return {
    processes: [],
    participant: [],
    positions: [],
    published: [],
    seqs: [],
    delivered: [],
    deliveries: [],
    open: [],
    over: [],
    latestLife: [],
    latestProcess: [],
    ops: [],
    lives: [],
    byLife: new Map(),
    names,
    nodes,
  };
}

/** The process of a participant's life, which begins to exist when it is first spoken of. */
export function processOf(lives: Lives, participant: number, life: number): number {
  if (lives.latestLife[participant] === life) return lives.latestProcess[participant]!;
  const key = `${participant}/${life}`;
  let process = lives.byLife.get(key);
  if (process === undefined) {
    process = lives.processes.length;
    if (process >= LIMITS.processes) {
      throw new LineProblem(`more than ${LIMITS.processes} lives`, 'that is more than a history may have');
    }
    lives.byLife.set(key, process);
    const role = participant < lives.nodes ? 'node' : 'client';
    lives.processes.push({ participant: lives.names.list[participant]!, life, role });
    lives.participant.push(participant);
    lives.lives[participant] = (lives.lives[participant] ?? 0) + 1;
    lives.positions.push(0);
    lives.published.push(NONE);
    lives.seqs.push(0);
    lives.delivered.push(NONE);
    lives.deliveries.push(0);
    lives.open.push(-1);
    lives.over.push(false);
  }
  if (!(lives.latestLife[participant]! > life)) {
    lives.latestLife[participant] = life;
    lives.latestProcess[participant] = process;
  }
  return process;
}

/** The process of a life that was spoken of before, or -1. */
export function knownProcess(lives: Lives, participant: number, life: number): number {
  if (lives.latestLife[participant] === life) return lives.latestProcess[participant]!;
  return lives.byLife.get(`${participant}/${life}`) ?? -1;
}

/** The life that an event belongs to where a hand-written line does not say: the latest; a client's `info` ends its own. */
export function currentLife(lives: Lives, participant: number): number {
  const latest = lives.latestLife[participant];
  if (latest === undefined) return 1;
  return lives.over[lives.latestProcess[participant]!] ? latest + 1 : latest;
}

/** Notes the row of the next publication or delivery of a process. */
export function noteRow(rows: Int32Array[], counts: number[], process: number, row: number): void {
  const count = counts[process]!;
  let list = rows[process]!;
  if (count === list.length) {
    const larger = new Int32Array(Math.max(16, count * 2));
    larger.set(list);
    rows[process] = list = larger;
  }
  list[count] = row;
  counts[process] = count + 1;
}

const NONE = new Int32Array(0);
