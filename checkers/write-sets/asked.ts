import { HARNESS } from '../../src/history/event.js';
import type { History } from '../../src/history/history.js';
import { type Asked, eachEnd, learn, newlyAsked } from '../contract/asked.js';
import { oncePerHistory } from '../contract/once-per-history.js';

/** One deposit or withdrawal as its client knows it. */
export interface AskedChange extends Asked {
  client: string;
  /** The operation's name. */
  does: string;
  amount: number;
  /** The account that it changes, '' where neither its client nor a result says. */
  account: string;
  /** By how much, if its direction is known: see `changes` of a spec. */
  change: number | undefined;
  /** The name that its result gave it: see WriteSetSpec. */
  write: unknown;
}

/** What clients asked to be changed, by transaction id, in the order of the history. */
export const askedChanges: (history: History) => ReadonlyMap<string, AskedChange> = oncePerHistory((history) => {
  const asked = new Map<string, AskedChange>();

  function begin(row: number): { change: AskedChange; at: string } | undefined {
    const { participant } = history.processes[history.process[row]!]!;
    if (participant === HARNESS) return undefined;
    const body = history.body(row);
    const found = changeIn(history, body, participant, row);
    if (found === undefined) return undefined;
    const change = asked.get(found.tx) ?? found;
    asked.set(change.tx, change);
    return { change, at: typeof body.at === 'string' ? body.at : '' };
  }

  eachEnd(history, begin, ({ change, at }, row, end) => {
    const { result, write, account } = end === 'ok' ? history.body(row) : {};
    learn(change, row, end, at, result);
    if (change.account === '' && typeof account === 'string') change.account = account;
    if (change.applied === row) change.write ??= write;
  });
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
    ...newlyAsked(tx, row),
    client,
    does: name,
    amount: money,
    account: typeof account === 'string' ? account : accounts.length === 1 ? accounts[0]! : '',
    change: typeof change === 'number' ? change : sign === undefined ? undefined : sign * money,
    write: undefined,
  };
}

/** "deposit c1-3 of 170". */
export function spellChange({ does, tx, amount }: Pick<AskedChange, 'does' | 'tx' | 'amount'>): string {
  return `${does} ${tx} of ${amount}`;
}
