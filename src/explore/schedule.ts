import { ddmin } from './ddmin.js';
import type { Case } from './draft-case.js';
import { fatesOf, faultsOfNodes } from './freeze.js';
import { broaderThan } from './simplify.js';
import type { Trial } from './trial.js';

/** So many failing schedules of the same operations are compared, of so many seeds. */
const SCHEDULES = 4;
const SEEDS = 60;
/** So few faults need not be said in fewer. */
const FEW = 2;

/**
 * What the network and the faults did to each message, spelt out. Other seeds may fail for fewer reasons: of some that do,
 * and of several ways to say each, the smallest is taken.
 */
export function frozenSchedule(draft: Case, trial: Trial): Case | undefined {
  if (draft.network.inbox !== '0ms') return undefined;
  let least: Case | undefined;
  let frozen = 0;
  for (let seed = 0; seed <= SEEDS && frozen < SCHEDULES; seed++) {
    const way = schedulesOf(seed === 0 ? draft : { ...draft, seed }, trial);
    if (way === undefined) continue;
    frozen++;
    if (least === undefined || way.faults.length < least.faults.length) least = way;
    if (least.faults.length <= 1) return least;
  }
  return least;
}

function schedulesOf(draft: Case, trial: Trial): Case | undefined {
  const result = trial.fails(draft);
  if (result === undefined) return undefined;
  const order = draft.network.order === undefined ? {} : { order: draft.network.order };
  let least: Case | undefined;
  for (const base of [0, 1, 5]) {
    const network = { ...(base > 0 && { delay: `${base}ms` }), inbox: '0ms', ...order };
    const faults = [...faultsOfNodes(draft.faults), ...fatesOf(result.log!, base * 1e6)];
    const frozen = { ...draft, network, faults };
    if (!trial.fails(frozen)) continue;
    const fewer = fewerFaults(frozen, trial);
    const way = fewer.faults.length > FEW ? broaderFaults(fewer, trial) : fewer;
    if (least === undefined || way.faults.length < least.faults.length) least = way;
  }
  return least;
}

/** Several faults aimed at single messages said as one that strikes a whole link, where that will do. */
function broaderFaults(draft: Case, trial: Trial): Case {
  let best = draft;
  for (const fault of draft.faults) {
    for (const broader of best.faults.length > 1 && best.faults.includes(fault) ? broaderThan(fault) : []) {
      const faults = best.faults.map((one) => (one === fault ? broader : one));
      if (!trial.fails({ ...best, faults })) continue;
      const fewer = fewerFaults({ ...best, faults }, trial);
      if (fewer.faults.length < best.faults.length) best = fewer;
    }
  }
  return best;
}

/** The faults that the failure needs. */
export function fewerFaults(draft: Case, trial: Trial): Case {
  return { ...draft, faults: ddmin(draft.faults, (faults) => trial.fails({ ...draft, faults }) !== undefined) };
}
