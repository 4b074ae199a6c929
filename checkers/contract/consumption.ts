import { type Consumption, readConsumption } from '../../src/history/consumption.js';
import type { History } from '../../src/history/history.js';
import { oncePerHistory } from './once-per-history.js';

/** What had certainly been consumed by when: the bound `must`. */
export const consumptionOf: (history: History) => Consumption = oncePerHistory((history) =>
  readConsumption(history, 'must'),
);

/** What can have been consumed by when: the bound `may`. The same, entry by entry, for a process that is exact. */
export const possibleConsumptionOf: (history: History) => Consumption = oncePerHistory((history) =>
  readConsumption(history, 'may'),
);
