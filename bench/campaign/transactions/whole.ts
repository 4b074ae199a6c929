import { ANOMALIES } from '../../../checkers/transactions/anomalies.js';
import type { Tally } from '../../../src/explore/tally.js';
import type { Study } from '../campaign.js';
import { WAYS } from './alter.js';
import { ANOMALY } from './tally.js';

/** Which anomalies were seen, on how many seeds of all cases, and how many certificates were altered in which way. */
export function wholeOf(tallies: ReadonlyMap<string, Tally>, enough: number): Study {
  const anomalies: Record<string, number> = Object.fromEntries(Object.keys(ANOMALIES).map((name) => [name, 0]));
  const certificates: Record<string, number> = Object.fromEntries(
    Object.entries(WAYS).flatMap(([kind, ways]) => ways.map((way) => [`${kind}: ${way}`, 0])),
  );
  for (const { counts = {} } of tallies.values()) {
    for (const [what, count] of Object.entries(counts)) {
      const isAnomaly = what.startsWith(ANOMALY);
      const group = isAnomaly ? anomalies : certificates;
      const name = isAnomaly ? what.slice(ANOMALY.length) : what;
      group[name] = (group[name] ?? 0) + count;
    }
  }
  const seeds = Math.min(...[...tallies.values()].map(({ runs }) => runs));
  const problems =
    seeds < enough ? [] : [...never(anomalies, 'seed showed'), ...never(certificates, 'certificate had')];
  const sorted = Object.fromEntries(Object.entries(certificates).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { problems, figures: { 'anomalies, and seeds that showed them': anomalies, certificates: sorted } };
}

function never(counts: Readonly<Record<string, number>>, what: string): string[] {
  return Object.entries(counts).flatMap(([name, count]) => (count === 0 ? [`no ${what} ${name}`] : []));
}
