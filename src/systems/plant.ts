import type { NodeProgram } from '../node/program.js';
import type { Mutant } from './system.js';

/** A bug to plant: the one decision of a protocol that is taken differently, and what a mutant tells of itself. */
export interface Planted<Decisions> extends Omit<Mutant, 'program'> {
  decision: Partial<Decisions>;
}

/** Makes a mutant of each planted bug: the reference with its decision replaced, under the name of the bug. */
export function plant<Config, Decisions>(
  program: (decide: Decisions) => NodeProgram<Config>,
  reference: Decisions,
  planted: Readonly<Record<string, Planted<Decisions>>>,
): Record<string, Mutant<Config>> {
  return Object.fromEntries(
    Object.entries(planted).map(([name, { decision, ...about }]) => [
      name,
      { program: program({ ...reference, ...decision }), ...about },
    ]),
  );
}
