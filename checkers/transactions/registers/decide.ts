import { type Budget, OutOfBudget, spend } from '../budget.js';
import type { Choice } from './board.js';
import { addEdge, outgoing, topologicalOrder } from './graph.js';
import { beginOf, commitOf, type Problem } from './problem.js';
import { saturate } from './saturate.js';
import { searchOrder } from './search.js';
import { KIND } from './weak.js';

/** What is forced is worked out after so many decisions, and whenever one was wrong. */
const FORCED_EVERY = 20;

/**
 * Searches an order of the points of a problem in which what is forced has no cycle, by deciding which of two writers of a key is
 * first: a guess, until something stands in its way; then a decision about that, and what is forced by it; where that has a
 * cycle, the other way round; where that has one too, the decision before (the polygraph search of Tan et al., "Cobra: making
 * transactional key-value stores verifiably serializable", OSDI 2020, with a dive in place of a solver's heuristics).
 * Undefined: there is none. Leaves the graph as it was.
 */
export function decideOrder(problem: Problem, budget: Budget): Int32Array | undefined {
  const { graph } = problem;
  const before = graph.edges;
  // How many edges there were before, what was decided about, and whether it may still be taken the other way round.
  const decisions: { edges: number; choice: Choice; isOpen: boolean }[] = [];
  const isDecided = (choice: Choice) => decisions.some((other) => isSame(other.choice, choice));
  try {
    for (let sinceForced = FORCED_EVERY; ; sinceForced++) {
      spend(budget, graph.edges, 'deciding which of two writers is first');
      const isDue = sinceForced >= FORCED_EVERY;
      if (isDue) sinceForced = 0;
      if (isDue ? saturate(problem, budget) : topologicalOrder(graph, outgoing(graph)).length === graph.nodes) {
        const { points, choice } = searchOrder(problem, budget, isDecided);
        if (points !== undefined) return points;
        if (choice === undefined) throw new OutOfBudget('looking for what stands in the way of an order');
        decisions.push({ edges: graph.edges, choice, isOpen: true });
        decide(problem, choice, true);
        continue;
      }
      while (decisions.at(-1)?.isOpen === false) decisions.pop();
      const last = decisions.at(-1);
      if (last === undefined) return undefined;
      last.isOpen = false;
      graph.edges = last.edges;
      decide(problem, last.choice, false);
      sinceForced = FORCED_EVERY;
    }
  } finally {
    graph.edges = before;
  }
}

/** Adds what a decision says: that `late` is first, or that it is not. */
function decide(problem: Problem, { early, late, read, key }: Choice, isLateFirst: boolean): void {
  const { graph, reading, family } = problem;
  const before = (a: number, b: number) => {
    const target = family === 'snapshot-isolation' ? beginOf(problem, b) : commitOf(problem, b);
    addEdge(graph, commitOf(problem, a), target, KIND.overlap, key);
  };
  if (isLateFirst) before(late, early);
  else if (read === undefined) before(early, late);
  else addEdge(graph, beginOf(problem, reading.owner[read]!), commitOf(problem, late), KIND.rw, read);
}

function isSame(a: Choice, b: Choice): boolean {
  return a.early === b.early && a.late === b.late && a.read === b.read && a.key === b.key;
}
