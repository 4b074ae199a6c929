import { brokenRules } from '../run/judge-run.js';
import type { RunResult } from '../run/result.js';
import { runInSimulation } from '../run/simulate.js';
import { withSeed } from '../scenario/overrides.js';
import { ScenarioError } from '../scenario/problem.js';
import type { Scenario } from '../scenario/scenario.js';
import { type Case, type Frame, scenarioOf } from './draft-case.js';

/** Runs cases of one shrinking, within a budget that is counted in events, so that it ends the same way everywhere. */
export interface Trial {
  /** The result of a case in which the rule is violated; undefined where it holds, or the case makes no sense. */
  fails(draft: Case): RunResult | undefined;
  /**
   * The case with its own seed or the first of `seeds` others (1, 2, ...) with which the rule is violated. What is left
   * to chance is drawn anew for a smaller case, where the same draws would meet other messages.
   */
  search(draft: Case, seeds: number): Case | undefined;
  /** Runs so far. */
  runs(): number;
}

/** What a run costs besides its events, in events. */
const COST_OF_RUN = 300;

export function createTrial(frame: Frame, rule: string, budget: number, onRun: () => void): Trial {
  let spent = 0;
  let runs = 0;

  function parsed(draft: Case): Scenario | undefined {
    try {
      return scenarioOf(frame, draft);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      return undefined;
    }
  }

  function violates(scenario: Scenario): RunResult | undefined {
    if (spent > budget) return undefined;
    const result = runInSimulation(scenario);
    runs++;
    spent += COST_OF_RUN + result.log!.length * (1 + scenario.faults.length / 100);
    onRun();
    return result.broken === undefined && brokenRules(result.checks).includes(rule) ? result : undefined;
  }

  return {
    fails(draft) {
      const scenario = parsed(draft);
      return scenario && violates(scenario);
    },
    search(draft, seeds) {
      const scenario = parsed(draft);
      if (scenario === undefined) return undefined;
      if (violates(scenario)) return draft;
      for (let seed = 1; seed <= seeds; seed++) {
        if (violates(withSeed(scenario, seed))) return { ...draft, seed };
      }
      return undefined;
    },
    runs: () => runs,
  };
}
