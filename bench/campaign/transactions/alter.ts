import type { Certificate, CycleEdge } from '../../../src/history/certificate.js';
import { MICRO, NOTHING, OUTCOME, type Transactions } from '../../../src/history/transactions.js';
import { listChanged, misread, outwardReads } from './alter-log.js';
import { operationsOf, range } from './only-named.js';

/** A certificate with something dropped, swapped or changed in it, or the log that it is about with a value changed. */
export interface Altered {
  how: How;
  certificate: Certificate;
  log?: Transactions;
  /** It is false for certain, whatever else the log says. */
  isSure?: boolean;
}

/** A number in [0, 1), another each time. */
type Dice = () => number;

/** In which ways certificates of each kind are altered. */
export const WAYS = {
  order: ['one dropped', 'two swapped', 'one changed', 'a value changed'],
  'commit-order': ['one dropped', 'two swapped', 'one changed', 'a value changed'],
  'begin-commit-order': ['one dropped', 'two swapped', 'one changed', 'a value changed'],
  cycle: ['one dropped', 'two swapped', 'turned round', 'one changed', 'a value changed'],
  pair: ['one dropped', 'two swapped', 'one changed', 'a value changed'],
  exhausted: ['one dropped', 'one changed', 'a value changed'],
} as const satisfies Record<Exclude<Certificate['kind'], 'none'>, readonly string[]>;

type How = (typeof WAYS)[keyof typeof WAYS][number];

/** A certificate, altered once or twice in each of the ways of its kind, wherever there is something to alter. */
export function alteredOf(certificate: Certificate, log: Transactions, dice: Dice): Altered[] {
  switch (certificate.kind) {
    case 'order':
    case 'commit-order':
      return [
        ...ordersOf(certificate.transactions, certificate, log, dice),
        ...valueChanged(certificate, undefined, log, dice),
        ...misread(certificate, log),
      ];
    case 'begin-commit-order':
      return [
        ...pointsOf(certificate.points, certificate, log, dice),
        ...valueChanged(certificate, undefined, log, dice),
        ...misread(certificate, log),
      ];
    case 'cycle':
      return [
        ...edgesOf(certificate.edges, certificate, log, dice),
        ...valueChanged(certificate, operationsOf(certificate.edges, certificate.lemmas), log, dice),
      ];
    case 'pair': {
      const { operations } = certificate;
      const lists = [
        ...change(operations, () => below(log.micro.length, dice), dice),
        ...(operations.length > 1 ? [{ how: 'one dropped' as const, list: without(operations, dice) }] : []),
      ];
      return [
        ...lists.map(({ how, list }) => ({ how, certificate: { ...certificate, operations: list } })),
        ...valueChanged(certificate, operations, log, dice),
      ];
    }
    case 'exhausted': {
      const { transactions } = certificate;
      const inside = transactions.flatMap((t) => range(log.first[t]!, log.first[t + 1]!));
      const at = below(transactions.length, dice);
      const other = transactions.with(at, below(log.count, dice));
      return [
        { how: 'one dropped', certificate: { ...certificate, transactions: without(transactions, dice) } },
        { how: 'one changed', certificate: { ...certificate, transactions: other } },
        ...valueChanged(certificate, inside, log, dice),
      ];
    }
    default:
      return [];
  }
}

function ordersOf(order: number[], certificate: Certificate, log: Transactions, dice: Dice): Altered[] {
  const put = (list: number[]) => ({ ...certificate, transactions: list }) as Certificate;
  const altered: Altered[] = change(order, () => below(log.count, dice), dice).map(({ how, list }) => ({
    how,
    certificate: put(list),
  }));
  const mustBe = order.findIndex((t) => log.outcome[t] === OUTCOME.ok);
  if (mustBe >= 0) altered.push({ how: 'one dropped', certificate: put(order.toSpliced(mustBe, 1)), isSure: true });
  const [writer, reader] = readerAndWriter(order, log) ?? [];
  if (writer !== undefined) {
    const list = order.map((t) => (t === writer ? reader! : t === reader ? writer : t));
    altered.push({ how: 'two swapped', certificate: put(list), isSure: true });
  }
  return altered;
}

