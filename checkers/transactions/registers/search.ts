import { type Budget, OutOfBudget } from '../budget.js';
import { type Choice, createBoard } from './board.js';
import type { Problem } from './problem.js';

/** What it costs to lay out a point, or an edge. */
const STEPS_AT_FIRST = 20;
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
 * real time or sessions leave few to choose from at a time, that is linear. Nor is a commit taken back that cannot have
 * been wrong.
 *
 * `dive`: the first guess is never taken back. Where it leads nowhere, it is told what stands in the way and has not been decided
 * yet.
 */
export function searchOrder(problem: Problem, budget: Budget, dive?: (choice: Choice) => boolean): Searched {
  budget.steps -= (problem.graph.nodes + problem.graph.edges) * STEPS_AT_FIRST;
  if (budget.steps < 0) return { points: undefined, isCutShort: true, stuck: [], choice: undefined };
  const board = createBoard(problem, budget);
  const { byRank, ready, states } = board;
  const { readFirst, readFrom } = problem.reading;
  // Where a commit was chosen: after how many moves, and which one.
  const frames: { moves: number; rank: number }[] = [];
  let furthest = -1;
  let stuck: number[] = [];
  try {
    const isFound = explore();
    const choice = isFound || dive === undefined ? undefined : inTheWay(dive);
    return { points: isFound ? board.points() : undefined, isCutShort: false, stuck, choice };
  } catch (error) {
    if (!(error instanceof OutOfBudget)) throw error;
    return { points: undefined, isCutShort: true, stuck, choice: undefined };
  }

  /** Whether all have come in the end. */
  function explore(): boolean {
    for (let isNew = true; !board.isDone(); ) {
      const isKnown = isNew && frames.length > 0 && states.has();
      const rank = isKnown ? -1 : isNew ? choose() : nextThatMay(frames.at(-1)!.rank + 1);
      if (rank >= 0) {
        if (isNew) frames.push({ moves: board.moves(), rank });
        else frames.at(-1)!.rank = rank;
        if (board.move(byRank[rank]!)) frames.pop();
        isNew = true;
        continue;
      }
      if (isNew && !isKnown) noteStuck();
      if (dive !== undefined) return false;
      if (!isNew) {
        states.add();
        frames.pop();
      }
      const frame = frames.at(-1);
      if (frame === undefined) return false;
      while (board.moves() > frame.moves) board.takeBack();
      isNew = false;
    }
    return true;
  }

  /** The commit to try first. */
  function choose(): number {
    let first = -1;
    let looked = 0;
    for (let rank = nextThatMay(0); rank >= 0 && looked < LOOKED_AT; rank = nextThatMay(rank + 1), looked++) {
      if (first < 0) first = rank;
      if (board.isHarmless(byRank[rank]!)) return rank;
    }
    return first;
  }

  function nextThatMay(from: number): number {
    let rank = ready.next(from);
    while (rank >= 0 && !board.mayCommit(byRank[rank]!)) rank = ready.next(rank + 1);
    return rank;
  }

  /** Of the commits that wait for nothing that is forced, what keeps the one that is due first. */
  function inTheWay(isDecided: (choice: Choice) => boolean): Choice | undefined {
    for (let rank = ready.next(0); rank >= 0; rank = ready.next(rank + 1)) {
      for (const choice of board.rivals(byRank[rank]!)) if (!isDecided(choice)) return choice;
    }
    return undefined;
  }

  /** Who keeps others from coming, and the first that should have come. */
  function noteStuck(): void {
    if (board.length() <= furthest) return;
    furthest = board.length();
    const found = new Set<number>();
    for (let rank = Math.max(0, ready.next(0)); rank < byRank.length && found.size < TOLD / 4; rank++) {
      if (!board.hasCommitted(byRank[rank]!)) found.add(byRank[rank]!);
    }
    for (let rank = ready.next(0); rank >= 0 && found.size < TOLD; rank = ready.next(rank + 1)) {
      found.add(byRank[rank]!);
      board.forEachOther(byRank[rank]!, (u) => {
        found.add(u);
        for (let r = readFirst[u]!; r < readFirst[u + 1]!; r++) {
          if (readFrom[r]! >= 0 && !board.hasCommitted(readFrom[r]!)) found.add(readFrom[r]!);
        }
        return found.size < TOLD;
      });
    }
    stuck = [...found];
  }
}
