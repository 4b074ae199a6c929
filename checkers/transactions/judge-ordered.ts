import { OUTCOME, type Transactions } from '../../src/history/transactions.js';
import { nameOfCycle, rulesOut } from './anomalies.js';
import { type Budget, OutOfBudget } from './budget.js';
import { certifyFailure, certifyPass, none } from './certify.js';
import { type Core, coreOf, induced } from './components.js';
import { type Cycle, shortestCycle, type Walk } from './cycles.js';
import { dependencies } from './dependencies.js';
import { proveCycle } from './edges.js';
import { type Graph, TYPE } from './graph.js';
import type { Guess } from './holes.js';
import type { Anomaly, CycleAnomaly, Judged } from './judged.js';
import { type Family, includes, LEVELS, type Level, type Order, orderOf } from './levels.js';
import { fracturedReads, type Missed, pastsMissed } from './pasts.js';
import { readChains } from './read-chains.js';
import { readLists } from './read-lists.js';
import type { Reading } from './reading.js';
import { sortPoints } from './snapshots.js';
import { type Sorted, sort } from './sort.js';
import { orderUnread } from './unread.js';

/**
 * Judges transactions whose versions have a known order (`append`, `versioned`), by the definitions of levels.ts. Linear
 * in the micro-operations where they are serializable; where they are not, what a weaker level needs beyond that is
 * looked for in the cycles alone.
 */
export function judgeOrdered(transactions: Transactions, level: Level, budget: Budget): Judged {
  const one = caseOf(transactions, budget);
  const counts = countsOf(one);
  const direct = one.reading.anomalies.filter(({ rule }) => rulesOut(level, rule)).map((a) => renamed(a, level));
  let anomalies: Anomaly[] = direct;
  try {
    const answer = answerOf(one, level);
    if (!answer.holds) anomalies = [...direct, ...withoutRepeats(direct, cyclesOf(one, level, counts), transactions)];
    if (anomalies.length > 0) {
      const holds = levelsBeside(one, level);
      return { anomalies, certificate: certifyFailure(level, anomalies), counts, holds };
    }
    return answer.holds ? passed(one, level, answer, counts) : { anomalies, certificate: none(level, ''), counts };
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    const why = `the budget was used up while ${error.message}`;
    const certificate = anomalies.length > 0 ? certifyFailure(level, anomalies) : none(level, why);
    return { anomalies, unknown: { reason: 'budget', why }, certificate, counts };
  }
}

/** One reading of the transactions, its graph, and what was found out about both. */
interface Case {
  reading: Reading;
  graph: Graph;
  budget: Budget;
  serial: Map<number, Sorted>;
  cores: Map<number, Core>;
}

function caseOf(transactions: Transactions, budget: Budget, guess?: Guess): Case {
  const reading = transactions.model === 'append' ? readLists(transactions) : readChains(transactions, guess);
  return { reading, graph: dependencies(reading), budget, serial: new Map(), cores: new Map() };
}

function countsOf({ reading, graph }: Case): Record<string, number> {
  const { transactions, committed, observations } = reading;
  let effects = 0;
  for (const took of committed) effects += took;
  return {
    observations,
    'took effect': effects,
    keys: transactions.keys,
    versions: reading.order.length,
    edges: graph.to.length,
  };
}

/** A fork in the chain of versions is a lost update; below snapshot isolation, which allows those, it is still no order. */
function renamed<A extends Anomaly>(anomaly: A, level: Level): A {
  const isAllowed = anomaly.rule === 'lost-update' && !includes(level, 'snapshot-isolation');
  return isAllowed ? { ...anomaly, rule: 'incompatible-order' } : anomaly;
}

/** Whether a level holds, as far as orders go; and the order of transactions, or of begins and commits, that shows it. */
type Answer = { holds: false } | { holds: true; order: Int32Array; isPoints: boolean };

const DEPENDENCIES = TYPE.ww | TYPE.wr | TYPE.rw;
const MASKS: Record<Order, number> = { none: 0, session: TYPE.so, 'real-time': TYPE.so | TYPE.rt };

