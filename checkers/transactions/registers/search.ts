import { OUTCOME } from '../../../src/history/transactions.js';
import { type Budget, spend } from '../budget.js';
import { outgoing, topologicalOrder } from './graph.js';
import { beginOf, commitOf, type Problem, transactionOf } from './problem.js';
import { lastWriteOf, START } from './reading.js';
import { createStates } from './states.js';

/** Instead of a place among those that may come: it has come. */
const TAKEN = -2;
/** What it costs to take a point, and perhaps to take it back. */
const STEPS_A_POINT = 30;
/** What it costs to see whether a point may come. */
const STEPS_A_LOOK = 4;

/** When those of unknown end most likely took effect: soon after they were asked for, or right before somebody read from them. */
export type Guess = 'soon' | 'late';

/**
 * Searches an order of the points of a problem, one by one from the start; undefined if there is none. A point may come
 * when all that is forced before it has come; a commit, when nobody is left who must read what it replaces; a begin under
 * snapshot isolation, when nobody is open who writes a key that it writes. So what may follow depends on nothing but which
 * points have come (Biswas and Enea 2019, section 4), and a set of points that led nowhere is not tried twice.
 *
 * Some points come as soon as they may, because whatever order there is, there is also one with them here: helpers; begins and
 * commits that replace nothing; of those who read all that they replace, the next ones (nobody else may write these keys
 * before them).
 */
export function searchOrder(problem: Problem, budget: Budget, guess: Guess): Int32Array | undefined {
  const found = explore(problem, budget, guess, true);
  return found instanceof Int32Array ? found : undefined;
}

/** The same, but the first guess is never taken back: where it leads nowhere, what stands in the way. Undefined: nothing but what is forced does. */
export function dive(problem: Problem, budget: Budget, guess: Guess): Int32Array | Choice | undefined {
  return explore(problem, budget, guess, false);
}

/** Two writers of a key of which nothing says who comes first: `late` cannot come, as `early` has; it will not have if late is first. */
export interface Choice {
  early: number;
  late: number;
  /** The micro-operation that still must read what early wrote, if that is what stands in the way; else they overlap on the key. */
  read: number | undefined;
  key: number;
}

