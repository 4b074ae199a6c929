import { LEVELS, type Level, orderOf } from '../../../checkers/transactions/levels.js';
import { allows, allowsOrder, ordersOf } from '../../../checkers/transactions/twin.fixture.js';
import type { Certificate, CycleCertificate, CycleEdge } from '../../../src/history/certificate.js';
import { MICRO, OUTCOME, type Transactions } from '../../../src/history/transactions.js';
import {
  foundBy,
  onlyNamed,
  operationsOf,
  ownerOf,
  range,
  seenIn,
  silentIn,
  TWIN_MOST,
  writesIn,
} from './only-named.js';

/** Of so many transactions the twin can go through one order. */
const ONE_ORDER_MOST = 150;

/**
 * Whether a certificate proves what it says, decided by the slow twin alone; undefined: it is too large for the twin.
 *
 * - An order: the twin goes through it.
 * - A cycle: of each edge that rests on micro-operations, the twin tries all orders of a log in which nothing but these
 *   was read (where the order of versions is known, nothing but their key), and in all of them the one must come before
 *   the other; and no begins and commits fit all edges.
 * - A pair: the twin finds no order of a log in which nothing but its micro-operations was read.
 * - Exhausted: these transactions read from nobody else, and the twin finds no order of them.
 */
export function isTrue(certificate: Certificate, log: Transactions): boolean | undefined {
  const level = certificate.level as Level;
  if (certificate.kind.endsWith('order') && isTooLarge(level, log)) return undefined;
  switch (certificate.kind) {
    case 'order':
    case 'commit-order':
      return allowsOrder(log, level, certificate.transactions);
    case 'begin-commit-order': {
      const commits = certificate.points.filter((point) => point % 2 === 1).map((point) => point >> 1);
      const begins: number[] = [];
      let count = 0;
      for (const point of certificate.points) {
        if (point % 2 === 1) count++;
        else if (begins[point >> 1] !== undefined) return false;
        else begins[point >> 1] = count;
      }
      const isWhole = certificate.points.length === 2 * commits.length && commits.every((t) => begins[t] !== undefined);
      return isWhole && allowsOrder(log, level, commits, begins);
    }
    case 'cycle':
      return isTrueCycle(certificate, log);
    case 'pair': {
      const part = onlyNamed(log, new Set(certificate.operations));
      return part && !allows(part.log, level);
    }
    case 'exhausted': {
      const members = new Set(certificate.transactions);
      const named = certificate.transactions.flatMap((t) => range(log.first[t]!, log.first[t + 1]!));
      const part = onlyNamed(log, new Set(named), true);
      if (part === undefined) return undefined;
      return part.numbers.every((t) => members.has(t) || log.outcome[t] === OUTCOME.fail) && !allows(part.log, level);
    }
    default:
      return undefined;
  }
}

/** Whether the twin would take too long to go through one order: of a causal past, or of every way to say who made what. */
function isTooLarge(level: Level, log: Transactions): boolean {
  const isSlow = LEVELS[level].family === 'causal' || log.count > ONE_ORDER_MOST || silentIn(log).length > 2;
  return log.count > TWIN_MOST && isSlow;
}

function isTrueCycle({ level, edges, lemmas = [] }: CycleCertificate, log: Transactions): boolean | undefined {
  // Who made which version is then more than an edge tells.
  if (silentIn(log).length > 0) return undefined;
  const all = [...lemmas, ...edges];
  const seen = seenIn(log);
  if (all.some(({ from, to }) => from === to || !seen[from] || !seen[to])) return false;
  if (edges.length === 0 || edges.some(({ from }, i) => from !== edges.at(i - 1)!.to)) return false;
  const answers = all.map((edge) => isTrueEdge(edge, lemmas, level as Level, log));
  if (answers.includes(false)) return false;
  if (answers.includes(undefined)) return undefined;
  return isImpossible(all, level as Level, log);
}

