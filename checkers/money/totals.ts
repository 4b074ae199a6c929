import type { TotalsSpec } from '../../src/history/header.js';
import type { History } from '../../src/history/history.js';
import type { Findings } from '../contract/checker.js';
import { createFindings, type FindingsBuilder, step } from '../contract/findings.js';
import type { MoneyModel } from './model.js';

/**
 * Banks of which clients see nothing but all balances at once: the property of Jepsen's bank test. Whoever reads inside of
 * a transaction finds the same money in all, wherever the transfers have put it.
 */
export const totalsMoney: MoneyModel = {
  judges: ({ totals }) => totals !== undefined,
  rules: {
    'read-total': { says: 'every read of all accounts adds up to the same money', kind: 'safety' },
    'negative-balance': { says: 'no account is read to be below zero, unless that is allowed', kind: 'safety' },
    'unknown-account': {
      says: 'a read tells a balance of every account that it names, and names no others',
      kind: 'safety',
    },
  },
  check,
};

/** One `ok` read. */
interface Read {
  row: number;
  client: string;
  balances: [account: string, balance: number | null][];
}

function check(history: History): Findings {
  const { spec, config } = history.header;
  const findings = createFindings(history);
  const { reads, transfers, accounts } = readAll(history, spec.totals!);
  const first = reads.find(({ balances }) => balances.every(([, balance]) => balance !== null));
  const known = typeof config.totalAmount === 'number' ? config.totalAmount : undefined;
  const total = known ?? (first === undefined ? 0 : sumOf(first));
  for (const [account] of first?.balances ?? []) accounts.add(account);
  for (const read of reads) {
    judgeAccounts(findings, read, accounts);
    judgeTotal(findings, read, total, known === undefined ? first : undefined);
    if (config.negativeBalances !== true) judgeSigns(findings, read);
  }
  return findings.done({ transfers, balances: reads.length, accounts: accounts.size });
}

function readAll(history: History, { read, transfer }: TotalsSpec) {
  const reads: Read[] = [];
  const accounts = new Set<string>();
  let transfers = 0;
  const invoke = history.kindOf('client', 'invoke');
  const ok = history.kindOf('client', 'ok');
  for (let row = 0; row < history.length; row++) {
    const kind = history.kind[row]!;
    if (kind === invoke) {
      const { do: what, from, to } = history.body(row);
      if (what !== transfer) continue;
      transfers++;
      accounts.add(String(from)).add(String(to));
    } else if (kind === ok && history.body(history.ref[row]!).do === read) {
      const { balances } = history.body(row);
      const client = history.processes[history.process[row]!]!.participant;
      reads.push({ row, client, balances: Object.entries((balances ?? {}) as Record<string, number | null>) });
    }
  }
  return { reads, transfers, accounts };
}

function judgeAccounts(
  findings: FindingsBuilder,
  { row, client, balances }: Read,
  accounts: ReadonlySet<string>,
): void {
  const unknown = balances.find(([account]) => !accounts.has(account));
  if (unknown !== undefined) {
    const summary = `${client} was told a balance of the account ${unknown[0]}, which nobody else knows`;
    findings.violation('unknown-account', summary, step(`it holds ${unknown[1]}`, row));
  }
  const empty = balances.find(([, balance]) => balance === null);
  if (empty !== undefined) {
    const summary = `${client} was told of the account ${empty[0]}, but not what it holds`;
    findings.violation('unknown-account', summary, step('its balance is nil', row));
  }
}

function judgeTotal(findings: FindingsBuilder, read: Read, total: number, first: Read | undefined): void {
  const sum = sumOf(read);
  if (sum === total) return;
  const difference = sum > total ? `${sum - total} too much` : `${total - sum} too little`;
  const against = first === undefined ? `there are ${total} in all` : `${first.client} found ${total} in all before`;
  findings.violation(
    'read-total',
    `${read.client} found ${sum} in all accounts together, ${difference}: ${against}`,
    step(`the accounts hold ${total} in all`, first?.row ?? -1),
    step(`${read.client} reads ${spelt(read)}, which makes ${sum}`, read.row),
  );
}

function judgeSigns(findings: FindingsBuilder, { row, client, balances }: Read): void {
  const negative = balances.find(([, balance]) => balance !== null && balance < 0);
  if (negative === undefined) return;
  const [account, balance] = negative;
  const summary = `${client} found the account ${account} at ${balance}, and nobody may owe the bank anything`;
  findings.violation('negative-balance', summary, step(`${client} reads ${account}: ${balance}`, row));
}

function sumOf({ balances }: Read): number {
  return balances.reduce((sum, [, balance]) => sum + (balance ?? 0), 0);
}

function spelt({ balances }: Read): string {
  return balances.map(([account, balance]) => `${account}: ${balance ?? 'nil'}`).join(', ');
}
