import { brokenRules } from '../run/judge-run.js';
import { runInSimulation } from '../run/simulate.js';
import type { Scenario } from '../scenario/scenario.js';
import { ddmin } from './ddmin.js';
import { type Case, documentOf, type Frame, type Given, scenarioOf } from './draft-case.js';
import { faultsOfNodes, operationsOf, plannedFaults } from './freeze.js';
import { fewerFaults, frozenSchedule } from './schedule.js';
import {
  simplerOperations,
  simplerSchedules,
  simplerSurroundings,
  simplerValues,
  withNewClients,
  withoutSpareNodes,
} from './simplify.js';
import { createTrial, type Trial } from './trial.js';

/** A failing run made small. */
export interface Shrunk {
  rule: string;
  /** The scenario as a document; it expects the rules that it breaks. */
  document: Given;
  /** One sentence about the violation in the small run. */
  summary: string;
  operations: number;
  /** Faults and delays together. */
  faults: number;
  /** Operations of the run that was shrunk. */
  from: number;
  /** Runs that it took. */
  runs: number;
}

/** Events that all trials may take together: about half a minute of work. */
const BUDGET = 2_000_000;
/** So many seeds are tried for a case that is smaller by much, or by little. */
const MANY_SEEDS = 60;
const FEW_SEEDS = 8;

/**
 * Shrinks a run in simulation that violates `rule`: freezes it into explicit operations with their times, deletes
 * what the violation does not need (operations, faults, nodes, clients), freezes what the network did to each message
 * into faults aimed at that message, deletes those, and makes the rest plain. Every step is held only if the same rule is
 * still violated. Deterministic. Undefined where the seed does not violate the rule.
 */
export function shrink(scenario: Scenario, rule: string, onProgress?: (text: string) => void): Shrunk | undefined {
  const { log } = runInSimulation(scenario);
  const source = scenario.source as Given;
  const frame: Frame = {
    name: `${rule} from ${scenario.name}`.slice(0, 200),
    system: scenario.system,
    ...(source.checks !== undefined && { checks: source.checks }),
  };
  let best: Case = {
    seed: scenario.seed,
    nodes: scenario.nodes,
    operations: operationsOf(log!),
    inSequence: false,
    network: (source.network as Given) ?? {},
    faults: (source.faults as Given[]) ?? [],
    config: (source.config as Given) ?? {},
    limits: (source.limits as Given) ?? {},
  };
  const from = best.operations.length;
  const trial = createTrial(frame, rule, BUDGET, () =>
    onProgress?.(`${best.operations.length} operations, ${best.faults.length} faults, ${trial.runs()} runs`),
  );
  const frozen = trial.search(best, MANY_SEEDS);
  if (frozen === undefined) return undefined;
  best = frozen;
  const take = (found: Case | undefined): boolean => {
    if (found !== undefined) best = found;
    return found !== undefined;
  };
  const takeIfOther = (draft: Case): boolean =>
    JSON.stringify(draft) !== JSON.stringify(best) && take(trial.search(draft, 0));

  const faults = plannedFaults(best.faults, log!);
  take(trial.search({ ...best, faults }, MANY_SEEDS));
  take(firstOperations(best, trial));
  take(trial.search({ ...best, faults: [] }, FEW_SEEDS));
  take(fewerFaults(best, trial));
  take(fewerOperations(best, trial, FEW_SEEDS));
  for (const simpler of simplerSchedules(best)) take(trial.search({ ...best, ...simpler }, FEW_SEEDS));
  take(withoutNoise(best, trial));
  take(withoutSpareNodes(best, trial));
  take(fewerOperations(best, trial, FEW_SEEDS));
  take(frozenSchedule(best, trial));
  for (let size = sizeOf(best) + 1; sizeOf(best) < size; ) {
    size = sizeOf(best);
    take(fewerOperations(best, trial, 0));
    take(fewerFaults(best, trial));
    take(withoutSpareNodes(best, trial));
    for (const simpler of simplerOperations(best)) takeIfOther(simpler(best));
    for (const simpler of simplerSurroundings(best)) takeIfOther({ ...best, ...simpler });
  }
  for (const simpler of simplerValues(best)) takeIfOther(simpler(best));
  takeIfOther(withNewClients(best));

  const result = runInSimulation(scenarioOf(frame, best));
  const broken = brokenRules(result.checks);
  const [checker, name] = rule.split('/');
  const verdict = result.checks.find((one) => one.checker === checker);
  return {
    rule,
    document: { ...documentOf(frame, best), expect: { fail: broken } },
    summary: verdict!.violations.find((one) => one.rule === name)!.summary,
    operations: best.operations.length,
    faults: best.faults.length,
    from,
    runs: trial.runs(),
  };
}

function sizeOf({ operations, faults, nodes }: Case): number {
  return operations.length + faults.length + nodes.length;
}

/** The shortest beginning of the run that will do. */
function firstOperations(draft: Case, trial: Trial): Case | undefined {
  for (let count = 1; count < draft.operations.length; count += Math.max(1, count >> 1)) {
    const found = trial.search({ ...draft, operations: draft.operations.slice(0, count) }, FEW_SEEDS);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fewerOperations(draft: Case, trial: Trial, seeds: number): Case {
  let best = draft;
  ddmin(draft.operations, (operations) => {
    const found = operations.length === 0 ? undefined : trial.search({ ...best, operations }, seeds);
    if (found !== undefined) best = found;
    return found !== undefined;
  });
  return best;
}

/** Without any chance at all: messages take a constant while, nodes consume at once, nothing fails. */
function withoutNoise(draft: Case, trial: Trial): Case | undefined {
  for (const faults of [[], faultsOfNodes(draft.faults)]) {
    for (const network of [{ inbox: '0ms' }, { delay: '1ms', inbox: '0ms' }]) {
      const quiet = { ...draft, network, faults, seed: 1 };
      if (trial.fails(quiet)) return quiet;
    }
  }
  return trial.search({ ...draft, network: { ...draft.network, inbox: '0ms' } }, MANY_SEEDS * 4);
}
