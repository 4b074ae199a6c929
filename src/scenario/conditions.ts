import { FAULTS } from '../faults/registry.js';
import type { Conditions } from '../history/header.js';
import type { Scenario } from './scenario.js';

/** What a scenario's network and faults may do to messages and nodes, in the words of a spec's `tolerates`. */
export function conditionsOf({ network, faults }: Pick<Scenario, 'network' | 'faults'>): Conditions {
  const conditions: Conditions = {
    loss: network.loss > 0,
    duplication: network.duplicate > 0,
    reordering: network.order === 'any',
    crashes: false,
  };
  for (const { fault, options } of faults) {
    const broken = FAULTS[fault]!.breaks(options);
    for (const [name, value] of Object.entries(broken)) if (value) conditions[name as keyof Conditions] = true;
  }
  return conditions;
}
