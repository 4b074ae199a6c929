import { MICRO, type Transactions } from '../../src/history/transactions.js';
import type { Edge } from './judged.js';
import { includes, type Level } from './levels.js';

/** What an anomaly is, and the weakest levels that rule it out. */
interface AnomalyFacts {
  says: string;
  ruledOutBy: readonly Level[];
}

const EVERY: readonly Level[] = ['read-committed'];

/** Anomalies that one or two micro-operations show. */
const DIRECT = {
  G1a: { says: 'nobody reads what an aborted transaction wrote', ruledOutBy: EVERY },
  G1b: { says: 'nobody reads what its writer itself overwrote in the same transaction', ruledOutBy: EVERY },
  'dirty-update': { says: 'nobody replaces, or adds to, what an aborted transaction wrote', ruledOutBy: EVERY },
  'thin-air': { says: 'nobody reads what nobody wrote', ruledOutBy: EVERY },
  'duplicate-elements': { says: 'no list holds an element twice that was appended once', ruledOutBy: EVERY },
  'incompatible-order': { says: 'the versions of a key have one order, whoever reads them', ruledOutBy: EVERY },
  'duplicate-version': { says: 'no two writes make the same version of a key', ruledOutBy: EVERY },
  internal: { says: 'a transaction reads what it itself wrote last', ruledOutBy: EVERY },
  'future-read': { says: 'nobody reads what it itself writes only later', ruledOutBy: EVERY },
  'non-repeatable-read': {
    says: 'a transaction that reads a key twice finds the same',
    ruledOutBy: ['read-atomic'],
  },
} as const satisfies Record<string, AnomalyFacts>;

/** Cycles, and transactions without any order. What a cycle rules out depends on its edges: see excludedBy. */
const CYCLES = {
  'lost-update': 'of two transactions that change what both had read, one sees the change of the other',
  'fractured-read': 'whoever sees one write of a transaction sees all of them',
  'long-fork': 'two transactions see the writes of two others in the same order',
  'write-skew': 'of two transactions that write what the other read, one sees the write of the other',
  G0: 'transactions that overwrite each other do so in one order (no cycle of ww)',
  G1c: 'information flows one way: no cycle of ww and wr',
  'G-single': 'no cycle of ww, wr and exactly one rw',
  'G-nonadjacent': 'no cycle with several rw, no two of which follow each other',
  'G2-item': 'no cycle in which two rw follow each other',
  'no-order': 'the transactions have some order that the level allows',
} as const;

/** Those that may need the order of a session, or real time, to be one. */
const WITH_VARIANTS = ['G0', 'G1c', 'G-single', 'G-nonadjacent', 'G2-item'] as const;

export const ANOMALIES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(DIRECT).map(([name, { says }]) => [name, says])),
  ...CYCLES,
  ...Object.fromEntries(
    WITH_VARIANTS.map((name) => [`${name}-session`, `${CYCLES[name]}, given the order of sessions`]),
  ),
  ...Object.fromEntries(WITH_VARIANTS.map((name) => [`${name}-realtime`, `${CYCLES[name]}, given real time`])),
};

/** Whether a level rules out an anomaly that is no cycle. A lost update among those breaks the order of versions itself. */
export function rulesOut(level: Level, rule: string): boolean {
  if (!Object.hasOwn(DIRECT, rule)) return true;
  return (DIRECT as Record<string, AnomalyFacts>)[rule]!.ruledOutBy.some((weakest) => includes(level, weakest));
}

/** The accepted name of a cycle (Adya 1999; Kingsbury and Alvaro 2020), with the most special one before the general. */
export function nameOfCycle(cycle: readonly Edge[], transactions: Transactions): string {
  if (cycle.some(isInferred)) return nameOfInferred(cycle);
  const kinds = cycle.map(({ type }) => type).join(' ');
  const keys = cycle.map(({ by }) => (by === undefined ? -1 : transactions.key[by[0]]!));
  const isOneKey = keys.every((key) => key >= 0 && key === keys[0]);
  if (cycle.length === 2) {
    if (isOneKey && !kinds.includes('wr') && cycle.some((edge) => isByRead(edge, transactions))) return 'lost-update';
    if (!isOneKey && (kinds === 'wr rw' || kinds === 'rw wr')) return 'fractured-read';
    if (kinds === 'rw rw') return 'write-skew';
  }
  if (kinds === 'wr rw wr rw' || kinds === 'rw wr rw wr') return 'long-fork';
  const variant = kinds.includes('rt') ? '-realtime' : kinds.includes('so') ? '-session' : '';
  // Of two writers of a key, one that had not seen the other: whichever came first, there is an rw in it.
  const isUnseen = cycle.some((edge) => edge.type === 'ww' && isByRead(edge, transactions));
  return `${isUnseen && !kinds.includes('rw') ? 'G-single' : classOfCycle(cycle)}${variant}`;
}

function isByRead({ type, by }: Edge, { micro }: Transactions): boolean {
  return type !== 'wr' && by !== undefined && micro[by[0]] === MICRO.read;
}

/** Whether the order of two versions follows from what others read alone, and not from a read by who replaced the one by the other. */
function isInferred({ type, because = [] }: Edge): boolean {
  return because.length > 0 && !(type === 'rw' && because.length === 1 && because[0]!.type === 'wr');
}

/**
 * Where nobody tells the order of versions, it is but the level that forces it: the other order would make a cycle too, by a
 * read of what had been overwritten. So no such cycle is G0 or G1c, nor any of those with a name of their own; and where
 * only `serializable` forces it, for one of those cycles has two rw that follow each other, it is G2-item as a whole.
 */
function nameOfInferred(cycle: readonly Edge[]): string {
  const all = flattened(cycle);
  const types = all.map(({ type }) => type);
  const variant = types.includes('rt') ? '-realtime' : types.includes('so') ? '-session' : '';
  const others = all.map(({ because = [], shownBy }) => [
    ...because.map(({ type }) => type),
    shownBy === undefined ? ('ww' as const) : ('rw' as const),
  ]);
  if ([cycle.map(({ type }) => type), ...others].some(areAdjacent)) return `G2-item${variant}`;
  return `${cycle.some(({ type }) => type === 'rw') ? classOfCycle(cycle) : 'G-single'}${variant}`;
}

/** Whether two rw follow each other in a cycle. */
function areAdjacent(types: readonly Edge['type'][]): boolean {
  return types.length > 1 && types.some((type, i) => type === 'rw' && types.at(i - 1) === 'rw');
}

/** All edges, and what forces them: each once, however often it is a reason. */
function flattened(edges: readonly Edge[]): Edge[] {
  const all = new Set(edges);
  for (const { because = [] } of all) for (const reason of because) all.add(reason);
  return [...all];
}

function classOfCycle(cycle: readonly Edge[]): (typeof WITH_VARIANTS)[number] {
  const rw = cycle.filter(({ type }) => type === 'rw').length;
  if (rw === 0) return cycle.some(({ type }) => type === 'wr') ? 'G1c' : 'G0';
  if (rw === 1) return 'G-single';
  return areAdjacent(cycle.map(({ type }) => type)) ? 'G2-item' : 'G-nonadjacent';
}
