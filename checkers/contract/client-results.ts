import type { History } from '../../src/history/history.js';
import { oncePerHistory } from './once-per-history.js';

/** One transfer as its client knows it. */
export interface AskedTransfer {
  tx: string;
  from: string;
  to: string;
  amount: number;
  /** Row of the first invoke. */
  row: number;
  /** What the client learnt: the row of the completion, or -1. A transfer that is asked for again may have several. */
  applied: number;
  refused: number;
  failed: number;
  info: number;
  /** The node that said `applied`, '' if none. */
  appliedAt: string;
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

/** An operation that is not completed yet. */
interface Open {
  at: string;
  tx: string;
  transfer: AskedTransfer | undefined;
}

/** Reads what clients asked for and were told. A transfer is an operation that has a transaction id and an amount. */
export const clientResults: (history: History) => ClientResults = oncePerHistory((history) => {
  const transfers = new Map<string, AskedTransfer>();
  const claims: BalanceClaim[] = [];
  const open = new Map<number, Open>();
  const [invoke, ok, fail, info] = ['invoke', 'ok', 'fail', 'info'].map((k) => history.kindOf('client', k));

  function onInvoke(row: number): void {
    const { at, from = at, to, amount, tx } = history.body(row);
    const node = typeof at === 'string' ? at : '';
    if (typeof tx !== 'string' || amount === undefined) {
      open.set(row, { at: node, tx: typeof tx === 'string' ? tx : '', transfer: undefined });
      return;
    }
    let transfer = transfers.get(tx);
    if (transfer === undefined) {
      transfer = newTransfer(tx, String(from), String(to), Number(amount), row);
      transfers.set(tx, transfer);
    }
    open.set(row, { at: node, tx, transfer });
  }

  function onOk(row: number, { at, tx, transfer }: Open): void {
    const result = history.body(row);
    if (transfer !== undefined) {
      if (result.result === 'refused') transfer.refused = row;
      else {
        transfer.applied = row;
        transfer.appliedAt = at;
      }
    }
    if (at !== '') claims.push(...claimsIn(result, { row, node: at, tx }));
  }

  for (let row = 0; row < history.length; row++) {
    const kind = history.kind[row]!;
    if (kind === invoke) onInvoke(row);
    else if (kind === ok || kind === fail || kind === info) {
      const operation = open.get(history.ref[row]!);
      if (operation === undefined) continue;
      open.delete(history.ref[row]!);
      if (kind === ok) onOk(row, operation);
      else if (operation.transfer !== undefined) operation.transfer[kind === fail ? 'failed' : 'info'] = row;
    }
  }
  return { transfers, claims };
});

function newTransfer(tx: string, from: string, to: string, amount: number, row: number): AskedTransfer {
  return { tx, from, to, amount, row, applied: -1, refused: -1, failed: -1, info: -1, appliedAt: '' };
}

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
