import { type Budget, spend } from '../budget.js';
import { likelyOrder } from './due.js';
import { outgoing } from './graph.js';
import { beginOf, commitOf, type Problem, transactionOf } from './problem.js';
import { createRanks, type Ranks } from './ranks.js';
import { lastWriteOf } from './reading.js';
import { slotsOf } from './slots.js';
import { createStates, type States } from './states.js';
import { KIND } from './weak.js';

/** What it costs to take a point, and perhaps to take it back. */
const STEPS_A_POINT = 30;
/** What it costs to see whether a commit may come. */
const STEPS_A_LOOK = 4;

/**
 * How far an order of the points of a problem has come, and what may come next: moves, each of which is a commit with all that
 * comes with it, and can be taken back.
 *
 * A commit may come when all that is forced before it has come, and nobody is left who must read what it replaces. Under
 * snapshot isolation a transaction begins as late as it can, as that is never worse: right before its commit, or before
 * one that replaces what it must read; and not while somebody is open that writes a key that it writes. All else comes as
 * soon as it can, as that is never worse: helpers, who only reads, and the begins of `prefix`.
 */
export interface Board {
  /** Who writes, the likeliest to come first; and by transaction its place there. */
  readonly byRank: Int32Array;
  /** Ranks of the commits that wait for nothing that is forced. */
  readonly ready: Ranks;
  /** Which points have come; what may follow depends on nothing else. */
  readonly states: States;
  isDone(): boolean;
  /** How many moves there have been, and how many points have come. */
  moves(): number;
  length(): number;
  hasCommitted(t: number): boolean;
  mayCommit(t: number): boolean;
  /** Of a commit that may come: whether it cannot be wrong. */
  isHarmless(t: number): boolean;
  /** Takes it. Returns whether that cannot have been wrong: whether nobody must still read what it wrote, or it had to be the next of all writers of its keys. */
  move(t: number): boolean;
  takeBack(): void;
  /** What keeps a commit that waits for nothing that is forced. */
  rivals(late: number): Iterable<Choice>;
  /** Calls for each who must still read what t replaces, until one call returns false. */
  forEachOther(t: number, call: (u: number) => boolean): boolean;
  points(): Int32Array;
}

/** Two writers of a key of which nothing says who comes first: `late` cannot come, as `early` has; it will not have if late is first. */
export interface Choice {
  early: number;
  late: number;
  /** The micro-operation that still must read what early wrote, if that is what stands in the way; else they overlap on the key. */
  read: number | undefined;
  key: number;
}

