import { causalDelivery } from '../checkers/causal-delivery.js';
import { consumptionOf } from '../checkers/contract/consumption.js';
import { snapshotConsistency } from '../checkers/snapshot-consistency.js';
import { vectorClock } from '../checkers/vector-clock.js';
import { benchJudging } from './judging.js';
import { generateSnapshots } from './snapshots/generate.js';

/** What orders and cuts a generated history of 16 nodes. */
export async function benchSnapshots(events: number): Promise<void> {
  benchJudging({
    bytes: generateSnapshots(events),
    events,
    checkers: [snapshotConsistency, causalDelivery, vectorClock],
    first: { name: 'what was consumed when', read: consumptionOf },
  });
}
