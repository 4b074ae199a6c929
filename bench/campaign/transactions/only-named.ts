import type { CycleEdge } from '../../../src/history/certificate.js';
import { createTransactionsBuilder } from '../../../src/history/transactions/builder.js';
import { MICRO, NOTHING, OUTCOME, type Transactions, UNKNOWN } from '../../../src/history/transactions.js';

/** So many transactions the slow twin can judge. */
export const TWIN_MOST = 7;

/** A part of a log, and which transaction of the whole each of its own is. */
export interface Part {
  log: Transactions;
  numbers: number[];
}

/**
 * A log in which nothing was told but by these micro-operations: their transactions with all their writes, those who
 * made what they tell of, and no other read. Unless `keepsTime`, it knows neither sessions nor time. Undefined: it is too
 * large for the twin.
 */
export function onlyNamed(whole: Transactions, named: ReadonlySet<number>, keepsTime = false): Part | undefined {
  const { first, micro, key, version, replaced, lists, list, outcome } = whole;
  const members = new Set([...named].map((op) => ownerOf(op, whole)));
  for (const v of new Set([...named].flatMap((op) => toldBy(op, whole)))) {
    const makers = [...version.keys()].filter((op) => micro[op] === MICRO.write && version[op] === v);
    const owners = makers.map((op) => ownerOf(op, whole)).sort((a, b) => outcome[a]! - outcome[b]!);
    if (owners.length > 0 && !owners.some((t) => members.has(t))) members.add(owners[0]!);
  }
  for (const op of silentIn(whole))
    if ([...named].some((other) => key[other] === key[op])) members.add(ownerOf(op, whole));
  const numbers = [...members];
  if (numbers.length > TWIN_MOST) return undefined;
  const seen = seenIn(whole);
  const neverEnds = (t: number) => outcome[t] === OUTCOME.info;
  numbers.sort((a, b) => Number(neverEnds(a)) - Number(neverEnds(b)) || a - b);
  const builder = createTransactionsBuilder(whole.model, { ...whole, sessionsCount: keepsTime && whole.sessionsCount });
  const value = (v: number) => (v === UNKNOWN ? undefined : v === NOTHING ? null : v);
  for (const [i, t] of numbers.entries()) {
    const how = neverEnds(t) && seen[t] ? OUTCOME.ok : outcome[t]!;
    const completed = neverEnds(t) ? -1 : keepsTime ? whole.completed[t]! : 1;
    builder.begin(keepsTime ? whole.session[t]! : i, how, keepsTime ? whole.invoked[t]! : 0, completed);
    for (const op of range(first[t]!, first[t + 1]!)) {
      const [k, v] = [key[op]!, value(version[op]!)];
      const before = named.has(op) ? value(replaced?.[op] ?? UNKNOWN) : undefined;
      if (micro[op] === MICRO.write) builder.write(k, v ?? undefined, before);
      else if (!named.has(op)) continue;
      else if (list === undefined || v === undefined) builder.read(k, v);
      else builder.readList(k, [...lists!.subarray(list[op]!, list[op + 1]!)]);
    }
    builder.end();
  }
  return { log: builder.done(), numbers };
}

/** By transaction, whether it took effect: it is ok, or somebody who took effect saw what it wrote. */
export function seenIn(log: Transactions): boolean[] {
  const seen = Array.from(log.outcome, (how) => how === OUTCOME.ok);
  for (let grows = true; grows; ) {
    grows = false;
    const told = new Set(seen.flatMap((is, t) => (is ? toldIn(t, log) : [])));
    for (const [t, how] of log.outcome.entries()) {
      if (seen[t] || how !== OUTCOME.info || !writesIn(t, log).some((op) => told.has(log.version[op]!))) continue;
      grows = seen[t] = true;
    }
  }
  return seen;
}

/** The writes that may have made a version of which nobody was told: any that was seen and that nobody else made. */
export function silentIn(log: Transactions): number[] {
  const isSilent = (op: number) => log.micro[op] === MICRO.write && log.version[op] === UNKNOWN;
  return [...log.micro.keys()].filter((op) => isSilent(op) && log.outcome[ownerOf(op, log)] === OUTCOME.info);
}

/** The versions of which a micro-operation tells that they were there: read, or replaced. */
function toldBy(op: number, { micro, version, replaced, lists, list }: Transactions): number[] {
  const all =
    micro[op] === MICRO.write
      ? [replaced?.[op] ?? UNKNOWN]
      : (lists?.slice(list![op], list![op + 1]) ?? [version[op]!]);
  return [...all].filter((v) => v >= 0);
}

function toldIn(t: number, log: Transactions): number[] {
  return range(log.first[t]!, log.first[t + 1]!).flatMap((op) => toldBy(op, log));
}

/** The version of others that a read found: in a list the last element that is not its transaction's own. */
export function foundBy(op: number, log: Transactions): number {
  if (log.list === undefined) return log.version[op]!;
  const own = new Set(writesIn(ownerOf(op, log), log).map((write) => log.version[write]!));
  const elements = Array.from(log.lists!.subarray(log.list[op], log.list[op + 1]));
  return elements.findLast((element) => !own.has(element)) ?? NOTHING;
}

/** The writes of a transaction. */
export function writesIn(t: number, { first, micro }: Transactions): number[] {
  return range(first[t]!, first[t + 1]!).filter((op) => micro[op] === MICRO.write);
}

/** The micro-operations that edges name, and the lemmas that they rest on. */
export function operationsOf(edges: readonly CycleEdge[], lemmas: readonly CycleEdge[] = []): number[] {
  return edges.flatMap(({ by = [], shownBy, because = [] }) => [
    ...by,
    ...(shownBy === undefined ? [] : [shownBy]),
    ...operationsOf(
      because.map((lemma) => lemmas[lemma]!),
      lemmas,
    ),
  ]);
}

/** The transaction of a micro-operation; -1: there is none. */
export function ownerOf(op: number, { first, micro }: Transactions): number {
  return op < 0 || op >= micro.length ? -1 : first.findIndex((from) => from > op) - 1;
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