function answerOf(one: Case, level: Level): Answer {
  const { reading, graph, budget } = one;
  const { family } = LEVELS[level];
  const s = MASKS[orderOf(level, reading.transactions.sessionsCount)];
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

function coreAt(one: Case, s: number): Core {
  let core = one.cores.get(s);
  if (core === undefined) {
    core = coreOf(one.graph, DEPENDENCIES | s, one.reading, serialOf(one, s), one.budget);
    one.cores.set(s, core);
  }
  return core;
}

/** What a family rules out besides cycles of ww, wr and so. */
function missedAt(one: Case, family: Family, s: number): Missed[] {
  if (family === 'read-atomic') return fracturedReads(coreAt(one, s), one.reading, s !== 0, one.budget);
  if (family === 'causal') return pastsMissed(coreAt(one, s), one.reading, one.budget);
  return [];
}

function passed(one: Case, level: Level, answer: Answer & { holds: true }, counts: Record<string, number>): Judged {
  const { reading } = one;
  const shown = reading.doubt === '' ? orderShown(one, level, answer) : orderGuessed(one, level);
  if (shown !== undefined) return certifyPass(shown.reading, level, shown, counts);
  const why =
    reading.doubt ||
    'several transactions wrote a key last, nobody read what they wrote, and no order of them was found';
  return { anomalies: [], unknown: { reason: 'ambiguous', why }, certificate: none(level, why), counts };
}

interface Shown {
  reading: Reading;
  order: Int32Array;
  isPoints: boolean;
}

function orderShown(one: Case, level: Level, answer: Answer & { holds: true }): Shown | undefined {
  const { reading, graph, budget } = one;
  if (!isOpenAt(one, level, answer)) return { ...answer, reading };
  const s = MASKS[orderOf(level, reading.transactions.sessionsCount)];
  const order = orderUnread(graph, DEPENDENCIES | TYPE.sw | s, reading, budget);
  return order && { reading, order, isPoints: true };
}

/** How often it is guessed which unanswered writes made what. */
const GUESSES = 8;

/**
 * An order by a guess of what unanswered transactions did. Those that are on a cycle then fit badly, and the next guess
 * does without them as far as it can. Undefined where that comes to nothing, which proves nothing.
 */
function orderGuessed({ reading, budget }: Case, level: Level): Shown | undefined {
  const { transactions } = reading;
  const misfits = new Set<number>();
  for (let round = 0; round < GUESSES; round++) {
    const guessed = caseOf(transactions, budget, { misfits });
    if (guessed.reading.anomalies.length > 0) return undefined;
    const answer = answerOf(guessed, level);
    if (answer.holds) return orderShown(guessed, level, answer);
    const doubted = new Set<number>();
    for (const { cycle } of cyclesOf(guessed, level, {}, 1000)) {
      for (const { from } of cycle) if (transactions.outcome[from] === OUTCOME.info) doubted.add(from);
    }
    if (doubted.size === 0) return undefined;
    for (const t of doubted) if (!misfits.delete(t)) misfits.add(t);
  }
  return undefined;
}

/** Whether the order of unread versions still matters: to snapshot isolation, which lets no two writers of a key overlap. */
function isOpenAt({ graph }: Case, level: Level, { isPoints }: Answer & { holds: true }): boolean {
  return isPoints && LEVELS[level].family === 'snapshot-isolation' && graph.size > graph.transactions;
}

/** Components that are looked into; the others are counted. */
const EXPLAINED = 50;
/** No more cycles of one sort are told. */
const TOLD = 20;

function cyclesOf(one: Case, level: Level, counts: Record<string, number>, most = EXPLAINED): CycleAnomaly[] {
  const { reading } = one;
  const { family } = LEVELS[level];
  const s = MASKS[orderOf(level, reading.transactions.sessionsCount)];
  const core = coreAt(one, s);
  counts.components = core.components.length;
  const cycles: CycleAnomaly[] = [];
  for (const component of core.components) {
    if (cycles.length >= most) break;
    const part = induced(core, component);
    const found = walksOf(family, s).reduce<Cycle | undefined>(
      (cycle, walk) => cycle ?? shortestCycle(part, walk, one.budget),
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
function withoutRepeats(
  direct: readonly Anomaly[],
  cycles: CycleAnomaly[],
  { first, key }: Transactions,
): CycleAnomaly[] {
  const repeated = direct.flatMap((a) => (a.rule === 'non-repeatable-read' && 'operations' in a ? a.operations : []));
  if (repeated.length === 0) return cycles;
  const isTold = ({ rule, cycle }: CycleAnomaly) =>
    rule === 'fractured-read' &&
    key[cycle[0]!.by?.[0] ?? -1] === key[cycle[1]!.by?.[0] ?? -2] &&
    repeated.some((op) => cycle.some(({ from }) => op >= first[from]! && op < first[from + 1]!));
  return cycles.filter((cycle) => !isTold(cycle));
}

/** What it may cost to say whether a failure leaves one more level, in steps for each edge. */
const ASIDE = 100;

/** Which of the levels that are not stronger hold, and which do not, as far as that is told cheaply. */
function levelsBeside(failing: Case, failed: Level): Partial<Record<Level, boolean>> {
  const holds: Partial<Record<Level, boolean>> = {};
  const { transactions, anomalies, doubt } = failing.reading;
  const steps = Math.min(failing.budget.steps, 1e6 + ASIDE * failing.graph.to.length);
  const one: Case = { ...failing, budget: { ...failing.budget, steps } };
  for (const level of Object.keys(LEVELS) as Level[]) {
    if (includes(level, failed)) holds[level] = false;
    else if (LEVELS[level].order === 'real-time' && !transactions.hasRealTime) continue;
    else if (Object.entries(holds).some(([other, held]) => !held && includes(level, other as Level)))
      holds[level] = false;
    else if (anomalies.some(({ rule }) => rulesOut(level, rule))) holds[level] = false;
    else {
      one.budget.steps = steps;
      const answer = answerAside(one, level);
      if (answer === undefined) continue;
      if (!answer.holds) holds[level] = false;
      else if (doubt === '' && !isOpenAt(one, level, answer)) holds[level] = true;
    }
  }
  return holds;
}

function answerAside(one: Case, level: Level): Answer | undefined {
  try {
    return answerOf(one, level);
  } catch (error) {
    if (error instanceof OutOfBudget) return undefined;
    throw error;
  }
}
