import type { History } from '../../src/history/history.js';

/** One operation of a bank as its client knows it. */
export interface BankOperation {
  client: string;
  /** The node asked. */
  at: string;
  account: string;
  tx: string;
  /** What it was to change the account by; 0: it reads. */
  change: number;
  /** Row of the invoke, and of the completion; -1: it never ended. */
  begin: number;
  end: number;
  /** As it ended; '' where nobody knows. */
  result: 'applied' | 'refused' | 'read' | 'failed' | '';
  balance: number | undefined;
}

/**
 * Operations whose invoke says `{do, at, change?, amount?, tx?, account?}` and whose `ok` says `{result, balance?}`, in
 * the order of their invokes. Without `change` the spec's `changes` say what an amount does. Without `account` they concern the only account that there is.
 */
export function bankOperations(history: History): BankOperation[] {
  const [invoke, ok, fail] = ['invoke', 'ok', 'fail'].map((k) => history.kindOf('client', k));
  const [only = ''] = Object.keys(history.header.accounts);
  const { changes = {} } = history.header.spec;
  const byInvoke = new Map<number, BankOperation>();
  for (let row = 0; row < history.length; row++) {
    const kind = history.kind[row]!;
    if (kind === invoke) {
      const { do: name, at, change, amount, tx, account } = history.body(row);
      if (typeof at !== 'string') continue;
      byInvoke.set(row, {
        client: history.processes[history.process[row]!]!.participant,
        at,
        account: typeof account === 'string' ? account : only,
        tx: typeof tx === 'string' ? tx : '',
        change: typeof change === 'number' ? change : (changes[String(name)] ?? 0) * Number(amount ?? 0),
        begin: row,
        end: -1,
        result: '',
        balance: undefined,
      });
    }
    const operation = kind === ok || kind === fail ? byInvoke.get(history.ref[row]!) : undefined;
    if (operation === undefined) continue;
    operation.end = row;
    if (kind === fail) {
      operation.result = 'failed';
      continue;
    }
    const { result, balance } = history.body(row);
    operation.result = result === 'refused' || result === 'read' ? result : 'applied';
    if (typeof balance === 'number') operation.balance = balance;
  }
  return [...byInvoke.values()];
}
