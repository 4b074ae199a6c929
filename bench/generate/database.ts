import type { Chain } from './chain.js';
import type { Model } from './log.js';
import type { Running } from './transaction.js';

/** A simulated database: decides what reads find, and whether a transaction commits. */
export interface Database {
  /** The transaction begins, some time after its invoke. */
  begin(running: Running): void;
  /** It wants to commit: true when it has; its results are filled then. False: it has had no effect. */
  commit(running: Running): boolean;
  /** What its readers may find is all there is: for the reads at the end of a log. */
  settle(): void;
}

/** What a database is made from. */
export interface Setting {
  readonly model: Model;
  readonly clients: number;
  /** A number in [0, 1), another each time. */
  dice(): number;
}

export type CreateDatabase = (setting: Setting) => Database;

/** The chains that a transaction writes, each once. */
export function written({ steps }: Running): Set<Chain> {
  return new Set(steps.flatMap(({ isWrite, chain }) => (isWrite ? [chain] : [])));
}
