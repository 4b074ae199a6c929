import { OUTCOME } from '../../../src/history/transactions.js';
import { type Budget, OutOfBudget } from '../budget.js';
import type { DirectAnomaly } from '../judged.js';
import type { Order } from '../levels.js';
import { addEdge, createGraph, type Graph } from './graph.js';
import { lastWriteOf, type Reading, START } from './reading.js';
import { KIND } from './weak.js';

/**
 * From `prefix` up, a history keeps its level if and only if the points of its transactions have an order in which each
 * read finds the last version committed before its transaction began. `serializable`: one point a transaction; else its begin
 * and its commit (Biswas and Enea 2019, section 4, split transactions so), and for `snapshot-isolation` no two
 * transactions that write one key overlap. This is what is forced from the start, as a graph over those points, and over
 * helpers that stand for many edges at once: what had ended by some row; that a key's start is over.
 */
export interface Problem {
  readonly reading: Reading;
  readonly family: 'prefix' | 'snapshot-isolation' | 'serializable';
  readonly order: Order;
  /** Whose real time counts: that of all, or only that of commits of writers, or nobody's. */
  readonly timed: Timed;
  readonly graph: Graph;
  /** 1: a transaction is one point, t; 2: its begin is 2t, its commit 2t + 1. Helpers follow after. */
  readonly points: 1 | 2;
  /** Lost updates, which no order forgives. */
  readonly direct: DirectAnomaly[];
}

export type Timed = 'all' | 'writers' | 'nobody';

export function beginOf({ points }: Problem, t: number): number {
  return points * t;
}

export function commitOf({ points }: Problem, t: number): number {
  return points * t + points - 1;
}

/** The transaction of a point; -1 of a helper. */
export function transactionOf({ points, reading }: Problem, node: number): number {
  return node >= points * reading.all.count ? -1 : points === 1 ? node : node >> 1;
}

/**
 * `timed`: more of real time than the order asked for wants, if so; `slack`: as if everything had begun, or ended, by so many rows
 * earlier or later than it did. Throws OutOfBudget.
 */
export function createProblem(
  reading: Reading,
  family: Problem['family'],
  order: Order,
  budget: Budget,
  timed: Timed = order === 'real-time' ? 'all' : 'nobody',
  slack = 0,
): Problem {
  const { all, inOrder, readFirst, readOp, readFrom } = reading;
  const points = family === 'serializable' ? 1 : 2;
  const helpers = all.keys + (timed === 'nobody' ? 0 : inOrder.length);
  const nodes = points * all.count + helpers;
  if (nodes * 4 > budget.cells) throw new OutOfBudget('laying out the points of all transactions');
  const graph = createGraph(nodes, readOp.length + nodes);
  const problem: Problem = { reading, family, order, timed, graph, points, direct: [] };
  const begin = (t: number) => points * t;
  const commit = (t: number) => points * t + points - 1;

  if (points === 2) for (const t of inOrder) addEdge(graph, begin(t), commit(t), KIND.within, -1);
  if (order !== 'none') addSessions(problem);
  if (timed !== 'nobody') addRealTime(problem, points * all.count + all.keys, slack);
  for (const t of inOrder) {
    for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) {
      const from = readFrom[r]!;
      if (from === START) continue;
      if (r > readFirst[t]! && readFrom[r - 1] === from) continue;
      addEdge(graph, commit(from), begin(t), KIND.wr, readOp[r]!);
    }
  }
  if (family !== 'prefix') addUpdates(problem);
  addStarts(problem, points * all.count);
  return problem;
}

function addSessions(problem: Problem): void {
  const { sessionFirst, inOrder, all } = problem.reading;
  for (let s = 0; s < all.sessions; s++) {
    for (let i = sessionFirst[s]! + 1; i < sessionFirst[s + 1]!; i++) {
      addEdge(problem.graph, commitOf(problem, inOrder[i - 1]!), beginOf(problem, inOrder[i]!), KIND.so, -1);
    }
  }
}