function isTrueEdge(edge: CycleEdge, lemmas: CycleEdge[], level: Level, log: Transactions): boolean | undefined {
  const { from, to, type, by, because = [] } = edge;
  const { session, outcome, completed, invoked, micro, key, version } = log;
  const order = orderOf(level, log.sessionsCount);
  if (type === 'so') return order !== 'none' && session[from] === session[to] && from < to;
  if (type === 'rt')
    return (
      order === 'real-time' && outcome[from] === OUTCOME.ok && completed[from]! >= 0 && completed[from]! < invoked[to]!
    );
  if (by === undefined || by.some((op, i) => ownerOf(op, log) !== (i === 0 ? from : to))) return false;
  const [a, b] = by;
  if (key[a] !== key[b] || micro[b] !== (type === 'wr' ? MICRO.read : MICRO.write)) return false;
  if (type !== 'ww' && micro[a] !== (type === 'wr' ? MICRO.write : MICRO.read)) return false;
  if (type === 'wr') return version[a] === foundBy(b, log);
  const named = new Set(operationsOf([edge], lemmas));
  // Where the order of versions is known, whatever was told of the key may tell it.
  if (log.model !== 'register') for (const [op, of] of key.entries()) if (of === key[a]) named.add(op);
  const part = onlyNamed(log, named, because.length > 0);
  if (part === undefined) return undefined;
  const inPart = (t: number) => part.numbers.indexOf(t);
  // Of rw it is the writer of what was read who comes before.
  const isOrigin = (v: number, op: number) => micro[op] === MICRO.write && v === foundBy(a, log);
  const origin = type === 'ww' ? from : ownerOf(version.findIndex(isOrigin), log);
  const before = inPart(origin);
  for (const commits of ordersOf(part.log, level))
    if (commits.indexOf(before) >= commits.indexOf(inPart(to))) return false;
  return true;
}

/** Whether no begins and commits of the transactions fit all edges, or the axioms of a weak level are broken. */
function isImpossible(edges: readonly CycleEdge[], level: Level, log: Transactions): boolean {
  const { family } = LEVELS[level];
  const orders: [string, string][] = [];
  for (const { from, to, type } of edges) {
    const [begins, commits] = family === 'serializable' ? ['at', 'at'] : ['begin', 'commit'];
    orders.push([`begin ${from}`, `commit ${from}`], [`begin ${to}`, `commit ${to}`]);
    const isSnapshot = family === 'snapshot-isolation';
    const isFirst = type !== 'rw' || (isSnapshot && shareAKey(from, to, log));
    const isWeak = !isSnapshot && family !== 'serializable' && family !== 'prefix';
    if (isWeak && type === 'rw') continue;
    const isCommit = isWeak || !isFirst || (type === 'ww' && family === 'prefix');
    orders.push([`${isFirst ? commits : begins} ${from}`, `${isCommit ? commits : begins} ${to}`]);
  }
  return isCyclic(orders) || edges.some((edge) => edge.type === 'rw' && isOldRead(edge, edges, level, log));
}

/** Whether a weak level forbids a read of what `to` overwrote, because `from` has seen that. */
function isOldRead({ from, to, by }: CycleEdge, edges: readonly CycleEdge[], level: Level, log: Transactions): boolean {
  const seen = edges.filter(({ type }) => type !== 'ww' && type !== 'rw');
  const straight = seen.filter((edge) => edge.from === to && edge.to === from);
  switch (LEVELS[level].family) {
    case 'read-committed':
      return (
        log.model === 'register' &&
        log.sessionsCount &&
        straight.some((edge) => edge.type === 'wr' && edge.by![1] < by![0])
      );
    case 'read-atomic':
      return straight.length > 0;
    case 'causal':
      return isCyclic([...seen.map((edge): [number, number] => [edge.from, edge.to]), [from, to]]);
    default:
      return false;
  }
}

/** Whether a graph has a cycle: nothing is left that no edge leads to, when all that is has been taken away. */
function isCyclic<Node>(edges: readonly [Node, Node][]): boolean {
  let rest = edges.filter(([a, b]) => a !== b);
  for (let before = -1; before !== rest.length; ) {
    before = rest.length;
    const reached = new Set(rest.map(([, to]) => to));
    rest = rest.filter(([from]) => reached.has(from));
  }
  return rest.length > 0;
}

function shareAKey(one: number, other: number, log: Transactions): boolean {
  const keys = (t: number) => writesIn(t, log).map((op) => log.key[op]!);
  return keys(one).some((key) => keys(other).includes(key));
}
