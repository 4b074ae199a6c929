import type { History } from '../../src/history/history.js';
import { createExplainer } from './explain.js';
import { APPLIED, type Ended, type SessionLog, SILENT, type Teller, TOLD, UNCLEAR } from './log.js';
import { repeatedAsks } from './repeated.js';

/** What one session wrote to an account, if nobody else did: all that may have had an effect, in its order. */
interface Stream {
  index: number;
  session: number;
  /** Rows of the invoke of each write, ascending. */
  rows: number[];
  changes: number[];
  /** What as many of them come to. */
  sums: number[];
}

/**
 * Results tell nothing but balances. Of an account that one session alone writes, a balance tells which writes it
 * reflects, where only one choice of them makes it (see explain.ts); of all others the state stays unclear.
 */
export function tellBalances(history: History, log: SessionLog): Teller {
  const { accounts } = history.header;
  const changesOf = changesIn(history);
  const streams = streamsOf(history, changesOf);
  for (const [account, stream] of streams) {
    if (stream !== 'several') stream.index = log.streams.push(account) - 1;
  }
  const explain = createExplainer();

  return (ended) => {
    const { does, invoke, row, session } = ended;
    const [asked, result] = [ended.asked(), ended.result()];
    const changes = does === APPLIED ? changesOf(asked) : [];
    for (const { account } of changes) {
      const stream = streams.get(account);
      if (stream === undefined || stream === 'several') continue;
      log.writeStream.push(stream.index);
      log.writeSeq.push(asOf(stream, invoke + 1));
    }
    const { balance } = result;
    if (typeof balance !== 'number') {
      if (does === APPLIED) return SILENT;
      return result.result === 'refused' && !isUnfounded(ended) ? SILENT : UNCLEAR;
    }
    const account = accountOf(history, asked, result, changes[0]?.account);
    const stream = streams.get(account);
    const initial = accounts[account];
    if (initial === undefined || stream === 'several') return UNCLEAR;
    if (stream === undefined) return TOLD;
    // A write's own result: the state that it was applied to is without it, and it is the last one.
    const own = changes.find((change) => change.account === account)?.change;
    const possible = asOf(stream, row) - (own === undefined ? 0 : 1);
    const explanation = explain(stream.changes, possible, initial + stream.sums[possible]! - (balance - (own ?? 0)));
    if (does !== APPLIED && session === stream.session && explanation.short !== 0) log.short.add(log.length);
    if (explanation.missing === undefined) return UNCLEAR;
    tellState(log, stream.index, possible, explanation.missing);
    return TOLD;
  };

  /** Whether a refusal that tells no balance is none that all own writes allow; else it is not a read. */
  function isUnfounded({ asked, row, session }: Ended): boolean {
    const [refused, ...more] = changesOf(asked());
    const stream = refused === undefined ? undefined : streams.get(refused.account);
    if (more.length > 0 || stream === undefined || stream === 'several' || stream.session !== session) return false;
    const held = accounts[refused!.account]! + stream.sums[asOf(stream, row)]!;
    if (held + refused!.change < 0) return false;
    log.short.add(log.length);
    return true;
  }
}

/** How many writes of a stream had been asked for before a row. */
function asOf({ rows }: Stream, row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}

function tellState(log: SessionLog, stream: number, possible: number, missing: readonly number[]): void {
  const upTo = missing[0] ?? possible;
  log.stateStream.push(stream);
  log.stateUpTo.push(upTo);
  const without = new Set(missing);
  const beyond: number[] = [];
  for (let k = upTo; k < possible; k++) if (!without.has(k)) beyond.push(stream, k + 1);
  if (beyond.length > 0) log.beyond.set(log.length, beyond);
}

interface Change {
  account: string;
  change: number;
}

/** Reads off an invoke which accounts it changes, and by how much; 0: that is not known. */
function changesIn(history: History): (asked: Record<string, unknown>) => Change[] {
  const { changes: signs = {} } = history.header.spec;
  return (asked) => {
    const { do: does, amount, change, from, to } = asked;
    if (typeof change === 'number') return change === 0 ? [] : [{ account: accountOf(history, asked), change }];
    if (amount === undefined) return [];
    const money = typeof amount === 'number' ? amount : 0;
    if (typeof to === 'string') {
      const payer = typeof from === 'string' ? from : String(asked.at);
      return [
        { account: payer, change: -money },
        { account: to, change: money },
      ];
    }
    const sign = typeof does === 'string' && Object.hasOwn(signs, does) ? signs[does]! : 0;
    return [{ account: accountOf(history, asked), change: sign * money }];
  };
}

/** The account that an operation concerns: as its result, its request or its changes say, or the only one there is. */
function accountOf(
  history: History,
  asked: Record<string, unknown>,
  result: Record<string, unknown> = {},
  changed?: string,
): string {
  if (typeof result.account === 'string') return result.account;
  if (typeof asked.account === 'string') return asked.account;
  return changed ?? Object.keys(history.header.accounts)[0] ?? '';
}

/** All accounts that are written, with what was written to them, where that is of one session, and once, and known. */
function streamsOf(
  history: History,
  changesOf: (asked: Record<string, unknown>) => Change[],
): Map<string, Stream | 'several'> {
  const invoke = history.kindOf('client', 'invoke');
  const without = withoutEffect(history);
  const repeated = repeatedAsks(history);
  const streams = new Map<string, Stream | 'several'>();
  for (let row = 0; row < history.length; row++) {
    if (history.kind[row] !== invoke || without.has(row)) continue;
    const session = history.process[row]!;
    for (const { account, change } of changesOf(history.body(row))) {
      const known = streams.get(account) ?? { index: -1, session, rows: [], changes: [], sums: [0] };
      streams.set(account, known);
      if (known === 'several') continue;
      const isClear = change !== 0 && known.rows.at(-1) !== row && !repeated.has(row);
      if (known.session !== session || !isClear) streams.set(account, 'several');
      known.rows.push(row);
      known.changes.push(change);
      known.sums.push(known.sums.at(-1)! + change);
    }
  }
  return streams;
}

/** Rows of the invokes that provably had no effect: they failed, or were refused. */
function withoutEffect(history: History): Set<number> {
  const [ok, fail] = ['ok', 'fail'].map((k) => history.kindOf('client', k));
  const rows = new Set<number>();
  for (let row = 0; row < history.length; row++) {
    const kind = history.kind[row]!;
    if (kind === fail || (kind === ok && history.body(row).result === 'refused')) rows.add(history.ref[row]!);
  }
  return rows;
}
