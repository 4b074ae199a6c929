import { minimalHeader } from '../files/from-lines.js';
import type { CheckRequest } from '../header.js';
import type { History } from '../history.js';
import { noteTransactions } from '../transactions/of-history.js';
import { createTokens, type Tokens, tokenName, tokenSpelling } from '../transactions/tokens.js';
import { OUTCOME } from '../transactions.js';
import { takeClients } from './clients.js';
import type { BankOptions } from './jepsen.js';
import { type LeftOut, noteLeftOut, remarksOnLeftOut } from './left-out.js';
import { historyOfRows, type LogRows } from './log-rows.js';
import {
  createNotation,
  FOUND,
  leaveList,
  type Notation,
  passColon,
  peek,
  skipForm,
  takeScalar,
  unexpected,
} from './notation.js';
import { numberInEdn } from './numbers.js';
import { NONE, type OperationMap } from './operation-map.js';
import { LogProblem } from './problem.js';
import { noteRemarks } from './remarks.js';
import type { Source } from './source.js';
import { mapAsObject } from './to-value.js';

/**
 * A log of Jepsen's bank: `:f :transfer :value {:from 0 :to 1 :amount 5}`, and `:f :read` whose `ok` has a map of all
 * balances, or the list of them. As a history, a read's `ok` is `{do: 'read', balances: {...}}`. Throws LogProblem.
 */
export function readBank(source: Source, isJson: boolean, options: BankOptions): History {
  const tokens = createTokens();
  const n = createNotation(source.bytes, source.size, isJson, tokens);
  const leftOut: LeftOut = new Map();
  function isJudged(op: OperationMap): boolean {
    if (bankFunction(tokens, op.f) !== undefined) return true;
    noteLeftOut(leftOut, op);
    return false;
  }
  const rows = takeClients(source, isJson, tokens, isJudged, ({ f, value, open }, outcome, completion, told, rows) => {
    if (bankFunction(tokens, f) === 'read') {
      if (outcome !== OUTCOME.ok) return;
      if (told < 0) throw new LogProblem(rows.start[completion]!, 'an ok read has no :value', 'expected the balances');
      n.at = told;
      verifyBalances(n);
    } else if (value < 0 || source.bytes[value] !== 123) {
      const problem = 'a transfer does not say who pays whom';
      throw new LogProblem(rows.start[open]!, problem, 'expected :value {:from 0 :to 1 :amount 5}');
    } else {
      n.at = value + 1;
      verifyPairs(n);
    }
  });
  const checks: CheckRequest[] = [{ name: 'money-conservation', options: {}, named: true }];
  const spec = {
    ...minimalHeader().spec,
    name: 'jepsen bank',
    observation: 'balance-only' as const,
    totals: { read: 'read', transfer: 'transfer' },
  };
  const config = {
    ...(options.totalAmount !== undefined && { totalAmount: options.totalAmount }),
    negativeBalances: options.negativeBalances === true,
  };
  const history = historyOfRows(rows, {
    header: { run: source.name, system: 'jepsen', spec, config, checks },
    bytes: source.bytes,
    body: (row, text) => bankBody(rows, row, mapAsObject(text, isJson)),
  });
  noteTransactions(history, {
    unsupported:
      'no read of a bank of transfers and balances says which transfers it has seen; without --level its money is judged',
  });
  noteRemarks(history, remarksOnLeftOut(leftOut, source, tokens, 'read or transfer'));
  return history;
}

/** What a bank's operation of this `:f` is. */
export function bankFunction(tokens: Tokens, f: number): 'read' | 'transfer' | undefined {
  const name = f === NONE ? '' : tokenName(tokens, f).replace(/^:/, '');
  return name === 'read' || name === 'transfer' ? name : undefined;
}

/** The rest of a map. */
function verifyPairs(n: Notation): void {
  while (peek(n) !== 125) {
    skipForm(n);
    passColon(n);
    skipForm(n);
  }
}

/** Balances are whole numbers below 2^53, decimals of nothing behind the point included, or nil. */
function verifyBalances(n: Notation): void {
  const found = takeScalar(n);
  n.at = n.from;
  if (found !== FOUND.map && found !== FOUND.list) throw unexpected(n, 'a map of balances');
  n.at++;
  while (found === FOUND.map ? peek(n) !== 125 : !leaveList(n)) {
    if (found === FOUND.map) {
      skipForm(n);
      passColon(n);
    }
    const balance = takeScalar(n);
    if (balance === FOUND.nil) continue;
    if (balance === FOUND.scalar && Number.isSafeInteger(wholeOf(tokenSpelling(n.tokens, n.token)))) continue;
    n.at = n.from;
    throw unexpected(n, 'a balance: a whole number below 2^53');
  }
}

/** 5 for `5`, and for the decimal `5M`, as databases answer it; else NaN. */
function wholeOf(spelling: string): number {
  return /^-?\d+M?$/.test(spelling) ? Number(spelling.replace('M', '')) : Number.NaN;
}

function bankBody({ kind }: LogRows, row: number, map: Record<string, unknown>): Record<string, unknown> {
  const { f, value, error } = map;
  const why = error === undefined ? {} : { error };
  if (f !== 'read') return { do: f, ...(value as object), ...why };
  if (kind[row] !== OUTCOME.ok + 1) return { do: f, ...why };
  const told = Object.entries(value as object).map(([account, balance]) => [account, balanceOf(balance)]);
  return { do: f, balances: Object.fromEntries(told) };
}

function balanceOf(balance: unknown): unknown {
  if (typeof balance !== 'string') return balance;
  const number = numberInEdn(balance);
  return number === undefined ? balance : wholeOf(String(number));
}
