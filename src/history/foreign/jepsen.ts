import { HistoryError } from '../files/error.js';
import type { CheckRequest } from '../header.js';
import type { History } from '../history.js';
import { beginTransaction, createDraft, type Draft, endTransaction, finishDraft } from '../transactions/draft.js';
import { noteTransactions } from '../transactions/of-history.js';
import { createTokens, type Tokens, tokenName } from '../transactions/tokens.js';
import { OUTCOME } from '../transactions.js';
import { addLogRow, addProcess, createLogRows, historyOfRows, type LogRows, ROW } from './log-rows.js';
import { addMicroOperations, looksLikeTransaction, modelHere } from './micro-operations.js';
import { createNotation } from './notation.js';
import { createOperationMap, NONE, nextOperation, type OperationMap } from './operation-map.js';
import { LogProblem } from './problem.js';
import { asHistoryError, lineOf, type Source } from './source.js';
import { formAsValue } from './to-value.js';

/**
 * Histories of Jepsen, Elle and Maelstrom: operation maps `{:process 0, :type :invoke, :f :txn, :value [...], :index 0,
 * :time 0}` in one vector or list, or one after the other; in EDN or in JSON. Read are transactions of lists
 * (`:append`, `:r`) and of registers (`:w`, `:r`), and `bank`. Operations of processes that are no integers (`:nemesis`)
 * are passed over. Throws HistoryError.
 */
export function readJepsen(source: Source, isJson: boolean): History {
  try {
    const workload = findWorkload(source, isJson);
    return readTransactions(source, isJson, workload);
  } catch (error) {
    throw asHistoryError(error, source);
  }
}

/** What is known of a process: the life it is in, and its open operation. */
interface ProcessState {
  name: string;
  process: number;
  life: number;
  /** Row of the open invoke, or -1, with the place of its value and its function. */
  open: number;
  value: number;
  f: number;
  /** Whether an `info` has ended the life. */
  over: boolean;
}

function readTransactions(source: Source, isJson: boolean, model: 'append' | 'register'): History {
  const draft = createDraft(model);
  const { tokens } = draft.versions;
  const n = createNotation(source.bytes, source.size, isJson, tokens);
  const asked = createNotation(source.bytes, source.size, isJson, tokens);
  const told = createNotation(source.bytes, source.size, isJson, tokens);
  const rows = createLogRows();
  const states = new Map<number, ProcessState>();
  const op = createOperationMap();
  let lastIndex = -Infinity;

  function add(state: ProcessState, outcome: number, completion: number): void {
    const invoke = state.open;
    beginTransaction(draft, state.process, outcome, invoke, completion);
    asked.at = state.value;
    if (state.value >= 0) {
      if (outcome === OUTCOME.ok) told.at = op.value;
      addMicroOperations(draft, asked, outcome === OUTCOME.ok ? told : undefined);
    }
    endTransaction(draft);
    if (draft.duplicate !== undefined) throw writtenTwice(source, draft, rows);
  }

  while (nextOperation(n, op)) {
    if (op.index <= lastIndex) {
      throw new LogProblem(
        op.start,
        `:index is ${op.index}, after ${lastIndex}`,
        'operations stand in the order in which they happened',
      );
    }
    if (!Number.isNaN(op.index)) lastIndex = op.index;
    const state = stateOf(states, rows, tokens, op);
    const time = Number.isNaN(op.time) ? rows.count : op.time;
    if (op.type === ROW.invoke) {
      invoke(source, rows, state, op);
      state.open = addLogRow(rows, ROW.invoke, state.process, -1, time, op.start, op.end);
      continue;
    }
    complete(state, op, tokens);
    const row = addLogRow(rows, op.type, state.process, state.open, time, op.start, op.end);
    add(state, op.type - 1, row);
    state.open = -1;
    state.over = op.type === ROW.info;
  }

  const open = [...states.values()].filter((state) => state.open >= 0).sort((a, b) => a.open - b.open);
  for (const state of open) add(state, OUTCOME.info, -1);
  if (rows.count === 0) throw new HistoryError(source.name, undefined, 'no client did anything in it', NO_CLIENTS);

  const checks: CheckRequest[] = [{ name: 'serializability', options: {}, named: true }];
  const history = historyOfRows(rows, {
    header: { run: source.name, system: 'jepsen', checks },
    bytes: source.bytes,
    body: (_, text) => shown(formAsValue(text, isJson)),
  });
  noteTransactions(history, finishDraft(draft, { hasRealTime: true, sessionsCount: false }));
  return history;
}

