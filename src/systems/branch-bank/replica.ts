import { NOTHING, type WriteId, type WriteSet, withWrite } from './write-set.js';

export type Change = 'deposit' | 'withdraw';

/** A deposit or a withdrawal that a branch has accepted. */
export interface Write {
  by: string;
  seq: number;
  change: Change;
  amount: number;
  tx: string;
  /** What the account held at the branch that accepted it, right after it. */
  balance: number;
  /** The original's number of the customer's request, if there is one. */
  request?: number;
}

/** A branch's copy of the account: its balance, and the writes that made it what it is. */
export interface Replica {
  balance: number;
  set: WriteSet;
  readonly byTx: Map<string, Write>;
}

export function createReplica(balance: number): Replica {
  return { balance, set: NOTHING, byTx: new Map() };
}

export function put(replica: Replica, write: Write, balance: number): void {
  replica.balance = balance;
  replica.set = withWrite(replica.set, idOf(write));
  replica.byTx.set(write.tx, write);
}

export function idOf({ by, seq }: Pick<Write, 'by' | 'seq'>): WriteId {
  return [by, seq];
}

/** What a write adds to the account. */
export function changeOf({ change, amount }: Pick<Write, 'change' | 'amount'>): number {
  return change === 'deposit' ? amount : -amount;
}