/** Helper i: the first i + 1 completions are over. Transactions are numbered by completion. */
function addRealTime(problem: Problem, firstHelper: number, slack: number): void {
  const { all, included, writeFirst } = problem.reading;
  const ofWriters = problem.timed === 'writers';
  const isTimed = (t: number) => included[t] === 1 && (!ofWriters || writeFirst[t]! < writeFirst[t + 1]!);
  const ended: number[] = [];
  for (let t = 0; t < all.count; t++) {
    if (!isTimed(t) || all.outcome[t] !== OUTCOME.ok || all.completed[t]! < 0) continue;
    const helper = firstHelper + ended.length;
    addEdge(problem.graph, commitOf(problem, t), helper, KIND.rt, -1);
    if (ended.length > 0) addEdge(problem.graph, helper - 1, helper, KIND.rt, -1);
    ended.push(t);
  }
  for (let t = 0; t < all.count; t++) {
    if (!isTimed(t)) continue;
    let low = 0;
    let high = ended.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (all.completed[ended[middle]!]! + slack < all.invoked[t]!) low = middle + 1;
      else high = middle;
    }
    if (low > 0)
      addEdge(
        problem.graph,
        firstHelper + low - 1,
        ofWriters ? commitOf(problem, t) : beginOf(problem, t),
        KIND.rt,
        -1,
      );
  }
}

/** Who reads a version and writes the key is the next to write it: all who read it otherwise come before. Two of them: a lost update. */
function addUpdates(problem: Problem): void {
  const { reading, graph } = problem;
  const { all, inOrder, readFirst, readOp, readFrom } = reading;
  // By version, and by key for the start: one past the read by which it was updated.
  const update = new Int32Array(all.versions);
  const updateOfStart = new Int32Array(all.keys);
  for (const t of inOrder) {
    for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) {
      const op = readOp[r]!;
      const key = all.key[op]!;
      const write = lastWriteOf(reading, t, key);
      if (write < 0) continue;
      const table = readFrom[r] === START ? updateOfStart : update;
      const at = readFrom[r] === START ? key : all.version[op]!;
      const other = table[at]! - 1;
      if (other < 0) table[at] = op + 1;
      else if (reading.owner[other] !== t) {
        const found = readFrom[r] === START ? 'nothing' : all.valueName(all.version[op]!);
        problem.direct.push({
          rule: 'lost-update',
          operations: [op, write, other, lastWriteOf(reading, reading.owner[other]!, key)],
          says: `read ${all.keyName(key)} = ${found} and replaced it, as another had done that had read the same`,
        });
      }
    }
  }
  for (const t of inOrder) {
    for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) {
      if (readFrom[r] === START) continue;
      const next = update[all.version[readOp[r]!]!]! - 1;
      if (next < 0 || reading.owner[next] === t) continue;
      addEdge(graph, beginOf(problem, t), commitOf(problem, reading.owner[next]!), KIND.rw, readOp[r]!);
    }
  }
}

/** Who read the start of a key comes before all who write it: reader -> helper of the key -> writer. */
function addStarts(problem: Problem, firstHelper: number): void {
  const { reading, graph, points } = problem;
  const { all, inOrder, readFirst, readOp, readFrom, writeFirst, writeOp } = reading;
  const isRead = new Uint8Array(all.keys);
  // By key: one past the transaction that read the start and wrote the key. With one point each, it stands between.
  const updater = new Int32Array(all.keys);
  for (const t of inOrder) {
    for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) {
      if (readFrom[r] !== START) continue;
      const key = all.key[readOp[r]!]!;
      isRead[key] = 1;
      if (points === 1 && lastWriteOf(reading, t, key) >= 0) updater[key] = t + 1;
      else addEdge(graph, beginOf(problem, t), firstHelper + key, KIND.rw, readOp[r]!);
    }
  }
  const readOfUpdater = new Int32Array(all.keys);
  for (const t of inOrder) {
    for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) {
      if (readFrom[r] === START && updater[all.key[readOp[r]!]!] === t + 1)
        readOfUpdater[all.key[readOp[r]!]!] = readOp[r]!;
    }
  }
  for (const t of inOrder) {
    for (let w = writeFirst[t]!; w < writeFirst[t + 1]!; w++) {
      const key = all.key[writeOp[w]!]!;
      if (isRead[key] === 0) continue;
      addEdge(graph, firstHelper + key, commitOf(problem, t), KIND.rw, -1);
      if (updater[key]! > 0 && updater[key] !== t + 1) {
        addEdge(graph, updater[key]! - 1, t, KIND.rw, readOfUpdater[key]!);
      }
    }
  }
}
