import type { History } from '../../src/history/history.js';
import { type Asked, eachEnd, learn, newlyAsked } from './asked.js';
import { oncePerHistory } from './once-per-history.js';

/** One transfer as its client knows it. */
export interface AskedTransfer extends Asked {
  from: string;
  to: string;
  amount: number;
}

/** What a node says an account held at a version, wherever it says so. */
export interface BalanceClaim {
  row: number;
  node: string;
  account: string;
  version: number;
  balance: number;
  /** The transfer it speaks of, '' if none. */
  tx: string;
  as: 'leg' | 'read' | 'refusal' | 'event' | 'dump';
}

export interface ClientResults {
  /** By transaction id, in the order of the history. */
  transfers: ReadonlyMap<string, AskedTransfer>;
  /** What clients, and the harness at the end, were told of balances, in the order of the history. */
  claims: readonly BalanceClaim[];
}

/** Reads what clients asked for and were told. A transfer is an operation that has a transaction id and an amount. */
export const clientResults: (history: History) => ClientResults = oncePerHistory((history) => {
  const transfers = new Map<string, AskedTransfer>();
  const claims: BalanceClaim[] = [];

  function begin(row: number): { at: string; tx: string; transfer: AskedTransfer | undefined } {
    const { at, from = at, to, amount, tx } = history.body(row);
    const node = typeof at === 'string' ? at : '';
    if (typeof tx !== 'string') return { at: node, tx: '', transfer: undefined };
    if (amount === undefined) return { at: node, tx, transfer: undefined };
    let transfer = transfers.get(tx);
    if (transfer === undefined) {
      transfer = { ...newlyAsked(tx, row), from: String(from), to: String(to), amount: Number(amount) };
      transfers.set(tx, transfer);
    }
    return { at: node, tx, transfer };
  }

  eachEnd(history, begin, ({ at, tx, transfer }, row, end) => {
    const result = end === 'ok' ? history.body(row) : {};
    if (transfer !== undefined) learn(transfer, row, end, at, result.result);
    if (end === 'ok' && at !== '') claims.push(...claimsIn(result, { row, node: at, tx }));
  });
  return { transfers, claims };
});

type Origin = Pick<BalanceClaim, 'row' | 'node' | 'tx'>;

function claimsIn(result: Record<string, unknown>, origin: Origin): BalanceClaim[] {
  if (Array.isArray(result.legs)) return result.legs.flatMap((leg) => claimIn(leg, origin, 'leg') ?? []);
  if (Array.isArray(result.accounts)) return result.accounts.flatMap((entry) => claimIn(entry, origin, 'dump') ?? []);
  const claim = claimIn(result, origin, result.result === 'refused' ? 'refusal' : 'read');
  return claim === undefined ? [] : [claim];
}

/** The claim that an object makes, if it has the fields of one. */
export function claimIn(fields: unknown, origin: Origin, as: BalanceClaim['as']): BalanceClaim | undefined {
  const { account, version, balance } = (fields ?? {}) as Record<string, unknown>;
  if (typeof account !== 'string' || typeof version !== 'number' || typeof balance !== 'number') return undefined;
  // No spread: this is a hot path, and a spread costs ten times the literal.
  const { row, node, tx } = origin;
  return { row, node, account, version, balance, tx, as };
}

export function spellTransfer({ tx, from, to, amount }: Pick<AskedTransfer, 'tx' | 'from' | 'to' | 'amount'>): string {
  return `transfer ${tx} (${from} pays ${to} ${amount})`;
}
