import type { Transactions } from '../../src/history/transactions.js';
import { nameOfCycle } from './anomalies.js';
import { OutOfBudget } from './budget.js';
import { type Case, coreAt, DEPENDENCIES, maskOf, missedAt } from './case.js';
import { induced } from './components.js';
import { type Cycle, shortestCycle, type Walk } from './cycles.js';
import { proveCycle } from './edges.js';
import { type Graph, TYPE } from './graph.js';
import type { Anomaly, CycleAnomaly } from './judged.js';
import { type Family, LEVELS, type Level } from './levels.js';
import type { Reading } from './reading.js';

/** Components that are looked into; the others are counted. */
const EXPLAINED = 50;
/** No more cycles of one sort are told. */
const TOLD = 20;

/**
 * The shortest cycle of each component that breaks the level, the plainest sort of cycle first; and reads that miss what they
 * must not, where that is all. Of a level that is broken, one at least is told, whatever the budget.
 */
export function cyclesOf(one: Case, level: Level, counts: Record<string, number>, most = EXPLAINED): CycleAnomaly[] {
  try {
    return search(one, level, counts, most);
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    const budget = { steps: Infinity, cells: one.budget.cells };
    return search({ ...one, budget }, level, counts, 1, true);
  }
}

function search(
  one: Case,
  level: Level,
  counts: Record<string, number>,
  most: number,
  isHasty = false,
): CycleAnomaly[] {
  const { reading } = one;
  const { family } = LEVELS[level];
  const s = maskOf(one, level);
  const core = coreAt(one, s);
  counts.components = core.components.length;
  const cycles: CycleAnomaly[] = [];
  for (const component of core.components) {
    if (cycles.length >= most) break;
    const part = induced(core, component);
    const found = walksOf(family, s).reduce<Cycle | undefined>(
      (cycle, walk) => cycle ?? shortestCycle(part, walk, one.budget, isHasty),
      undefined,
    );
    if (found !== undefined) cycles.push(named(found, (vertex) => core.origin[component[vertex]!]!, reading));
  }
  if (cycles.length > 0) return cycles;
  return missedAt(one, family, s)
    .slice(0, TOLD)
    .map(({ writer, reader }) => cycleOf(one, writer, reader, s, family));
}

function named(cycle: Cycle, origin: (vertex: number) => number, reading: Reading): CycleAnomaly {
  const edges = proveCycle(cycle, origin, reading);
  return { rule: nameOfCycle(edges, reading.transactions), cycle: edges };
}

/** Which cycles a family rules out, in the order in which they are looked for: the plainest first. */
function walksOf(family: Family, s: number): Walk[] {
  const variants = [0, TYPE.so, TYPE.so | TYPE.rt].filter((variant) => (variant & ~s) === 0);
  return variants.flatMap((variant) => {
    const walks: Walk[] = [{ mask: TYPE.ww | variant }, { mask: TYPE.ww | TYPE.wr | variant }];
    const mask = DEPENDENCIES | variant;
    if (family === 'prefix') walks.push({ mask, alternates: 'prefix' });
    if (family === 'snapshot-isolation' || family === 'serializable') {
      walks.push({ mask: mask | TYPE.sw, isSingle: true }, { mask: mask | TYPE.sw, alternates: 'snapshot' });
    }
    if (family === 'serializable') walks.push({ mask });
    return walks;
  });
}

/** The cycle of a read that missed a version: by wr (and so) from the writer to the reader, and back by rw. */
function cycleOf(one: Case, writer: number, reader: number, s: number, family: Family): CycleAnomaly {
  const forward = TYPE.wr | (s & TYPE.so);
  const path =
    family === 'causal' ? pathIn(one.graph, writer, reader, forward) : directStep(one.graph, writer, reader, forward);
  const cycle = { vertices: [...path.vertices, reader], types: [...path.types, TYPE.rw] };
  return named(cycle, (t) => t, one.reading);
}

function directStep(graph: Graph, from: number, to: number, mask: number): Cycle {
  for (let e = graph.first[from]!; e < graph.first[from + 1]!; e++) {
    if (graph.to[e] === to && (graph.type[e]! & mask & TYPE.wr) !== 0) return { vertices: [from], types: [TYPE.wr] };
  }
  return { vertices: [from], types: [TYPE.so] };
}

/** The shortest way by edges of these kinds. */
function pathIn({ first, to, type }: Graph, from: number, target: number, mask: number): Cycle {
  const cameFrom = new Map<number, { a: number; kind: number }>();
  let level = [from];
  while (level.length > 0 && !cameFrom.has(target)) {
    const next: number[] = [];
    for (const a of level) {
      for (let e = first[a]!; e < first[a + 1]!; e++) {
        const kind = type[e]! & mask;
        if (kind === 0 || to[e] === from || cameFrom.has(to[e]!)) continue;
        cameFrom.set(to[e]!, { a, kind });
        next.push(to[e]!);
      }
    }
    level = next;
  }
  const vertices: number[] = [];
  const types: number[] = [];
  for (let a = target; a !== from; ) {
    const step = cameFrom.get(a)!;
    vertices.push(step.a);
    types.push(step.kind);
    a = step.a;
  }
  return { vertices: vertices.reverse(), types: types.reverse() };
}

/** A transaction that read a key twice and found different versions also makes a cycle, which says no more. */
export function withoutRepeats(
  direct: readonly Anomaly[],
  cycles: CycleAnomaly[],
  { first, key }: Transactions,
): CycleAnomaly[] {
  const repeated = direct.flatMap((a) => (a.rule === 'non-repeatable-read' && 'operations' in a ? a.operations : []));
  if (repeated.length === 0) return cycles;
  const isTold = ({ cycle }: CycleAnomaly) =>
    cycle.length === 2 &&
    cycle.some(({ type }) => type === 'wr') &&
    key[cycle[0]!.by?.[0] ?? -1] === key[cycle[1]!.by?.[0] ?? -2] &&
    repeated.some((op) => cycle.some(({ from }) => op >= first[from]! && op < first[from + 1]!));
  return cycles.filter((cycle) => !isTold(cycle));
}
