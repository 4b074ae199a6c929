/** What a judgement may cost. Steps, not seconds, so that the same history always gets the same answer. */
export interface Budget {
  /** Elementary steps left: a look at an edge, an element, a state. */
  steps: number;
  /** Numbers that tables beyond the columns and the edges may hold at a time. */
  readonly cells: number;
}

/** Thrown inside loops when a budget is used up; whoever began the search answers `unknown (budget)`. */
export class OutOfBudget extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'OutOfBudget';
  }
}

/** About a minute of work, and 512 MiB. */
export function createBudget(steps = 4e9, cells = 1 << 27): Budget {
  return { steps, cells };
}

/** Takes steps off a budget. Throws OutOfBudget, with what was being done. */
export function spend(budget: Budget, steps: number, what: string): void {
  budget.steps -= steps;
  if (budget.steps < 0) throw new OutOfBudget(what);
}
