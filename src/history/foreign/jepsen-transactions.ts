import type { CheckRequest } from '../header.js';
import type { History } from '../history.js';
import { beginTransaction, createDraft, type Draft, endTransaction, finishDraft } from '../transactions/draft.js';
import { noteTransactions } from '../transactions/of-history.js';
import { takeZerosForTheStart } from '../transactions/starts.js';
import type { Tokens } from '../transactions/tokens.js';
import { OUTCOME } from '../transactions.js';
import { type Client, takeClients, who } from './clients.js';
import { functionName, type LeftOut, noteLeftOut, remarksOnLeftOut } from './left-out.js';
import { historyOfRows, type LogRows } from './log-rows.js';
import { addMicroOperations, looksLikeTransaction, verifyWritesTold } from './micro-operations.js';
import { createNotation, type Notation } from './notation.js';
import type { OperationMap } from './operation-map.js';
import { LogProblem } from './problem.js';
import { noteRemarks } from './remarks.js';
import { lineOf, type Source } from './source.js';
import { mapAsObject } from './to-value.js';

/** A log of transactions over lists or registers; operations of another kind are left out. Throws LogProblem. */
export function readTransactions(source: Source, isJson: boolean, model: 'append' | 'register'): History {
  const draft = createDraft(model);
  const { tokens } = draft.versions;
  const asked = createNotation(source.bytes, source.size, isJson, tokens);
  const answered = createNotation(source.bytes, source.size, isJson, tokens);
  const kinds = createKinds(asked, tokens);
  const rows = takeClients(source, isJson, tokens, kinds.isJudged, (client, outcome, completion, told, rows) => {
    const isOk = outcome === OUTCOME.ok;
    if (isOk) verifyValues(client, told, rows.start[completion]!);
    beginTransaction(draft, client.process, outcome, client.open, completion);
    if (client.value >= 0) {
      asked.at = client.value;
      answered.at = told;
      addMicroOperations(draft, asked, isOk ? answered : undefined);
      if (!isOk && told >= 0) {
        asked.at = client.value;
        verifyWritesTold(asked, answered);
      }
    }
    endTransaction(draft);
    if (draft.duplicate !== undefined) throw writtenTwice(source, draft, rows);
  });
  const checks: CheckRequest[] = [{ name: 'serializability', options: {}, named: true }];
  const history = historyOfRows(rows, {
    header: { run: source.name, system: 'jepsen', checks },
    bytes: source.bytes,
    body: (row, text) => shown(mapAsObject(text, isJson), row),
  });
  const transactions = finishDraft(draft, { hasRealTime: true, sessionsCount: false });
  const starts = takeZerosForTheStart(transactions, 'where no read finds nothing');
  noteTransactions(history, transactions);
  noteRemarks(history, [
    ...remarksOnLeftOut(kinds.leftOut, source, tokens, 'transaction'),
    ...(starts ? ['0, which nobody writes, was taken for what keys hold at the start'] : []),
  ]);
  return history;
}

/** Which operations are transactions: those of every `:f` that a list of micro-operations was seen of. */
function createKinds(value: Notation, tokens: Tokens) {
  const transactions = new Set<number>();
  const leftOut: LeftOut = new Map();
  /** By `:f` that is left out: where its first value stands. */
  const others = new Map<number, number>();

  function isJudged(op: OperationMap): boolean {
    if (transactions.has(op.f)) return true;
    value.at = op.value;
    if (op.value >= 0 && looksLikeTransaction(value)) {
      const before = others.get(op.f);
      if (before !== undefined) throw notRead(before, op.f, tokens);
      transactions.add(op.f);
      // Those without a value were transactions of nothing.
      leftOut.delete(op.f);
      return true;
    }
    if (op.value >= 0 && !others.has(op.f)) others.set(op.f, op.value);
    noteLeftOut(leftOut, op);
    return false;
  }

  return { isJudged, leftOut };
}

/** Why an operation's value, which stands there, is none of a transaction. */
export function notRead(at: number, f: number, tokens: Tokens): LogProblem {
  const problem = `the :value of an operation ${functionName(tokens, f)} is no list of micro-operations`;
  const hint =
    'expected transactions such as [[:append 3 1] [:r 4 nil]] or [[:w 3 1] [:r 4 nil]], or transfers of a bank';
  return new LogProblem(at, problem, hint);
}

function verifyValues(client: Client, told: number, at: number): void {
  if (client.value >= 0 && told < 0) {
    const hint = 'expected the micro-operations with what was read';
    throw new LogProblem(at, `an ok operation of ${who(client)} has no :value`, hint);
  }
  if (client.value < 0 && told >= 0) {
    const problem = `the :invoke of this operation of ${who(client)} has no :value`;
    throw new LogProblem(at, problem, 'expected the micro-operations that are asked for');
  }
}

function writtenTwice(source: Source, { duplicate, invoked }: Draft, rows: LogRows): LogProblem {
  const { key, value, first, second } = duplicate!;
  const [one, other] = [first, second].map((t) => rows.start[invoked[t]!]!).sort((a, b) => a - b) as [number, number];
  const problem = `${value} is written to ${key} again, after line ${lineOf(source, one)}`;
  return new LogProblem(
    other,
    problem,
    'no value is written to a key twice, or nobody can say which write a read found',
  );
}

/** What of an operation's map is worth a line; its index, where the log counts otherwise than we do. */
function shown(map: Record<string, unknown>, row: number): Record<string, unknown> {
  const { process: _process, type: _type, index, time: _time, ...rest } = map;
  return typeof index === 'number' && index !== row ? { index, ...rest } : rest;
}
