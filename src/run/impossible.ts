import { FAULTS } from '../faults/registry.js';
import type { Scenario } from '../scenario/scenario.js';

/** Why a host cannot run a scenario's faults, as a sentence; undefined: it can. */
export function impossibleOn(
  host: 'sim' | 'nats',
  { file, faults }: Pick<Scenario, 'file' | 'faults'>,
): string | undefined {
  for (const { number, fault, options } of faults) {
    const why = FAULTS[fault]!.impossible?.(options)[host];
    if (why === undefined) continue;
    const where = host === 'sim' ? 'in simulation' : 'on a broker';
    const instead = host === 'sim' ? 'leave out --sim' : 'add --sim';
    return `${file}: fault ${number}, ${fault}, cannot be done ${where}: ${why}; ${instead}.`;
  }
  return undefined;
}
