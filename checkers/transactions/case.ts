import type { Budget } from './budget.js';
import { type Core, coreOf } from './components.js';
import { dependencies } from './dependencies.js';
import { type Graph, TYPE } from './graph.js';
import { type Family, LEVELS, type Level, type Order, orderOf } from './levels.js';
import { fracturedReads, type Missed, pastsMissed } from './pasts.js';
import type { Reading } from './reading.js';
import { sortPoints } from './snapshots.js';
import { type Sorted, sort } from './sort.js';

/** One reading of the transactions, its graph, and what was found out about both. */
export interface Case {
  reading: Reading;
  graph: Graph;
  budget: Budget;
  serial: Map<number, Sorted>;
  cores: Map<number, Core>;
  missed: Map<string, Missed[]>;
}

export function caseOf(reading: Reading, budget: Budget): Case {
  return { reading, graph: dependencies(reading), budget, serial: new Map(), cores: new Map(), missed: new Map() };
}

/** Whether a level holds, as far as orders go; and the order of transactions, or of begins and commits, that shows it. */
export type Answer = { holds: false } | { holds: true; order: Int32Array; isPoints: boolean };

export const DEPENDENCIES = TYPE.ww | TYPE.wr | TYPE.rw;
const MASKS: Record<Order, number> = { none: 0, session: TYPE.so, 'real-time': TYPE.so | TYPE.rt };

/** The kinds of edges that count as S at a level. */
export function maskOf({ reading }: Case, level: Level): number {
  return MASKS[orderOf(level, reading.transactions.sessionsCount)];
}

/** Whether a level holds by its definition in levels.ts. */
export function answerOf(one: Case, level: Level): Answer {
  const { reading, graph, budget } = one;
  const { family } = LEVELS[level];
  const s = maskOf(one, level);
  const serial = serialOf(one, s);
  if (serial.isWhole) return { holds: true, order: serial.order, isPoints: false };
  if (family === 'serializable') return { holds: false };
  if (family === 'snapshot-isolation' || family === 'prefix') {
    const points = sortPoints(graph, family, DEPENDENCIES | TYPE.sw | s, reading, budget);
    return points.isWhole ? { holds: true, order: points.order, isPoints: true } : { holds: false };
  }
  const commits = sort(graph, TYPE.ww | TYPE.wr | s, reading, budget);
  if (!commits.isWhole || missedAt(one, family, s).length > 0) return { holds: false };
  return { holds: true, order: commits.order, isPoints: false };
}

function serialOf(one: Case, s: number): Sorted {
  let serial = one.serial.get(s);
  if (serial === undefined) one.serial.set(s, (serial = sort(one.graph, DEPENDENCIES | s, one.reading, one.budget)));
  return serial;
}

/** Where the cycles are. */
export function coreAt(one: Case, s: number): Core {
  let core = one.cores.get(s);
  if (core === undefined) {
    core = coreOf(one.graph, DEPENDENCIES | s, one.reading, serialOf(one, s), one.budget);
    one.cores.set(s, core);
  }
  return core;
}

/** What a family rules out besides cycles of ww, wr and so. */
export function missedAt(one: Case, family: Family, s: number): Missed[] {
  if (family !== 'read-atomic' && family !== 'causal') return [];
  const name = `${family} ${s}`;
  let missed = one.missed.get(name);
  if (missed === undefined) {
    const core = coreAt(one, s);
    missed =
      family === 'causal'
        ? pastsMissed(core, one.reading, one.budget)
        : fracturedReads(core, one.reading, s !== 0, one.budget);
    one.missed.set(name, missed);
  }
  return missed;
}

/** Whether the order of unread versions still matters: to snapshot isolation, which lets no two writers of a key overlap. */
export function isOpenAt({ graph }: Case, level: Level, { isPoints }: Answer & { holds: true }): boolean {
  return isPoints && LEVELS[level].family === 'snapshot-isolation' && graph.size > graph.transactions;
}
