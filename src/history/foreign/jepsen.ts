import type { History } from '../history.js';
import { createTokens, type Tokens, tokenName } from '../transactions/tokens.js';
import { readBank } from './jepsen-bank.js';
import { readTransactions } from './jepsen-transactions.js';
import { looksLikeTransaction, modelHere } from './micro-operations.js';
import { createNotation } from './notation.js';
import { createOperationMap, NONE, nextOperation, type OperationMap } from './operation-map.js';
import { LogProblem } from './problem.js';
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
 * (`:append`, `:r`) and of registers (`:w`, `:r`), and `bank`. Operations of processes that are no integers (`:nemesis`)
 * are passed over. Throws HistoryError.
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
  /** Of the first operation that is no transaction: if no transfer follows, the log is of none that are read. */
  let problem: LogProblem | undefined;
  while (nextOperation(n, op)) {
    if (nameOf(op, tokens) === 'transfer') return 'bank';
    if (op.value < 0) continue;
    value.at = op.value;
    // A read of all accounts.
    if (source.bytes[op.value] === 123 && nameOf(op, tokens) === 'read') return 'bank';
    if (looksLikeTransaction(value)) {
      const found = modelHere(value);
      if (found !== undefined && problem === undefined) return found;
    } else problem ??= notRead(op, tokens);
  }
  if (problem !== undefined) throw problem;
  return 'register';
}

function nameOf({ f }: OperationMap, tokens: Tokens): string {
  return f === NONE ? 'nothing' : tokenName(tokens, f).replace(/^:/, '');
}

function notRead(op: OperationMap, tokens: Tokens): LogProblem {
  const hint =
    'expected transactions such as [[:append 3 1] [:r 4 nil]] or [[:w 3 1] [:r 4 nil]], or transfers of a bank';
  return new LogProblem(
    op.value,
    `the :value of an operation :f ${nameOf(op, tokens)} is no list of micro-operations`,
    hint,
  );
}
