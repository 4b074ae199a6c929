import type { Certificate } from '../../../src/history/certificate.js';
import { MICRO, NOTHING, OUTCOME, type Transactions } from '../../../src/history/transactions.js';

/** A certificate that proves nothing any more, or a log that it no longer fits. */
export interface Falsified {
  how: string;
  certificate: Certificate;
  log?: Transactions;
}

/** A certificate in all ways in which it can be falsified for certain: what is dropped, swapped or changed breaks it, whatever else the log says. */
export function falsified(certificate: Certificate, log: Transactions): Falsified[] {
  switch (certificate.kind) {
    case 'order':
    case 'commit-order': {
      const { transactions } = certificate;
      const orders = [...dropped(transactions, log), ...changed(transactions, log), ...swapped(transactions, log)];
      return [
        ...orders.map(([how, list]) => ({ how, certificate: { ...certificate, transactions: list } })),
        ...misread(certificate, log),
      ];
    }
    case 'begin-commit-order': {
      const { points } = certificate;
      const commits = points.flatMap((point) => (point % 2 === 1 ? [point >> 1] : []));
      const asPoints = (list: readonly number[]) => list.flatMap((t) => [2 * t, 2 * t + 1]);
      const orders = [...dropped(commits, log), ...changed(commits, log)].map(
        ([how, list]) => [how, asPoints(list)] as const,
      );
      const reader = readerAndWriter(commits, log);
      if (reader !== undefined) {
        const [writer, t] = reader;
        const rest = points.filter((point) => point !== 2 * t);
        const at = rest.indexOf(2 * writer + 1);
        orders.push(['a begin before what it reads is committed', [...rest.slice(0, at), 2 * t, ...rest.slice(at)]]);
      }
      return [
        ...orders.map(([how, list]) => ({ how, certificate: { ...certificate, points: [...list] } })),
        ...misread(certificate, log),
      ];
    }
    case 'cycle': {
      const { edges } = certificate;
      const others = edges.flatMap((edge, i): [string, typeof edges][] => {
        const put = (other: typeof edge) => edges.with(i, other);
        const { by } = edge;
        return [
          [`edge ${i + 1} dropped`, edges.toSpliced(i, 1)],
          [`edge ${i + 1} turned round`, put({ ...edge, from: edge.to, to: edge.from })],
          ...(by === undefined
            ? []
            : [
                [`the operations of edge ${i + 1} swapped`, put({ ...edge, by: [by[1], by[0]] })] as [
                  string,
                  typeof edges,
                ],
              ]),
          ...(by === undefined
            ? []
            : [
                [`another operation in edge ${i + 1}`, put({ ...edge, by: [by[0], elsewhere(by[1], log)] })] as [
                  string,
                  typeof edges,
                ],
              ]),
        ];
      });
      return others.map(([how, list]) => ({ how, certificate: { ...certificate, edges: list } }));
    }
    case 'pair': {
      const { anomaly, operations } = certificate;
      const [a, b] = operations;
      const others: Falsified[] = [
        { how: 'another operation', certificate: { ...certificate, operations: [elsewhere(a!, log), b ?? a!] } },
      ];
      if (['G1a', 'G1b'].includes(anomaly)) {
        others.push({ how: 'the operations swapped', certificate: { ...certificate, operations: [b!, a!] } });
      }
      return ONE_SIDED.has(anomaly) || log.micro.length < 2 ? others.slice(1) : others;
    }
    default:
      return [];
  }
}

/** Of these another operation may well show the same. */
const ONE_SIDED: ReadonlySet<string> = new Set([
  'non-repeatable-read',
  'internal',
  'garbage-read',
  'thin-air',
  'duplicate-elements',
  'G1a',
  'G1b',
]);

type Changed = [how: string, list: number[]];

/** One that must be in it taken out. */
function dropped(order: readonly number[], log: Transactions): Changed[] {
  const at = order.findIndex((t) => log.outcome[t] === OUTCOME.ok);
  return at < 0 ? [] : [['one transaction dropped', order.toSpliced(at, 1)]];
}

/** One twice, in the place of another. */
function changed(order: readonly number[], log: Transactions): Changed[] {
  const at = order.findIndex((t) => log.outcome[t] === OUTCOME.ok);
  return at < 0 || order.length < 2 ? [] : [['one transaction changed', order.with(at, order[at === 0 ? 1 : 0]!)]];
}

/** A reader swapped with whom it read from. */
function swapped(order: readonly number[], log: Transactions): Changed[] {
  const [writer, reader] = readerAndWriter(order, log) ?? [];
  if (writer === undefined) return [];
  const other = order.map((t) => (t === writer ? reader! : t === reader ? writer : t));
  return [['a reader and its writer swapped', other]];
}

/** Somebody who reads from another outright, and who that is. */
function readerAndWriter(order: readonly number[], log: Transactions): [writer: number, reader: number] | undefined {
  const writers = new Map<number, number>();
  for (const t of order)
    for (const op of operationsOf(t, log))
      if (log.micro[op] === MICRO.write && log.version[op]! >= 0) writers.set(log.version[op]!, t);
  for (const t of [...order].reverse()) {
    for (const op of outwardReads(t, log)) {
      const writer = writers.get(log.version[op]!);
      if (writer !== undefined && writer !== t) return [writer, t];
    }
  }
  return undefined;
}

/** The log with one read that found something else: its key as it was at the start. At the levels at which a read finds one version and no other. */
function misread(certificate: Certificate, log: Transactions): Falsified[] {
  if (!/serializable|snapshot-isolation/.test(certificate.level)) return [];
  for (let t = log.count - 1; t >= 0; t--) {
    if (log.outcome[t] !== OUTCOME.ok) continue;
    const op = outwardReads(t, log).find((read) => log.version[read]! >= 0);
    if (op === undefined) continue;
    const version = log.version.with(op, NOTHING);
    if (log.list === undefined) return [{ how: 'a read that found nothing', certificate, log: { ...log, version } }];
    const [begin, end] = [log.list[op]!, log.list[op + 1]!];
    const lists = Int32Array.from([...log.lists!.subarray(0, begin), ...log.lists!.subarray(end)]);
    const list = log.list.map((at, i) => (i > op ? at - (end - begin) : at));
    return [{ how: 'a read that found nothing', certificate, log: { ...log, version, lists, list } }];
  }
  return [];
}

/** Reads of keys that the transaction has not written before. */
function outwardReads(t: number, log: Transactions): number[] {
  if (log.outcome[t] !== OUTCOME.ok) return [];
  const written = new Set<number>();
  return operationsOf(t, log).filter((op) => {
    if (log.micro[op] === MICRO.write) written.add(log.key[op]!);
    return log.micro[op] === MICRO.read && log.version[op]! >= 0 && !written.has(log.key[op]!);
  });
}

function operationsOf(t: number, { first }: Transactions): number[] {
  return Array.from({ length: first[t + 1]! - first[t]! }, (_, i) => first[t]! + i);
}

/** A micro-operation of another transaction or, where there is none, of none. */
function elsewhere(op: number, { first, count }: Transactions): number {
  for (let t = 0; t < count; t++)
    if (first[t + 1]! > first[t]! && (op < first[t]! || op >= first[t + 1]!)) return first[t]!;
  return first[count]!;
}