export function createBoard(problem: Problem, budget: Budget): Board {
  const { reading, graph, family, points } = problem;
  const { all, inOrder, readFirst, readOp, readFrom, writeFirst, writeOp } = reading;
  const { nodes, to, kind } = graph;
  const out = outgoing(graph);
  const isSnapshot = family === 'snapshot-isolation';
  const { slot, isUpdate, readersFirst, readers } = slotsOf(reading);

  const byRank = likelyOrder(problem, out);
  const rankOf = new Int32Array(all.count).fill(-1);
  for (let rank = 0; rank < byRank.length; rank++) rankOf[byRank[rank]!] = rank;

  // What the points still wait for.
  const waits = new Int32Array(nodes);
  for (let edge = 0; edge < graph.edges; edge++) if (isCounted(edge)) waits[to[edge]!]!++;
  const isTaken = new Uint8Array(nodes);
  // By slot: how many must still read it; of those, how many could begin now. By key: the slot it holds; how many are open that write it.
  const left = new Int32Array(all.versions + all.keys);
  const could = new Int32Array(left.length);
  const current = Int32Array.from({ length: all.keys }, (_, key) => all.versions + key);
  const open = new Int32Array(all.keys);
  const touched = new Int32Array(all.keys);
  let touches = 0;
  for (const s of slot) if (s >= 0) left[s]!++;

  // Commits that wait for nothing that is forced, by rank; and what comes at once.
  const ready = createRanks(byRank.length);
  const atOnce: number[] = [];
  let commitsLeft = inOrder.length;
  for (let node = 0; node < nodes; node++) {
    const t = transactionOf(problem, node);
    if (waits[node] === 0 && (t < 0 || reading.included[t] === 1)) release(node);
  }

  const trail = new Int32Array(nodes);
  let trailEnd = 0;
  const replaced: number[] = [];
  const states = createStates(byRank.length * points, budget);
  // How many points had come before each move.
  const moves: number[] = [];
  takeAllAtOnce();

  return {
    byRank,
    ready,
    states,
    isDone: () => commitsLeft === 0,
    moves: () => moves.length,
    length: () => trailEnd,
    hasCommitted: (t) => isTaken[commitOf(problem, t)] === 1,
    mayCommit,
    isHarmless,
    move,
    takeBack: takeMoveBack,
    rivals,
    forEachOther,
    points: () => trail.subarray(0, trailEnd).filter((node) => transactionOf(problem, node) >= 0),
  };

  function isWriter(t: number): boolean {
    return writeFirst[t]! < writeFirst[t + 1]!;
  }

  /** Who begins as late as it can does not wait for that; nor need others be told to wait until it has begun. */
  function isCounted(edge: number): boolean {
    if (!isSnapshot || (kind[edge] !== KIND.rw && kind[edge] !== KIND.within)) return true;
    const t = transactionOf(problem, graph.from[edge]!);
    return t < 0 || !isWriter(t);
  }

  function isHarmless(t: number): boolean {
    for (let w = writeFirst[t]!; w < writeFirst[t + 1]!; w++) {
      if (!isNext(w) && left[all.version[writeOp[w]!]!]! > 0) return false;
      if (isSnapshot && othersLeft(t, w) > 0) return false;
    }
    return true;
  }

  /** Of a write by somebody who may commit: whether no other write of its key may come before. */
  function isNext(w: number): boolean {
    return isUpdate[w] === 1 && family !== 'prefix';
  }

  /** How many others have not read yet what the write replaces. */
  function othersLeft(t: number, w: number): number {
    const most = left[current[all.key[writeOp[w]!]!]!]!;
    return isUpdate[w] === 1 && isTaken[beginOf(problem, t)] === 0 ? most - 1 : most;
  }

  function mayCommit(t: number): boolean {
    spend(budget, STEPS_A_LOOK, 'searching an order');
    let areOthers = false;
    for (let w = writeFirst[t]!; w < writeFirst[t + 1]!; w++) {
      const key = all.key[writeOp[w]!]!;
      if (open[key]! > (isTaken[beginOf(problem, t)] === 1 ? 1 : 0)) return false;
      if (othersLeft(t, w) === 0) continue;
      if (!isSnapshot || left[current[key]!] !== could[current[key]!]) return false;
      areOthers = true;
    }
    return !areOthers || mayOthersBegin(t);
  }

  /** Whether all who must still read what t replaces can begin now: nobody writes the same key as another of them, as t, or as somebody who is open. */
  function mayOthersBegin(t: number): boolean {
    touches++;
    for (let w = writeFirst[t]!; w < writeFirst[t + 1]!; w++) touched[all.key[writeOp[w]!]!] = touches;
    return forEachOther(t, (u) => {
      for (let w = writeFirst[u]!; w < writeFirst[u + 1]!; w++) {
        const key = all.key[writeOp[w]!]!;
        if (open[key]! > 0 || touched[key] === touches) return false;
        touched[key] = touches;
      }
      return true;
    });
  }

  function forEachOther(t: number, call: (u: number) => boolean): boolean {
    const seen = new Set<number>();
    for (let w = writeFirst[t]!; w < writeFirst[t + 1]!; w++) {
      if (othersLeft(t, w) === 0) continue;
      const s = current[all.key[writeOp[w]!]!]!;
      spend(budget, readersFirst[s + 1]! - readersFirst[s]!, 'searching an order');
      for (let i = readersFirst[s]!; i < readersFirst[s + 1]!; i++) {
        const u = readers[i]!;
        if (u === t || isTaken[beginOf(problem, u)] === 1 || seen.has(u)) continue;
        seen.add(u);
        if (!call(u)) return false;
      }
    }
    return true;
  }

  function move(t: number): boolean {
    moves.push(trailEnd);
    let isRight = true;
    if (isSnapshot) {
      const others: number[] = [];
      forEachOther(t, (u) => others.push(u) > 0);
      for (const u of others) take(beginOf(problem, u));
      isRight = others.length === 0;
      if (isTaken[beginOf(problem, t)] === 0) take(beginOf(problem, t));
    }
    take(commitOf(problem, t));
    takeAllAtOnce();
    for (let w = writeFirst[t]!; isRight && w < writeFirst[t + 1]!; w++) {
      isRight = isNext(w) || left[all.version[writeOp[w]!]!] === 0;
    }
    return isRight;
  }

  function takeMoveBack(): void {
    for (const before = moves.pop()!; trailEnd > before; ) takeBack();
  }

  function takeAllAtOnce(): void {
    while (atOnce.length > 0) take(atOnce.pop()!);
  }

  function take(node: number): void {
    // What comes after a point is gone through, and again when the point is taken back.
    spend(budget, STEPS_A_POINT + 2 * (out.first[node + 1]! - out.first[node]!), 'searching an order');
    trail[trailEnd++] = node;
    isTaken[node] = 1;
    const t = transactionOf(problem, node);
    if (t >= 0) {
      const writes = isWriter(t);
      if (node === beginOf(problem, t)) {
        for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) if (slot[r]! >= 0) left[slot[r]!]!--;
        if (isSnapshot && writes) begin(t, 1);
      }
      if (node === commitOf(problem, t)) {
        commitsLeft--;
        if (writes) {
          ready.remove(rankOf[t]!);
          states.toggle(isSnapshot ? rankOf[t]! * 2 + 1 : rankOf[t]!);
        }
        for (let w = writeFirst[t]!; w < writeFirst[t + 1]!; w++) {
          const key = all.key[writeOp[w]!]!;
          replaced.push(current[key]!);
          current[key] = all.version[writeOp[w]!]!;
          if (isSnapshot) open[key]!--;
        }
      }
    }
    for (let i = out.first[node]!; i < out.first[node + 1]!; i++) {
      const edge = out.list[i]!;
      if (isCounted(edge) && --waits[to[edge]!]! === 0) release(to[edge]!);
    }
  }

  function takeBack(): void {
    const node = trail[--trailEnd]!;
    isTaken[node] = 0;
    for (let i = out.first[node]!; i < out.first[node + 1]!; i++) {
      const edge = out.list[i]!;
      if (isCounted(edge) && waits[to[edge]!]!++ === 0) hold(to[edge]!);
    }
    const t = transactionOf(problem, node);
    if (t < 0) return;
    const writes = isWriter(t);
    if (node === commitOf(problem, t)) {
      commitsLeft++;
      for (let w = writeFirst[t + 1]! - 1; w >= writeFirst[t]!; w--) {
        const key = all.key[writeOp[w]!]!;
        current[key] = replaced.pop()!;
        if (isSnapshot) open[key]!++;
      }
      if (writes) {
        ready.add(rankOf[t]!);
        states.toggle(isSnapshot ? rankOf[t]! * 2 + 1 : rankOf[t]!);
      }
    }
    if (node === beginOf(problem, t)) {
      for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) if (slot[r]! >= 0) left[slot[r]!]!++;
      if (isSnapshot && writes) begin(t, -1);
    }
  }

  /** A writer begins under snapshot isolation, or (-1) no longer does. */
  function begin(t: number, by: 1 | -1): void {
    states.toggle(rankOf[t]! * 2);
    for (let w = writeFirst[t]!; w < writeFirst[t + 1]!; w++) open[all.key[writeOp[w]!]!]! += by;
    ableToBegin(t, -by);
  }

  function ableToBegin(t: number, by: number): void {
    for (let r = readFirst[t]!; r < readFirst[t + 1]!; r++) if (slot[r]! >= 0) could[slot[r]!]! += by;
  }

  /** A point waits for nothing that is forced any more. */
  function release(node: number): void {
    const t = transactionOf(problem, node);
    if (t < 0 || !isWriter(t) || (family === 'prefix' && node === beginOf(problem, t))) {
      atOnce.push(node);
      return;
    }
    if (isSnapshot && node === beginOf(problem, t)) ableToBegin(t, 1);
    if (!isSnapshot || (waits[beginOf(problem, t)] === 0 && waits[commitOf(problem, t)] === 0)) ready.add(rankOf[t]!);
  }

  /** It waits again. What comes at once has been taken back before. */
  function hold(node: number): void {
    const t = transactionOf(problem, node);
    if (t < 0 || !isWriter(t) || (family === 'prefix' && node === beginOf(problem, t))) return;
    if (isSnapshot && node === beginOf(problem, t)) ableToBegin(t, -1);
    ready.remove(rankOf[t]!);
  }

  function* rivals(late: number): Generator<Choice> {
    yield* overlaps(late);
    for (let w = writeFirst[late]!; w < writeFirst[late + 1]!; w++) {
      const key = all.key[writeOp[w]!]!;
      const s = current[key]!;
      if (s >= all.versions || othersLeft(late, w) === 0) continue;
      for (let i = readersFirst[s]!; i < readersFirst[s + 1]!; i++) {
        const u = readers[i]!;
        if (u === late || isTaken[beginOf(problem, u)] === 1) continue;
        if (isSnapshot) yield* overlaps(u);
        let r = readFirst[u]!;
        while (slot[r] !== s) r++;
        yield { early: readFrom[r]!, late, read: readOp[r]!, key };
      }
    }
  }

  /** Who is open and writes a key that `late` writes. */
  function* overlaps(late: number): Generator<Choice> {
    if (isTaken[beginOf(problem, late)] === 1) return;
    for (let w = writeFirst[late]!; w < writeFirst[late + 1]!; w++) {
      const key = all.key[writeOp[w]!]!;
      if (open[key] === 0) continue;
      const isOpen = (t: number) => isTaken[beginOf(problem, t)]! > isTaken[commitOf(problem, t)]!;
      const early = inOrder.find((t) => isOpen(t) && lastWriteOf(reading, t, key) >= 0)!;
      yield { early, late, read: undefined, key };
    }
  }
}
