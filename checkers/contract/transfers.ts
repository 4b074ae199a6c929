import type { History } from '../../src/history/history.js';

/** One transfer as its client knows it. */
export interface AskedTransfer {
  tx: string;
  from: string;
  to: string;
  amount: number;
  /** The node asked. */
  at: string;
  /** Row of the first invoke. */
  row: number;
  /** What the client learnt: the row of the completion, or -1. A transfer that is asked for again may have several. */
  applied: number;
  refused: number;
  failed: number;
  info: number;
}

/** Reads an invoke: a transfer is an operation that has a transaction id and moves an amount. */
export function askedBy(history: History, row: number): AskedTransfer | undefined {
  const { at, from = at, to, amount, tx } = history.body(row);
  if (typeof tx !== 'string' || typeof at !== 'string' || amount === undefined) return undefined;
  const terms = { tx, from: String(from), to: String(to), amount: Number(amount), at };
  return { ...terms, row, applied: -1, refused: -1, failed: -1, info: -1 };
}

/** All transfers that clients asked for, by transaction id, in the order of the history. */
export function askedTransfers(history: History): Map<string, AskedTransfer> {
  const transfers = new Map<string, AskedTransfer>();
  const byInvoke = new Map<number, AskedTransfer>();
  const [invoke, ok, fail, info] = ['invoke', 'ok', 'fail', 'info'].map((k) => history.kindOf('client', k));
  for (let row = 0; row < history.length; row++) {
    const kind = history.kind[row]!;
    if (kind === invoke) {
      const asked = askedBy(history, row);
      if (asked === undefined) continue;
      const known = transfers.get(asked.tx);
      if (known === undefined) transfers.set(asked.tx, asked);
      byInvoke.set(row, known ?? asked);
    } else if (kind === ok || kind === fail || kind === info) {
      const transfer = byInvoke.get(history.ref[row]!);
      if (transfer === undefined) continue;
      byInvoke.delete(history.ref[row]!);
      if (kind === fail) transfer.failed = row;
      else if (kind === info) transfer.info = row;
      else if (history.body(row).result === 'refused') transfer.refused = row;
      else transfer.applied = row;
    }
  }
  return transfers;
}

export function spellTransfer({ tx, from, to, amount }: Pick<AskedTransfer, 'tx' | 'from' | 'to' | 'amount'>): string {
  return `transfer ${tx} (${from} pays ${to} ${amount})`;
}