function stateOf(
  states: Map<number, ProcessState>,
  rows: LogRows,
  tokens: Tokens,
  { process }: OperationMap,
): ProcessState {
  let state = states.get(process);
  if (state === undefined) {
    const name = process === NONE ? 'p' : `p${tokenName(tokens, process)}`;
    state = { name, process: addProcess(rows, name, 1), life: 1, open: -1, value: -1, f: NONE, over: false };
    states.set(process, state);
  }
  return state;
}

function invoke(source: Source, rows: LogRows, state: ProcessState, op: OperationMap): void {
  if (state.open >= 0) {
    const line = lineOf(source, rows.start[state.open]!);
    const problem = `process ${state.name.slice(1)} invokes while its operation of line ${line} is open`;
    throw new LogProblem(op.start, problem, 'a process does one thing at a time');
  }
  if (state.over) {
    state.process = addProcess(rows, state.name, ++state.life);
    state.over = false;
  }
  state.value = op.value;
  state.f = op.f;
}

function complete(state: ProcessState, op: OperationMap, tokens: Tokens): void {
  const who = `process ${state.name.slice(1)}`;
  if (state.open < 0) {
    throw new LogProblem(op.start, `${who} completes what it never invoked`, 'every completion follows its :invoke');
  }
  if (state.f !== op.f) {
    const [asked, told] = [state.f, op.f].map((f) => (f === NONE ? 'nothing' : tokenName(tokens, f)));
    throw new LogProblem(op.start, `${who} invoked ${asked} and completes ${told}`, 'both have the same :f');
  }
  if (op.type !== ROW.ok) return;
  if (state.value >= 0 && op.value < 0) {
    throw new LogProblem(
      op.start,
      `an ok operation of ${who} has no :value`,
      'expected the micro-operations with what was read',
    );
  }
  if (state.value < 0 && op.value >= 0) {
    throw new LogProblem(
      op.start,
      `the :invoke of this operation of ${who} has no :value`,
      'expected the micro-operations that are asked for',
    );
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

/** What is in the log, by the first operations that tell. Throws LogProblem where it is nothing that is read here. */
function findWorkload(source: Source, isJson: boolean): 'append' | 'register' {
  const tokens = createTokens();
  const n = createNotation(source.bytes, source.size, isJson, tokens);
  const value = createNotation(source.bytes, source.size, isJson, tokens);
  const op = createOperationMap();
  while (nextOperation(n, op)) {
    if (op.value < 0) continue;
    value.at = op.value;
    if (!looksLikeTransaction(value)) throw notRead(op, tokens);
    const found = modelHere(value);
    if (found !== undefined) return found;
  }
  return 'register';
}

function notRead(op: OperationMap, tokens: Tokens): LogProblem {
  const f = op.f === NONE ? 'nothing' : tokenName(tokens, op.f);
  const hint =
    'expected transactions such as [[:append 3 1] [:r 4 nil]] or [[:w 3 1] [:r 4 nil]], or transfers of a bank';
  return new LogProblem(op.value, `the :value of an operation :f ${f} is no list of micro-operations`, hint);
}

const NO_CLIENTS = 'expected operations whose :process is a whole number';

/** What of an operation's map is worth a line. */
function shown(map: unknown): Record<string, unknown> {
  const { process: _process, type: _type, index: _index, time: _time, ...rest } = map as Record<string, unknown>;
  return rest;
}
