import type { Certificate } from '../../src/history/certificate.js';
import { MICRO, NOTHING, OUTCOME, UNKNOWN } from '../../src/history/transactions.js';
import { cycleCertificate } from './flat-cycle.js';
import type { Anomaly, Judged } from './judged.js';
import { LEVELS, type Level, orderOf } from './levels.js';
import { pointsOf } from './points.js';
import { NONE, type Reading } from './reading.js';

export function none(level: Level, why: string): Certificate {
  return { kind: 'none', level, why };
}

/** The proof of a failure: the first anomaly, which is the most elementary one. */
export function certifyFailure(level: Level, anomalies: readonly Anomaly[]): Certificate {
  // Of several versions one too many: which of them nobody made cannot be told, nor who of a cycle made one of them.
  const isCounted = (a: Anomaly) => a.rule === 'thin-air' && 'operations' in a && a.operations.length > 1;
  const certain = anomalies.filter((a) => !isCounted(a));
  const isWhole = certain.length === anomalies.length;
  const first = certain.find((a) => 'operations' in a) ?? (isWhole ? certain[0] : undefined);
  if (first === undefined && anomalies.length > 0)
    return none(level, 'that a version is one too many is shown by counting');
  if (first === undefined) return none(level, 'there is nothing to show');
  if ('operations' in first) return { kind: 'pair', level, anomaly: first.rule, operations: first.operations };
  if ('transactions' in first) return { kind: 'exhausted', level, transactions: first.transactions };
  return cycleCertificate(level, first.cycle);
}

/**
 * A pass, with the order that shows it. The order is gone through once more before, as somebody would who knows
 * nothing of graphs; should it not explain what was read, that is told instead of a pass.
 */
export function certifyPass(
  reading: Reading,
  level: Level,
  { order, isPoints }: { order: Int32Array; isPoints: boolean },
  counts: Record<string, number>,
): Judged {
  const { transactions } = reading;
  const { family } = LEVELS[level];
  const isSerial = family === 'serializable';
  const isSnapshot = family === 'snapshot-isolation';
  const points = isPoints ? order.filter((point) => point < 2 * transactions.count) : undefined;
  const commits = points === undefined ? order.filter((t) => t < transactions.count) : commitsIn(points);
  const all = points ?? (isSnapshot ? pointsOf(commits) : commits);
  const problem =
    problemOfOrder(reading, level, commits, points) ??
    (isSerial || (isSnapshot && points === undefined)
      ? problemOfSerial(reading, commits)
      : isSnapshot || family === 'prefix'
        ? problemOfSnapshots(reading, points ?? pointsOf(commits), isSnapshot)
        : problemOfCommits(reading, commits));
  if (problem !== undefined) {
    const why = `the order that was found does not explain everything: ${problem}`;
    return { anomalies: [], unknown: { reason: 'ambiguous', why }, certificate: none(level, why), counts };
  }
  const made = madeUnanswered(reading);
  const certificate: Certificate = isSnapshot
    ? { kind: 'begin-commit-order', level, points: Array.from(all), ...made }
    : { kind: isSerial ? 'order' : 'commit-order', level, transactions: Array.from(commits), ...made };
  return { anomalies: [], certificate, counts };
}

/** Which versions unanswered writes are taken to have made. */
function madeUnanswered({ transactions, version }: Reading): { made?: [number, number][] } {
  const made: [number, number][] = [];
  for (let op = 0; op < version.length && version !== transactions.version; op++)
    if (transactions.version[op] === UNKNOWN && version[op]! >= 0 && version[op]! < transactions.versions)
      made.push([op, version[op]!]);
  return made.length > 0 ? { made } : {};
}

function commitsIn(points: Int32Array): Int32Array {
  return points.filter((point) => (point & 1) === 1).map((point) => point >> 1);
}