function pointsOf(points: number[], certificate: Certificate, log: Transactions, dice: Dice): Altered[] {
  const put = (list: number[]) => ({ ...certificate, points: list }) as Certificate;
  const altered: Altered[] = change(points, () => below(2 * log.count, dice), dice).map(({ how, list }) => ({
    how,
    certificate: put(list),
  }));
  if (points.length === 0) return altered;
  altered.push({ how: 'one dropped', certificate: put(without(points, dice)), isSure: true });
  const commits = points.flatMap((point) => (point % 2 === 1 ? [point >> 1] : []));
  const [writer, reader] = readerAndWriter(commits, log) ?? [];
  if (writer !== undefined) {
    // The reader begins right before what it reads is committed.
    const rest = points.filter((point) => point !== 2 * reader!);
    const at = rest.indexOf(2 * writer + 1);
    altered.push({ how: 'two swapped', certificate: put(rest.toSpliced(at, 0, 2 * reader!)), isSure: true });
  }
  return altered;
}

function edgesOf(edges: CycleEdge[], certificate: Certificate, log: Transactions, dice: Dice): Altered[] {
  const put = (list: CycleEdge[]) => ({ ...certificate, edges: list }) as Certificate;
  const at = below(edges.length, dice);
  const edge = edges[at]!;
  const { from, to, by } = edge;
  const altered: Altered[] = [
    { how: 'one dropped', certificate: put(edges.toSpliced(at, 1)), isSure: true },
    { how: 'turned round', certificate: put(edges.with(at, { ...edge, from: to, to: from })), isSure: true },
  ];
  const types = (['ww', 'wr', 'rw', 'so', 'rt'] as const).filter((type) => type !== edge.type);
  const type = types[below(types.length, dice)]!;
  altered.push({ how: 'one changed', certificate: put(edges.with(at, { ...edge, type })) });
  if (by === undefined) return altered;
  const swapped = put(edges.with(at, { ...edge, by: [by[1], by[0]] }));
  altered.push({ how: 'two swapped', certificate: swapped, isSure: true });
  const inside = log.first[to]! + below(log.first[to + 1]! - log.first[to]!, dice);
  for (const other of [inside, below(log.micro.length, dice)])
    if (other !== by[1])
      altered.push({ how: 'one changed', certificate: put(edges.with(at, { ...edge, by: [by[0], other] })) });
  return altered;
}

/** The log with another value in one of these micro-operations, or in any. */
function valueChanged(
  certificate: Certificate,
  named: readonly number[] | undefined,
  log: Transactions,
  dice: Dice,
): Altered[] {
  const able = (named ?? range(0, log.micro.length)).filter((op) => log.version[op]! >= NOTHING);
  if (able.length === 0) return [];
  const op = able[below(able.length, dice)]!;
  // No two writes write the same value, so it is one that nobody has seen.
  if (log.micro[op] === MICRO.write) {
    const [version, keyOf] = [log.version.with(op, log.versions), Int32Array.of(...log.keyOf, log.key[op]!)];
    return [{ how: 'a value changed', certificate, log: { ...log, version, keyOf, versions: log.versions + 1 } }];
  }
  const others = range(0, log.versions).filter((v) => log.keyOf[v] === log.key[op] && v !== log.version[op]);
  if (others.length === 0) return [];
  const other = others[below(others.length, dice)]!;
  if (log.list !== undefined) {
    const at = below(log.list[op + 1]! - log.list[op]! + 1, dice);
    return [{ how: 'a value changed', certificate, log: listChanged(log, op, at, other) }];
  }
  return [{ how: 'a value changed', certificate, log: { ...log, version: log.version.with(op, other) } }];
}

/** A list with two swapped, and with one changed for another number. */
function change(list: number[], other: () => number, dice: Dice): { how: How; list: number[] }[] {
  if (list.length === 0) return [];
  const [a, b] = [below(list.length, dice), below(list.length, dice)];
  const changed = { how: 'one changed' as const, list: list.with(a, other()) };
  if (list[a] === list[b]) return [changed];
  return [{ how: 'two swapped', list: list.with(a, list[b]!).with(b, list[a]!) }, changed];
}

function without(list: number[], dice: Dice): number[] {
  return list.toSpliced(below(list.length, dice), 1);
}

/** Somebody who reads from another outright, and who that is. */
function readerAndWriter(order: readonly number[], log: Transactions): [writer: number, reader: number] | undefined {
  const writers = new Map<number, number>();
  for (const t of order)
    for (let op = log.first[t]!; op < log.first[t + 1]!; op++)
      if (log.micro[op] === MICRO.write && log.version[op]! >= 0) writers.set(log.version[op]!, t);
  for (const t of [...order].reverse()) {
    for (const op of outwardReads(t, log)) {
      const writer = writers.get(log.version[op]!);
      if (writer !== undefined && writer !== t) return [writer, t];
    }
  }
  return undefined;
}

function below(count: number, dice: Dice): number {
  return Math.floor(dice() * count);
}
