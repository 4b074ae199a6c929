import { type Budget, OutOfBudget, spend } from '../budget.js';
import { likelyOrder } from './due.js';
import { outgoing } from './graph.js';
import { beginOf, commitOf, type Problem, transactionOf } from './problem.js';
import { createRanks } from './ranks.js';
import { lastWriteOf } from './reading.js';
import { slotsOf } from './slots.js';
import { createStates } from './states.js';
import { KIND } from './weak.js';

/** What it costs to take a point, and perhaps to take it back. */
const STEPS_A_POINT = 30;
/** What it costs to see whether a commit may come. */
const STEPS_A_LOOK = 4;
/** Among so many commits that may come, one is looked for that cannot be wrong. */
const LOOKED_AT = 8;
/** Of where a search got stuck, so many transactions are told. */
const TOLD = 64;

export interface Searched {
  /** An order; undefined: there is none, or none was found. */
  readonly points: Int32Array | undefined;
  /** Whether the budget was used up. */
  readonly isCutShort: boolean;
  /** Who was in the way where the search got furthest. */
  readonly stuck: readonly number[];
  /** Of a dive that led nowhere: about whom to decide. */
  readonly choice: Choice | undefined;
}

/**
 * Searches an order of the points of a problem, commit by commit from the start. What may follow depends on nothing but
 * which points have come (Biswas and Enea 2019, section 4), and a set of points that led nowhere is not tried twice: where
 * real time or sessions leave few to choose from at a time, that is linear.
 *
 * A commit may come when all that is forced before it has come, and nobody is left who must read what it replaces. Under
 * snapshot isolation a transaction begins as late as it can, as that is never worse: right before its commit, or before
 * one that replaces what it must read; and not while somebody is open that writes a key that it writes. All else comes as
 * soon as it can, as that is never worse: helpers, who only reads, and the begins of `prefix`. Nor need a commit be taken
 * back after which nobody must still read what it wrote, or which of all writers of its keys had to be the next.
 *
 * `isDecided`: makes it a dive, of which the first guess is never taken back: where it leads nowhere, it tells what stands in the
 * way and has not been decided yet.
 */
export function searchOrder(problem: Problem, budget: Budget, isDecided?: (choice: Choice) => boolean): Searched {
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
  // Where a commit was chosen: how much had come before, and which one.
  const frames: { trail: number; rank: number }[] = [];
  let stuckAt = -1;
  // All commits of a lower rank have come.
  let lowest = 0;
  let stuck: number[] = [];
  let isCutShort = false;
  let isFound = false;
  try {
    isFound = explore();
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    isCutShort = true;
  }
  const order = isFound ? trail.subarray(0, trailEnd).filter((node) => transactionOf(problem, node) >= 0) : undefined;
  const choice = isFound || isCutShort || isDecided === undefined ? undefined : inTheWay(isDecided);
  return { points: order, isCutShort, stuck, choice };

  /** Whether all have come in the end. */
  function explore(): boolean {
    takeAllAtOnce();
    for (let isNew = true; commitsLeft > 0; ) {
      const isKnown = isNew && frames.length > 0 && states.has();
      const rank = isKnown ? -1 : isNew ? choose() : nextThatMay(frames.at(-1)!.rank + 1);
      if (rank >= 0) {
        if (isNew) frames.push({ trail: trailEnd, rank });
        else frames.at(-1)!.rank = rank;
        if (commit(byRank[rank]!)) frames.pop();
        isNew = true;
        continue;
      }
      if (isNew && !isKnown && trailEnd > stuckAt) noteStuck();
      if (isDecided !== undefined) return false;
      if (!isNew) {
        states.add();
        frames.pop();
      }
      const frame = frames.at(-1);
      if (frame === undefined) return false;
      while (trailEnd > frame.trail) takeBack();
      isNew = false;
    }
    return true;
  }

  function isWriter(t: number): boolean {
    return writeFirst[t]! < writeFirst[t + 1]!;
  }

  /** Who begins as late as it can does not wait for that; nor need others be told to wait until it has begun. */
  function isCounted(edge: number): boolean {
    if (!isSnapshot || (kind[edge] !== KIND.rw && kind[edge] !== KIND.within)) return true;
    const t = transactionOf(problem, graph.from[edge]!);
    return t < 0 || !isWriter(t);
  }

  /** The commit to try first. */
  function choose(): number {
    let first = -1;
    let looked = 0;
    for (let rank = nextThatMay(0); rank >= 0 && looked < LOOKED_AT; rank = nextThatMay(rank + 1), looked++) {
      if (first < 0) first = rank;
      if (isHarmless(byRank[rank]!)) return rank;
    }
    return first;
  }

  function nextThatMay(from: number): number {
    let rank = ready.next(from);
    while (rank >= 0 && !mayCommit(byRank[rank]!)) rank = ready.next(rank + 1);
    return rank;
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

  /** Calls for each who must still read what t replaces, until one call returns false. */
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

  /** Takes a commit, and all that comes with it. Returns whether that cannot have been wrong. */
  function commit(t: number): boolean {
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

  function takeAllAtOnce(): void {
    while (atOnce.length > 0) take(atOnce.pop()!);
  }

  function take(node: number): void {
    spend(budget, STEPS_A_POINT, 'searching an order');
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
        if (rankOf[t]! < lowest) lowest = rankOf[t]!;
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

  /** The first that should have come, and who keeps others from coming. */
  function noteStuck(): void {
    stuckAt = trailEnd;
    const found = new Set<number>();
    while (isTaken[commitOf(problem, byRank[lowest]!)] === 1) lowest++;
    for (let rank = lowest; rank < byRank.length && found.size < TOLD / 4; rank++) {
      if (isTaken[commitOf(problem, byRank[rank]!)] === 0) found.add(byRank[rank]!);
    }
    for (let rank = ready.next(0); rank >= 0 && found.size < TOLD; rank = ready.next(rank + 1)) {
      const t = byRank[rank]!;
      found.add(t);
      forEachOther(t, (u) => {
        found.add(u);
        for (let r = readFirst[u]!; r < readFirst[u + 1]!; r++) {
          const from = readFrom[r]!;
          if (from >= 0 && isTaken[commitOf(problem, from)] === 0) found.add(from);
        }
        return found.size < TOLD;
      });
    }
    stuck = [...found];
  }

  /** Of the commits that wait for nothing that is forced, what keeps the one that is due first. */
  function inTheWay(isDecided: (choice: Choice) => boolean): Choice | undefined {
    for (let rank = ready.next(0); rank >= 0; rank = ready.next(rank + 1)) {
      const late = byRank[rank]!;
      for (const choice of inTheWayOf(late)) if (!isDecided(choice)) return choice;
    }
    return undefined;
  }

  function* inTheWayOf(late: number): Generator<Choice> {
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

/** Two writers of a key of which nothing says who comes first: `late` cannot come, as `early` has; it will not have if late is first. */
export interface Choice {
  early: number;
  late: number;
  /** The micro-operation that still must read what early wrote, if that is what stands in the way; else they overlap on the key. */
  read: number | undefined;
  key: number;
}
