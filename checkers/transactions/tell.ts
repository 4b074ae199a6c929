import type { History } from '../../src/history/history.js';
import { MICRO, OUTCOME, type Transactions } from '../../src/history/transactions.js';
import { type FindingsBuilder, step } from '../contract/findings.js';
import type { Step } from '../contract/verdict.js';
import { nameOfCycle } from './anomalies.js';
import type { Anomaly, CycleAnomaly, DirectAnomaly, Edge, SearchedAnomaly } from './judged.js';

/** Puts an anomaly into words, as a violation with its events. */
export function tellAnomaly(
  anomaly: Anomaly,
  history: History,
  transactions: Transactions,
  findings: Pick<FindingsBuilder, 'violation'>,
): void {
  const words = createWords(history, transactions);
  if ('cycle' in anomaly) tellCycle(anomaly, words, transactions, findings);
  else if ('operations' in anomaly) tellDirect(anomaly, words, findings);
  else tellSearched(anomaly, words, findings);
}

interface Words {
  name(transaction: number): string;
  /** The transaction of a micro-operation. */
  of(operation: number): number;
  key(operation: number): string;
  isRead(operation: number): boolean;
  /** What a micro-operation did: "read x as [1, 2]". */
  did(operation: number): string;
  /** The event that shows a transaction: its result, or what was asked for. */
  row(transaction: number): number;
}

