import type { Certificate } from '../../../src/history/certificate.js';
import { MICRO } from '../../../src/history/transactions.js';
import { none } from '../certify.js';
import { cycleCertificate } from '../flat-cycle.js';
import type { Anomaly, Edge } from '../judged.js';
import type { Level } from '../levels.js';
import type { Reading } from './reading.js';

/** Transactions of which somebody else can try every order soon, whatever they are. */
const TRIED = 9;

/** The proof of a failure: the most elementary of the anomalies. */
export function certifyFailure(reading: Reading, level: Level, anomalies: readonly Anomaly[]): Certificate {
  const first = anomalies[0]!;
  if (first.rule === 'lost-update' && 'operations' in first) return certifyLostUpdate(reading, level, first.operations);
  if ('operations' in first) return { kind: 'pair', level, anomaly: first.rule, operations: first.operations };
  const whole = anomalies.find((anomaly) => 'cycle' in anomaly && isWhole(anomaly.cycle));
  if (whole !== undefined && 'cycle' in whole) return cycleCertificate(level, whole.cycle);
  if ('cycle' in first) return none(level, 'what forces the edges of the cycle is too long to be told');
  if (first.transactions.length <= TRIED) return { kind: 'exhausted', level, transactions: first.transactions };
  return none(level, `every order was tried and none will do, but no part of at most ${TRIED} transactions shows it`);
}

/** Two who both read one version and replaced it: as each came after whom it read from, neither saw the other. */
function certifyLostUpdate(
  { all, owner }: Reading,
  level: Level,
  [read, write, otherRead, otherWrite]: readonly number[],
): Certificate {
  const [one, other] = [owner[read!]!, owner[otherRead!]!];
  const source = all.version.findIndex((v, op) => v === all.version[read!] && all.micro[op] === MICRO.write);
  const edges = (because: (to: number, op: number) => { because?: Edge[] }): Edge[] => [
    { from: one, to: other, type: 'rw', by: [read!, otherWrite!], ...because(other, otherRead!) },
    { from: other, to: one, type: 'ww', by: [otherRead!, write!], ...because(one, read!) },
  ];
  if (all.version[read!]! < 0)
    return cycleCertificate(
      level,
      edges(() => ({})),
    );
  return cycleCertificate(
    level,
    edges((to, op) => ({ because: [{ from: owner[source]!, to, type: 'wr', by: [source, op] }] })),
  );
}

/** Whether all that forces an edge is told with it. Only a read of the start needs no reason. */
function isWhole(edges: readonly Edge[]): boolean {
  const all = new Set(edges);
  for (const { because } of all) {
    if (because?.length === 0) return false;
    for (const reason of because ?? []) all.add(reason);
  }
  return true;
}