/** Everybody that took effect is in the order, once, and in that of sessions and of real time, where they count. */
function problemOfOrder(
  { transactions, committed }: Reading,
  level: Level,
  commits: Int32Array,
  points: Int32Array | undefined,
): string | undefined {
  const order = orderOf(level, transactions.sessionsCount);
  let missing = commits.length;
  for (const took of committed) missing -= took;
  if (missing !== 0) return 'it lacks transactions';
  const { session, sessions, invoked, completed, outcome } = transactions;
  const last = new Int32Array(sessions).fill(-1);
  const begun = new Int32Array(sessions).fill(-1);
  let latest = -1;
  // Of a begin, time and session matter; a commit is what those after it must have come after.
  for (const point of points ?? pointsOf(commits)) {
    const t = point >> 1;
    if ((point & 1) === 0) {
      if (invoked[t]! > latest) latest = invoked[t]!;
      if (begun[session[t]!]! < t) begun[session[t]!] = t;
      continue;
    }
    if (order === 'none') continue;
    if (last[session[t]!]! > t || begun[session[t]!]! > t) return 'it goes against the order of a session';
    last[session[t]!] = t;
    if (order === 'real-time' && outcome[t] === OUTCOME.ok && completed[t]! >= 0 && completed[t]! < latest) {
      return 'it goes against real time';
    }
  }
  return undefined;
}

/** One after the other, each finds what the one before left. */
function problemOfSerial(reading: Reading, commits: Int32Array): string | undefined {
  const { transactions } = reading;
  const { first, micro, key, keys, replaced, list, model } = transactions;
  const { version } = reading;
  const state = new Int32Array(keys).fill(NOTHING);
  const length = new Int32Array(keys);
  for (const t of commits) {
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      const k = key[op]!;
      if (micro[op] === MICRO.write) {
        if (replaced !== undefined && replaced[op] !== UNKNOWN && replaced[op] !== state[k])
          return 'a write replaced another version';
        state[k] = version[op]!;
        length[k]!++;
      } else if (version[op] !== UNKNOWN) {
        if (version[op] !== state[k]) return 'a read found another version';
        if (model === 'append' && list![op + 1]! - list![op]! !== length[k])
          return 'a read found a list of another length';
      }
    }
  }
  return undefined;
}

/** Each finds what had been committed when it began, and what two write of one key does not overlap. */
function problemOfSnapshots(reading: Reading, points: Int32Array, isSnapshot: boolean): string | undefined {
  const { transactions, source, version, overwritten } = reading;
  const { first, micro, key, keys } = transactions;
  const state = new Int32Array(keys).fill(NOTHING);
  const writtenAt = new Int32Array(keys).fill(-1);
  const begun = new Int32Array(transactions.count);
  for (const [at, point] of points.entries()) {
    const t = point >> 1;
    if ((point & 1) === 0) {
      begun[t] = at;
      for (let op = first[t]!; op < first[t + 1]!; op++) {
        if (source[op] !== NONE && source[op] !== state[key[op]!]) return 'a read found another version';
      }
      continue;
    }
    for (let op = first[t]!; op < first[t + 1]!; op++) {
      if (micro[op] !== MICRO.write || overwritten[op] === 1) continue;
      const k = key[op]!;
      if (isSnapshot && writtenAt[k]! > begun[t]!) return 'two that write a key overlap';
      state[k] = version[op]!;
      writtenAt[k] = at;
    }
  }
  return undefined;
}

/** Versions follow each other as their writers do, and nobody comes before whom it read. */
function problemOfCommits(
  { transactions, source, author, order, first, run }: Reading,
  commits: Int32Array,
): string | undefined {
  const { micro } = transactions;
  const at = new Int32Array(transactions.count).fill(-1);
  for (const [i, t] of commits.entries()) at[t] = i;
  for (let op = 0, t = 0; op < micro.length; op++) {
    while (op >= transactions.first[t + 1]!) t++;
    const by = source[op]! >= 0 ? author[source[op]!]! : -1;
    if (by >= 0 && at[by]! > at[t]!) return 'a transaction comes before one that it read';
  }
  for (let k = 0; k < transactions.keys; k++) {
    let last = -1;
    for (let i = first[k]!; i < first[k + 1]!; i++) {
      const who = author[order[i]!]!;
      if (i > first[k]! && run[i] !== run[i - 1]) last = -1;
      if (who < 0) continue;
      if (at[who]! < last) return 'versions do not follow each other as their writers do';
      last = at[who]!;
    }
  }
  return undefined;
}
