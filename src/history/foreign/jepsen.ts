import type { History } from '../history.js';
import { createTokens } from '../transactions/tokens.js';
import { isOfNoClient } from './clients.js';
import { bankFunction, readBank } from './jepsen-bank.js';
import { notRead, readTransactions } from './jepsen-transactions.js';
import { looksLikeTransaction, modelHere } from './micro-operations.js';
import { createNotation } from './notation.js';
import { createOperationMap, nextOperation } from './operation-map.js';
import type { LogProblem } from './problem.js';
import { asHistoryError, type Source } from './source.js';

/** What a log does not tell of its test. */
export interface BankOptions {
  /** Jepsen's :total-amount; absent: what the first read adds up to. */
  totalAmount?: number;
  /** Jepsen's :negative-balances?. */
  negativeBalances?: boolean;
}

/**
 * Histories of Jepsen, Elle and Maelstrom: operation maps `{:process 0, :type :invoke, :f :txn, :value [...], :index 0,
 * :time 0}` in one vector or list, or one after the other; in EDN or in JSON. Read are transactions of lists
 * (`:append`, `:r`) and of registers (`:w`, `:r`), and `bank`. What the nemesis does is passed over; operations of clients
 * that are of another kind are left out, with a remark. Throws HistoryError.
 */
export function readJepsen(source: Source, isJson: boolean, options: BankOptions = {}): History {
  try {
    const workload = workloadOf(source, isJson);
    return workload === 'bank' ? readBank(source, isJson, options) : readTransactions(source, isJson, workload);
  } catch (error) {
    throw asHistoryError(error, source);
  }
}

/** What is in the log, by the first operations that tell. Throws LogProblem where it is nothing that is read here. */
function workloadOf(source: Source, isJson: boolean): 'append' | 'register' | 'bank' {
  const tokens = createTokens();
  const n = createNotation(source.bytes, source.size, isJson, tokens);
  const value = createNotation(source.bytes, source.size, isJson, tokens);
  const op = createOperationMap();
  let hasTransactions = false;
  let hasBalances = false;
  /** Of the first operation that is of no kind that is known. */
  let problem: LogProblem | undefined;
  while (nextOperation(n, op)) {
    if (isOfNoClient(op, undefined, tokens)) continue;
    const f = bankFunction(tokens, op.f);
    if (f === 'transfer') return 'bank';
    if (op.value < 0) continue;
    value.at = op.value;
    if (looksLikeTransaction(value)) {
      hasTransactions = true;
      const found = modelHere(value);
      if (found !== undefined) return found;
    } else if (f === 'read' && source.bytes[op.value] === 123) hasBalances = true;
    else problem ??= notRead(op.value, op.f, tokens);
  }
  if (hasTransactions) return 'register';
  if (hasBalances) return 'bank';
  if (problem !== undefined) throw problem;
  return 'register';
}
