import { HARNESS } from '../../src/history/event.js';
import type { History } from '../../src/history/history.js';
import { oncePerHistory } from '../contract/once-per-history.js';

/** One deposit or withdrawal as its client knows it. Rows are -1 where it did not come to that. */
export interface AskedChange {
  tx: string;
  client: string;
  /** The operation's name. */
  does: string;
  amount: number;
  /** The account that it changes, '' where neither its client nor a result says. */
  account: string;
  /** By how much, if its direction is known: see `changes` of a spec. */
  change: number | undefined;
  /** Row of the first invoke. */
  row: number;
  applied: number;
  refused: number;
  failed: number;
  info: number;
  /** The node that said `applied`, '' if none. */
  appliedAt: string;
  /** The name that its result gave it: see WriteSetSpec. */
  write: unknown;
}

/** What clients asked to be changed, by transaction id, in the order of the history. */
export const askedChanges: (history: History) => ReadonlyMap<string, AskedChange> = oncePerHistory((history) => {
  const [invoke, ok, fail, info] = ['invoke', 'ok', 'fail', 'info'].map((k) => history.kindOf('client', k));
  const asked = new Map<string, AskedChange>();
  const open = new Map<number, { change: AskedChange; at: string }>();
  for (let row = 0; row < history.length; row++) {
    const kind = history.kind[row]!;
    if (kind === invoke) {
      const { participant } = history.processes[history.process[row]!]!;
      if (participant === HARNESS) continue;
      const body = history.body(row);
      const found = changeIn(history, body, participant, row);
      if (found === undefined) continue;
      const change = asked.get(found.tx) ?? found;
      asked.set(change.tx, change);
      open.set(row, { change, at: typeof body.at === 'string' ? body.at : '' });
    } else if (kind === ok || kind === fail || kind === info) {
      const operation = open.get(history.ref[row]!);
      if (operation === undefined) continue;
      open.delete(history.ref[row]!);
      if (kind === ok) onOk(history, row, operation.change, operation.at);
      else operation.change[kind === fail ? 'failed' : 'info'] = row;
    }
  }
  return asked;
});

function changeIn(
  history: History,
  { do: does, tx, amount, change, account }: Record<string, unknown>,
  client: string,
  row: number,
): AskedChange | undefined {
  if (typeof tx !== 'string' || (amount === undefined && change === undefined)) return undefined;
  const { changes: signs = {} } = history.header.spec;
  const accounts = Object.keys(history.header.accounts);
  const name = typeof does === 'string' ? does : 'change';
  const money = typeof amount === 'number' ? amount : Math.abs(Number(change));
  const sign = Object.hasOwn(signs, name) ? signs[name]! : undefined;
  return {
    tx,
    client,
    does: name,
    amount: money,
    account: typeof account === 'string' ? account : accounts.length === 1 ? accounts[0]! : '',
    change: typeof change === 'number' ? change : sign === undefined ? undefined : sign * money,
    row,
    applied: -1,
    refused: -1,
    failed: -1,
    info: -1,
    appliedAt: '',
    write: undefined,
  };
}

function onOk(history: History, row: number, change: AskedChange, at: string): void {
  const { result, write, account } = history.body(row);
  if (change.account === '' && typeof account === 'string') change.account = account;
  if (result === 'refused') change.refused = row;
  else {
    change.applied = row;
    change.appliedAt = at;
    change.write ??= write;
  }
}

/** "deposit c1-3 of 170". */
export function spellChange({ does, tx, amount }: Pick<AskedChange, 'does' | 'tx' | 'amount'>): string {
  return `${does} ${tx} of ${amount}`;
}
