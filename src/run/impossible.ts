import type { Impossible } from '../faults/fault.js';
import { FAULTS } from '../faults/registry.js';
import type { Scenario } from '../scenario/scenario.js';

/** Why a host cannot run a scenario's faults, as a sentence; undefined: it can. */
export function impossibleOn(host: keyof Impossible, { faults }: Pick<Scenario, 'faults'>): string | undefined {
  for (const { number, fault, options } of faults) {
    const why = FAULTS[fault]!.impossible?.(options)[host];
    if (why === undefined) continue;
    return `fault ${number}, ${fault}, cannot be done ${WHERE[host]}: ${why}; ${INSTEAD[host]}.`;
  }
  return undefined;
}

const WHERE = { sim: 'in simulation', nats: 'on a broker', server: 'on this broker' };
const INSTEAD = { sim: 'run it on a broker', nats: 'run it in simulation, with --sim', server: 'leave out --nats' };