function createWords(history: History, transactions: Transactions): Words {
  const { count, first, invoked, completed, outcome, micro, key, version, list, lists, model } = transactions;
  const value = (v: number) => transactions.valueName(v);

  function of(operation: number): number {
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (first[middle]! <= operation) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  function found(op: number): string {
    const k = transactions.keyName(key[op]!);
    if (version[op]! < 0) return model === 'append' ? `read ${k} as an empty list` : `read ${k} as it was at the start`;
    if (model === 'versioned') return `read version ${value(version[op]!)} of ${k}`;
    if (model === 'register') return `read ${k} = ${value(version[op]!)}`;
    const elements = Array.from(lists!.subarray(list![op]!, list![op + 1]!));
    const shown = elements.length > 5 ? ['...', ...elements.slice(-4).map(value)] : elements.map(value);
    return `read ${k} as [${shown.join(', ')}]`;
  }

  function made(op: number): string {
    const k = transactions.keyName(key[op]!);
    if (version[op]! < 0) return `wrote ${k}`;
    if (model === 'append') return `appended ${value(version[op]!)} to ${k}`;
    return model === 'versioned'
      ? `made version ${value(version[op]!)} of ${k}`
      : `wrote ${k} = ${value(version[op]!)}`;
  }

  return {
    of,
    name(t) {
      const row = invoked[t]! >= 0 ? invoked[t]! : completed[t]!;
      const process = history.process[row];
      const { participant = '' } = process === undefined || process < 0 ? {} : history.processes[process]!;
      const operation = history.seq[row] ?? -1;
      return operation >= 0 && participant !== '' ? `${participant}'s transaction ${operation}` : `transaction ${t}`;
    },
    key: (op) => transactions.keyName(key[op]!),
    isRead: (op) => micro[op] === MICRO.read,
    did: (op) => (micro[op] === MICRO.read ? found(op) : made(op)),
    row: (t) => (outcome[t] === OUTCOME.ok || invoked[t]! < 0 ? completed[t]! : invoked[t]!),
  };
}

function tellDirect(
  { rule, operations, says }: DirectAnomaly,
  words: Words,
  findings: Pick<FindingsBuilder, 'violation'>,
): void {
  const [op, ...others] = operations as [number, ...number[]];
  const who = words.name(words.of(op));
  findings.violation(
    rule,
    `${who} ${says} (${words.key(op)})`,
    ...others.map((other) => step(`${words.name(words.of(other))} ${words.did(other)}`, words.row(words.of(other)))),
    step(`${who} ${words.did(op)}`, words.row(words.of(op))),
  );
}

function tellSearched(
  { rule, transactions }: SearchedAnomaly,
  words: Words,
  findings: Pick<FindingsBuilder, 'violation'>,
): void {
  const names = transactions.map(words.name);
  findings.violation(
    rule,
    `no order of ${names.length} transactions explains what they read: ${names.slice(0, 4).join(', ')}${names.length > 4 ? ', ...' : ''}`,
    step('every order of these was tried', ...transactions.map(words.row)),
  );
}

/** Steps of a cycle that are told. */
const MOST_STEPS = 40;

function tellCycle(
  { cycle }: CycleAnomaly,
  words: Words,
  transactions: Transactions,
  findings: Pick<FindingsBuilder, 'violation'>,
): void {
  const rule = nameOfCycle(cycle, transactions);
  // Of a cycle that nobody will read to its end, how it begins and how it closes.
  const told = cycle.length <= MOST_STEPS ? cycle : [...cycle.slice(0, MOST_STEPS - 1), cycle.at(-1)!];
  const steps = told.map((edge, i) => stepOf(edge, i === told.length - 1, words, transactions));
  findings.violation(rule, summaryOf(rule, cycle, words), ...steps);
}

function summaryOf(rule: string, cycle: readonly Edge[], words: Words): string {
  const names = cycle.slice(0, 4).map(({ from }) => words.name(from));
  const [a, b] = names as [string, string];
  const wr = cycle.filter(({ type }) => type === 'wr');
  const rw = cycle.filter(({ type }) => type === 'rw');
  const key = (edge: Edge | undefined) => (edge?.by === undefined ? 'something' : words.key(edge.by[1]));
  switch (rule) {
    case 'lost-update': {
      const blind = cycle.filter(({ by }) => by !== undefined && words.isRead(by[0]));
      const [late, other] = [blind[0]?.from ?? cycle[0]!.from, blind[0]?.to ?? cycle[0]!.to].map(words.name);
      const both = `${late} and ${other} both changed ${key(cycle[0])}`;
      return blind.length > 1
        ? `${both}, and neither saw the change of the other: one of the two is lost`
        : `${both}, and ${late} did so later without having seen the change of ${other}: that is lost`;
    }
    case 'fractured-read':
      return `${words.name(wr[0]!.to)} saw what ${words.name(wr[0]!.from)} wrote to ${key(wr[0])}, but not what it wrote to ${key(rw[0])}`;
    case 'write-skew':
      return `${a} and ${b} each read what the other one changed (${key(cycle[0])}, ${key(cycle[1])}): neither can have come first`;
    case 'long-fork':
      return `${words.name(wr[0]!.to)} saw the write of ${words.name(wr[0]!.from)} but not that of ${words.name(wr[1]!.from)}; ${words.name(wr[1]!.to)} saw it the other way round`;
    default:
      return cycle.length === 2
        ? `${a} must have come before ${b}, and yet after it: no order of the two explains what was read`
        : `${names.join(' before ')}${cycle.length > 4 ? ' before ...' : ''} and that before ${a} again: ${cycle.length} transactions have no order`;
  }
}

function stepOf(edge: Edge, isLast: boolean, words: Words, transactions: Transactions): Step {
  const { from, to, type, shownBy } = edge;
  const rows = [type === 'rt' ? transactions.completed[from]! : words.row(from)];
  rows.push(type === 'rt' ? transactions.invoked[to]! : words.row(to));
  if (shownBy !== undefined) rows.push(words.row(words.of(shownBy)));
  return step(
    `${isLast ? 'yet ' : ''}${words.name(from)} came before ${words.name(to)}: ${reasonOf(edge, words)}`,
    ...rows,
  );
}

function reasonOf({ from, to, type, by, shownBy, because }: Edge, words: Words): string {
  if (type === 'rt') return 'it had ended when the other one began';
  if (type === 'so') return 'they were done in this order in one session';
  if (by === undefined) return 'one wrote what the other one came after';
  const [a, b] = by;
  const shown = shownBy === undefined ? '' : `, as the read of ${words.name(words.of(shownBy))} shows`;
  if (type === 'wr') return `the latter ${words.did(b)}, and the former ${words.did(a)}`;
  if (type === 'rw') return `the former ${words.did(a)}, before the latter ${words.did(b)}${shown}`;
  if (words.isRead(a))
    return `the former ${words.did(a)}, not having seen that the latter ${words.did(b)}, and it changed ${words.key(b)} too`;
  if (because === undefined || because.length === 0)
    return `the former ${words.did(a)} before the latter ${words.did(b)}${shown}`;
  const way = because.map((edge) => `${words.name(edge.from)} before ${words.name(edge.to)} (${edge.type})`).join(', ');
  const reader = shownBy === undefined ? 'a later read' : words.name(words.of(shownBy));
  return `${words.name(from)} came before ${reader} (${way}), which still found what ${words.name(to)} wrote to ${words.key(b)}`;
}
