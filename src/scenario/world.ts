import type { Fault } from '../faults/fault.js';
import type { System } from '../systems/system.js';

/** What a scenario may speak of. */
export interface World {
  /** JSON Schema of a checker's options (absent: it takes none), and the names of its rules. */
  checkers: Readonly<Record<string, { options?: object; rules: readonly string[] }>>;
  /** Absent: those of the registry. */
  // biome-ignore lint/suspicious/noExplicitAny: each system has its own type of configuration, which only it reads.
  systems?: Readonly<Record<string, System<any>>>;
  /** Absent: those of the registry. */
  faults?: Readonly<Record<string, Fault>>;
}

/** A world with nothing left out. */
export type WholeWorld = Required<World>;
