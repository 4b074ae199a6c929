import { type Tokens, tokenName } from '../transactions/tokens.js';
import { OUTCOME } from '../transactions.js';
import { addLogRow, addProcess, createLogRows, type LogRows, ROW } from './log-rows.js';
import { createNotation } from './notation.js';
import { createOperationMap, NONE, nextOperation, type OperationMap } from './operation-map.js';
import { LogProblem } from './problem.js';
import { lineOf, type Source } from './source.js';

/** What is known of a process: the life it is in, and the operation that it does or did last. */
export interface Client {
  name: string;
  /** The process of the history that this life is. */
  process: number;
  life: number;
  /** Row of the open invoke, IDLE, or BESIDE. */
  open: number;
  /** Where the open invoke stands. */
  at: number;
  /** Where the invoke's `:value` begins, -1 if there is none, and its `:f`. */
  value: number;
  f: number;
  /** Whether an `info` has ended the life. */
  over: boolean;
}

/** What a client does that does nothing, or something that is left out. */
const IDLE = -1;
const BESIDE = -2;

/** An operation that is over: with its OUTCOME, the row of its completion (-1: none) and where that one's `:value` begins. */
export type OnEnd = (client: Client, outcome: number, completion: number, told: number, rows: LogRows) => void;

/**
 * Takes the operations of clients that are of the judged kind (`isJudged`, asked of each invoke) as rows, and calls `onEnd`
 * for each at its end; for those that never ended, after all others. Everybody who invokes is a client, but the nemesis.
 * A process whose operation ended in `info` goes on as another life. Throws LogProblem where the log tells what cannot be.
 */
export function takeClients(
  source: Source,
  isJson: boolean,
  tokens: Tokens,
  isJudged: (op: OperationMap) => boolean,
  onEnd: OnEnd,
): LogRows {
  const n = createNotation(source.bytes, source.size, isJson, tokens);
  const rows = createLogRows();
  const clients = new Map<number, Client>();
  const op = createOperationMap();
  let lastIndex = -Infinity;
  while (nextOperation(n, op)) {
    let client = clients.get(op.process);
    if (isOfNoClient(op, client, tokens)) continue;
    verifyOrder(op, lastIndex);
    if (!Number.isNaN(op.index)) lastIndex = op.index;
    if (client === undefined) clients.set(op.process, (client = newClient(rows, tokens, op)));
    const time = Number.isNaN(op.time) ? rows.count : op.time;
    if (op.type === ROW.invoke) {
      invoke(source, rows, client, op);
      client.open = BESIDE;
      if (isJudged(op)) client.open = addLogRow(rows, ROW.invoke, client.process, -1, time, op.start, op.end);
      continue;
    }
    verifyCompletion(client, op, tokens);
    if (client.open !== BESIDE) {
      const row = addLogRow(rows, op.type, client.process, client.open, time, op.start, op.end);
      onEnd(client, op.type - 1, row, op.value, rows);
    }
    client.open = IDLE;
    client.over = op.type === ROW.info;
  }
  const open = [...clients.values()].filter((client) => client.open >= 0).sort((a, b) => a.open - b.open);
  for (const client of open) onEnd(client, OUTCOME.info, -1, -1, rows);
  if (clients.size === 0) {
    throw new LogProblem(0, 'no client does anything in it', 'expected operations of a :process that is no nemesis');
  }
  return rows;
}

/** Whether the nemesis does it, or somebody who is no whole number and just says something, as Jepsen's own threads do. */
export function isOfNoClient(op: OperationMap, client: Client | undefined, tokens: Tokens): boolean {
  if (op.process === NONE || Number.isInteger(op.process)) return false;
  if (op.type === ROW.info && (client === undefined || client.open === IDLE)) return true;
  return tokenName(tokens, op.process).replace(/^:/, '') === 'nemesis';
}

function verifyOrder(op: OperationMap, lastIndex: number): void {
  if (op.type < 0) throw new LogProblem(op.start, 'an operation has no :type', 'expected :invoke, :ok, :fail or :info');
  if (op.index < lastIndex) {
    const hint = 'operations stand in the order in which they happened';
    throw new LogProblem(op.start, `:index is ${op.index}, after ${lastIndex}`, hint);
  }
}

function newClient(rows: LogRows, tokens: Tokens, { process }: OperationMap): Client {
  const told = process === NONE ? '' : tokenName(tokens, process);
  const name = process === NONE || Number.isInteger(process) ? `p${told}` : told;
  return { name, process: addProcess(rows, name, 1), life: 1, open: IDLE, at: -1, value: -1, f: NONE, over: false };
}

function invoke(source: Source, rows: LogRows, client: Client, op: OperationMap): void {
  if (client.open !== IDLE) {
    const line = lineOf(source, client.at);
    const problem = `${who(client)} invokes while its operation of line ${line} is open`;
    throw new LogProblem(op.start, problem, 'a process does one thing at a time');
  }
  if (client.over) {
    client.process = addProcess(rows, client.name, ++client.life);
    client.over = false;
  }
  client.at = op.start;
  client.value = op.value;
  client.f = op.f;
}

function verifyCompletion(client: Client, op: OperationMap, tokens: Tokens): void {
  if (client.open === IDLE) {
    throw new LogProblem(
      op.start,
      `${who(client)} completes what it never invoked`,
      'every completion follows its :invoke',
    );
  }
  if (client.f !== op.f) {
    const [asked, told] = [client.f, op.f].map((f) => (f === NONE ? 'nothing' : tokenName(tokens, f)));
    throw new LogProblem(op.start, `${who(client)} invoked ${asked} and completes ${told}`, 'both have the same :f');
  }
}

export function who({ name }: Client): string {
  return `process ${name.replace(/^p(?=[\d-]|$)/, '')}`.trimEnd();
}