function explore(problem: Problem, budget: Budget, guess: Guess, isWhole: boolean): Int32Array | Choice | undefined {
  const { reading, graph, family, points } = problem;
  const { all, inOrder, readFirst, readOp, readFrom, writeFirst, writeOp } = reading;
  const { nodes, to } = graph;
  const out = outgoing(graph);
  const isSplit = points === 2;

  // What the points still wait for.
  const waits = new Int32Array(nodes);
  for (let edge = 0; edge < graph.edges; edge++) waits[to[edge]!]!++;
  // Who must still read a version, and the start of a key; what each key holds; who is open that writes it.
  const readersLeft = new Int32Array(all.versions);
  const readersOfStart = new Int32Array(all.keys);
  const current = new Int32Array(all.keys).fill(START);
  const open = new Int32Array(all.keys);
  const readOnce = distinctReads();
  const updatesAll = findUpdaters();
  const due = dueTimes();
  for (const t of inOrder) forEachRead(t, (key, version) => void count(key, version, 1));

  // Points that may come as far as what is forced goes; helpers and transactions that did not take effect are not counted.
  const ready = new Int32Array(nodes);
  const place = new Int32Array(nodes).fill(-1);
  let readyEnd = 0;
  const isPoint = (node: number) => node >= points * all.count || reading.included[transactionOf(problem, node)] === 1;
  let left = 0;
  for (let node = 0; node < nodes; node++) {
    if (!isPoint(node)) continue;
    left++;
    if (waits[node] === 0) makeReady(node);
  }

  const trail = new Int32Array(left);
  let trailEnd = 0;
  const replaced: number[] = [];
  const states = createStates(nodes, budget);
  const frames: { trail: number; choices: number[]; next: number }[] = [];
  let isLost = false;
  for (;;) {
    if (!isLost) takeAllThatMayComeAtOnce();
    if (left === 0) return trail.subarray(0, trailEnd).filter((node) => transactionOf(problem, node) >= 0);
    const choices = isLost || (frames.length > 0 && states.has()) ? [] : findChoices();
    if (choices.length > 0) {
      frames.push({ trail: trailEnd, choices, next: 1 });
      take(choices[0]!);
      isLost = false;
      continue;
    }
    if (!isWhole) return inTheWay();
    const frame = frames.at(-1);
    if (frame === undefined) return undefined;
    while (trailEnd > frame.trail) takeBack();
    isLost = frame.next === frame.choices.length;
    if (isLost) {
      states.add();
      frames.pop();
      continue;
    }
    take(frame.choices[frame.next++]!);
  }

  function takeAllThatMayComeAtOnce(): void {
    for (let isNew = true; isNew; ) {
      isNew = false;
      for (let at = 0; at < readyEnd; ) {
        const node = ready[at]!;
        spend(budget, STEPS_A_LOOK, 'searching an order');
        if (!mayComeAtOnce(node)) {
          at++;
          continue;
        }
        take(node);
        isNew = true;
      }
    }
  }

  /** Of the points that wait for nothing that is forced, what keeps the one that is due first. */
  function inTheWay(): Choice | undefined {
    const waiting = [...ready.subarray(0, readyEnd)].sort((a, b) => due[a]! - due[b]! || a - b);
    for (const node of waiting) {
      const late = transactionOf(problem, node);
      const isBegin = isSplit && node === beginOf(problem, late);
      for (let w = writeFirst[late]!; w < writeFirst[late + 1]!; w++) {
        const key = all.key[writeOp[w]!]!;
        if (isBegin ? open[key] === 0 : current[key] === START || readersLeft[current[key]!] === 0) continue;
        for (const other of inOrder) {
          if (other === late) continue;
          if (isBegin) {
            if (isOpen(other) && lastWriteOf(reading, other, key) >= 0)
              return { early: other, late, read: undefined, key };
            continue;
          }
          if (place[beginOf(problem, other)] === TAKEN) continue;
          for (let r = readFirst[other]!; r < readFirst[other + 1]!; r++) {
            if (readFrom[r] === START || all.version[readOp[r]!] !== current[key]) continue;
            return { early: readFrom[r]!, late, read: readOp[r]!, key };
          }
        }
      }
    }
    return undefined;
  }

  function isOpen(t: number): boolean {
    return place[beginOf(problem, t)] === TAKEN && place[commitOf(problem, t)] !== TAKEN;
  }

  function mayComeAtOnce(node: number): boolean {
    const t = transactionOf(problem, node);
    if (t < 0) return true;
    const isReader = writeFirst[t] === writeFirst[t + 1];
    if (family === 'serializable') return isReader || (updatesAll[t] === 1 && mayCommit(t));
    const isBegin = node === beginOf(problem, t);
    if (family === 'prefix') return isBegin || isReader;
    if (!isBegin) return mayCommit(t);
    return isReader || (updatesAll[t] === 1 && waits[node + 1] === 1 && mayBegin(t) && mayCommit(t));
  }

  function findChoices(): number[] {
    const choices: number[] = [];
    for (let at = 0; at < readyEnd; at++) {
      const node = ready[at]!;
      const t = transactionOf(problem, node);
      if (isSplit && node === beginOf(problem, t) ? mayBegin(t) : mayCommit(t)) choices.push(node);
    }
    spend(budget, readyEnd * STEPS_A_LOOK, 'searching an order');
    return choices.sort((a, b) => due[a]! - due[b]! || a - b);
  }

  function mayBegin(t: number): boolean {
    if (family !== 'snapshot-isolation') return true;
    for (let w = writeFirst[t]!; w < writeFirst[t + 1]!; w++) if (open[all.key[writeOp[w]!]!]! > 0) return false;
    return true;
  }

  /** Whether nobody but t itself must still read what it replaces. */
  function mayCommit(t: number): boolean {
    for (let w = writeFirst[t]!; w < writeFirst[t + 1]!; w++) {
      const key = all.key[writeOp[w]!]!;
      let others = current[key] === START ? readersOfStart[key]! : readersLeft[current[key]!]!;
      if (others > 0 && place[beginOf(problem, t)] !== TAKEN && reads(t, key, current[key]!)) others--;
      if (others > 0) return false;
    }
    return true;
  }

  function reads(t: number, key: number, version: number): boolean {
    for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) {
      if (all.key[readOp[r]!] === key && (readFrom[r] === START ? START : all.version[readOp[r]!]) === version)
        return true;
    }
    return false;
  }

  function take(node: number): void {
    spend(budget, STEPS_A_POINT, 'searching an order');
    removeReady(node);
    trail[trailEnd++] = node;
    place[node] = TAKEN;
    left--;
    states.toggle(node);
    const t = transactionOf(problem, node);
    if (t >= 0) {
      if (node === beginOf(problem, t)) {
        forEachRead(t, (key, version) => void count(key, version, -1));
        if (isSplit) for (let w = writeFirst[t]!; w < writeFirst[t + 1]!; w++) open[all.key[writeOp[w]!]!]!++;
      }
      if (node === commitOf(problem, t)) {
        for (let w = writeFirst[t]!; w < writeFirst[t + 1]!; w++) {
          const key = all.key[writeOp[w]!]!;
          replaced.push(current[key]!);
          current[key] = all.version[writeOp[w]!]!;
          if (isSplit) open[key]!--;
        }
      }
    }
    for (let i = out.first[node]!; i < out.first[node + 1]!; i++) {
      const next = to[out.list[i]!]!;
      if (--waits[next]! === 0) makeReady(next);
    }
  }

  function takeBack(): void {
    const node = trail[--trailEnd]!;
    place[node] = -1;
    left++;
    states.toggle(node);
    for (let i = out.first[node]!; i < out.first[node + 1]!; i++) {
      const next = to[out.list[i]!]!;
      if (waits[next]!++ === 0) removeReady(next);
    }
    const t = transactionOf(problem, node);
    if (t >= 0) {
      if (node === commitOf(problem, t)) {
        for (let w = writeFirst[t + 1]! - 1; w >= writeFirst[t]!; w--) {
          const key = all.key[writeOp[w]!]!;
          current[key] = replaced.pop()!;
          if (isSplit) open[key]!++;
        }
      }
      if (node === beginOf(problem, t)) {
        forEachRead(t, (key, version) => void count(key, version, 1));
        if (isSplit) for (let w = writeFirst[t]!; w < writeFirst[t + 1]!; w++) open[all.key[writeOp[w]!]!]!--;
      }
    }
    makeReady(node);
  }

  function makeReady(node: number): void {
    place[node] = readyEnd;
    ready[readyEnd++] = node;
  }

  function removeReady(node: number): void {
    const moved = ready[--readyEnd]!;
    ready[place[node]!] = moved;
    place[moved] = place[node]!;
    place[node] = -1;
  }

  function forEachRead(t: number, found: (key: number, version: number) => void): void {
    for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) {
      if (readOnce[r] === 1) found(all.key[readOp[r]!]!, readFrom[r] === START ? START : all.version[readOp[r]!]!);
    }
  }

  function count(key: number, version: number, by: number): void {
    if (version === START) readersOfStart[key]! += by;
    else readersLeft[version]! += by;
  }

  /** 1 for the first read of a key in its transaction; those that follow find the same, or nothing goes. */
  function distinctReads(): Uint8Array {
    const first = new Uint8Array(readOp.length);
    const readBy = new Int32Array(all.keys).fill(-1);
    for (const t of inOrder) {
      for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) {
        const key = all.key[readOp[r]!]!;
        if (readBy[key] === t) continue;
        readBy[key] = t;
        first[r] = 1;
      }
    }
    return first;
  }

  /** 1 for those who read every key that they write. */
  function findUpdaters(): Uint8Array {
    const found = new Uint8Array(all.count);
    for (const t of inOrder) {
      let updates = 0;
      for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) {
        if (readOnce[r] === 1 && lastWriteOf(reading, t, all.key[readOp[r]!]!) >= 0) updates++;
      }
      if (updates === writeFirst[t + 1]! - writeFirst[t]!) found[t] = 1;
    }
    return found;
  }

  /** When, most likely, each point came: a first guess, no more. Before all that waits for it, whatever its own completion says. */
  function dueTimes(): Float64Array {
    const times = new Float64Array(nodes).fill(Infinity);
    for (const t of inOrder) {
      const isOver = all.outcome[t] === OUTCOME.ok && all.completed[t]! >= 0;
      const time = isOver ? all.completed[t]! : guess === 'soon' ? all.invoked[t]! : Infinity;
      times[beginOf(problem, t)] = times[commitOf(problem, t)] = time;
    }
    const order = topologicalOrder(graph, out);
    for (let i = order.length - 1; i >= 0; i--) {
      const node = order[i]!;
      for (let e = out.first[node]!; e < out.first[node + 1]!; e++) {
        const next = times[to[out.list[e]!]!]!;
        if (next < times[node]!) times[node] = next;
      }
    }
    return times;
  }
}
