import { HARNESS } from '../event.js';
import { answered, noteSent } from './answers.js';
import { Does } from './does.js';
import { LineProblem } from './error.js';
import * as K from './keys.js';
import { currentLife, knownProcess, noteRow, processOf } from './lives.js';
import { has, LARGEST_INT32, missing, type Rows } from './rows-so-far.js';

// What each kind of event must say, and what it refers to. All throw LineProblem.

/** invoke, ok, fail, info. */
export function addClientEvent(rows: Rows, row: number, action: Does): void {
  const { columns, lives, nodes } = rows;
  const process = ownProcess(rows);
  const who = lives.participant[process]!;
  if (who < nodes || !isParticipant(rows, who)) throw undeclared(rows, who, 'clients');
  columns.process[row] = process;
  columns.position[row] = lives.positions[process]!++;
  if (action === Does.Invoke) invoke(rows, row, process, who);
  else complete(rows, row, process);
}

function invoke(rows: Rows, row: number, process: number, who: number): void {
  const { columns, lives } = rows;
  const open = lives.open[process]!;
  if (open >= 0) {
    const problem = `${nameOfLife(rows, process)} invokes while its operation ${columns.seq[open]} is open`;
    throw new LineProblem(problem, 'expected its ok, fail or info first');
  }
  if (lives.over[process]) {
    const problem = `${nameOfLife(rows, process)} invokes after an info`;
    throw new LineProblem(problem, 'after an info a client goes on as its next life');
  }
  const last = lives.ops[who] ?? 0;
  const op = has(rows, K.OP) ? small(rows, K.OP) : required(rows, K.OP, last + 1);
  if (op <= last)
    throw new LineProblem(`"op" is ${op}, the last one of this client was ${last}`, 'operations count upwards');
  lives.ops[who] = op;
  lives.open[process] = row;
  columns.seq[row] = op;
}

function complete(rows: Rows, row: number, process: number): void {
  const { columns, lives } = rows;
  const open = lives.open[process]!;
  if (open < 0) {
    throw new LineProblem(`${nameOfLife(rows, process)} has no operation open`, 'expected an invoke before it');
  }
  const due = columns.seq[open]!;
  const op = has(rows, K.OP) ? small(rows, K.OP) : required(rows, K.OP, due);
  if (op !== due) {
    const problem = `"op" is ${op}, but operation ${due} of ${nameOfLife(rows, process)} is open`;
    throw new LineProblem(problem, `expected ${due}`);
  }
  columns.seq[row] = due;
  columns.ref[row] = open;
  lives.open[process] = -1;
  if (rows.kinds[columns.kind[row]!]!.k === 'info') lives.over[process] = true;
}

/** send, garbled and node events. */
export function addPublication(rows: Rows, row: number, action: Does): void {
  const { columns, lives, line } = rows;
  const process = ownProcess(rows);
  const last = lives.seqs[process]!;
  const seq = has(rows, K.SEQ) ? small(rows, K.SEQ) : required(rows, K.SEQ, last + 1);
  if (seq !== last + 1) throw gap(rows, K.SEQ, seq, last, process);
  columns.process[row] = process;
  columns.position[row] = lives.positions[process]!++;
  columns.seq[row] = seq;
  if (has(rows, K.TO)) columns.to[row] = line.names[K.TO - K.FIRST_NAME]!;
  if (action === Does.Send) addSend(rows, row, process);
  else if (action !== Does.Garbled) {
    const who = lives.participant[process]!;
    if (who >= rows.nodes) throw undeclared(rows, who, 'nodes');
    // A recv of what was never delivered is its node's lie and no mistake of the log.
    const delivery = action === Does.Recv && has(rows, K.DELIVERY) ? line.numbers[K.DELIVERY]! : 0;
    if (delivery >= 1 && delivery <= lives.deliveries[process]!) {
      columns.ref[row] = lives.delivered[process]![delivery - 1]!;
    }
  }
  noteRow(lives.published, lives.seqs, process, row);
}

function addSend(rows: Rows, row: number, process: number): void {
  const { columns, line, answers } = rows;
  if (!has(rows, K.TO)) throw missing(K.TO);
  if (!has(rows, K.TYPE)) throw missing(K.TYPE);
  const to = columns.to[row]!;
  if (has(rows, K.MSG_ID)) noteSent(answers, process, to, line.numbers[K.MSG_ID]!);
  if (has(rows, K.IN_REPLY_TO)) {
    columns.ref[row] = answered(answers, row, process, to, line.numbers[K.IN_REPLY_TO]!, columns, rows.lives);
  }
}

export function addDelivery(rows: Rows, row: number): void {
  const { columns, lives } = rows;
  const process = ownProcess(rows);
  const last = lives.deliveries[process]!;
  const delivery = has(rows, K.DELIVERY) ? small(rows, K.DELIVERY) : required(rows, K.DELIVERY, last + 1);
  if (delivery !== last + 1) throw gap(rows, K.DELIVERY, delivery, last, process);
  columns.process[row] = process;
  columns.seq[row] = delivery;
  columns.ref[row] = sendRow(rows, lives.participant[process]!);
  noteRow(lives.delivered, lives.deliveries, process, row);
}

/** hold, drop, faults, the run's own events, and kinds that nobody knows. */
export function addOther(rows: Rows, row: number, action: Does): void {
  const { columns, line } = rows;
  let isKnown = has(rows, K.NODE);
  if (action === Does.Fault) {
    columns.seq[row] = has(rows, K.FAULT) ? small(rows, K.FAULT) : required(rows, K.FAULT, undefined);
  } else if (action === Does.Lose) {
    if (!isKnown) throw missing(K.NODE);
    const receiver = line.names[K.NODE - K.FIRST_NAME]!;
    columns.ref[row] = sendRow(rows, receiver);
    // A message may be lost because there is nobody of that name.
    isKnown = isParticipant(rows, receiver);
  }
  // ... or no life of it.
  if (isKnown && (has(rows, K.LIFE) || !rows.strict)) columns.process[row] = ownProcess(rows);
}

/** The process whose event this is. */
function ownProcess(rows: Rows): number {
  const { lives } = rows;
  const who = participant(rows, K.NODE);
  if (has(rows, K.LIFE)) return processOf(lives, who, small(rows, K.LIFE));
  return processOf(lives, who, required(rows, K.LIFE, rows.strict ? undefined : currentLife(lives, who)));
}

/** The participant under `key`, who must be one that the header or the run knows. */
function participant(rows: Rows, key: number): number {
  if (!has(rows, key)) throw missing(key);
  const who = rows.line.names[key - K.FIRST_NAME]!;
  if (isParticipant(rows, who)) return who;
  const problem = `"${K.KEYS[key]}" is ${JSON.stringify(rows.participants.list[who])}, whom the header does not know`;
  throw new LineProblem(problem, 'add it to the header\'s "nodes" or "clients"');
}

function isParticipant(rows: Rows, who: number): boolean {
  return who < rows.declared || rows.participants.list[who] === HARNESS;
}

/** The row of the send that `from`, `fromLife` and `fromSeq` name. */
function sendRow(rows: Rows, receiver: number): number {
  const { columns, lives } = rows;
  const from = participant(rows, K.FROM);
  const life = has(rows, K.FROM_LIFE)
    ? small(rows, K.FROM_LIFE)
    : required(rows, K.FROM_LIFE, lives.latestLife[from] ?? 1);
  if (!has(rows, K.FROM_SEQ)) throw missing(K.FROM_SEQ);
  const seq = small(rows, K.FROM_SEQ);
  const sender = knownProcess(lives, from, life);
  const row = sender < 0 || seq > lives.seqs[sender]! ? -1 : lives.published[sender]![seq - 1]!;
  const action = row < 0 ? Does.Nothing : rows.does[columns.kind[row]!]!;
  if ((action === Does.Send || action === Does.Garbled) && columns.to[row] === receiver) return row;

  const message = `message ${seq} of ${rows.participants.list[from]} in life ${life}`;
  if (row < 0) throw new LineProblem(`${message} was not sent before`, EARLIER_SEND);
  if (action !== Does.Send && action !== Does.Garbled) {
    throw new LineProblem(`${message} is row ${row}, which is no send`, EARLIER_SEND);
  }
  const to = rows.participants.list[columns.to[row]!] ?? 'nobody';
  throw new LineProblem(`${message} was sent to ${to}`, `expected a message to ${rows.participants.list[receiver]}`);
}

const EARLIER_SEND = 'expected the coordinates of an earlier send';

/** What stands for a key that is missing; only a log that the recorder did not write may miss it. */
function required(rows: Rows, key: number, otherwise: number | undefined): number {
  if (rows.strict || otherwise === undefined) throw missing(key);
  return otherwise;
}

/** A number that counts something. */
function small(rows: Rows, key: number): number {
  const value = rows.line.numbers[key]!;
  if (value >= 1 && value <= LARGEST_INT32) return value;
  throw new LineProblem(`"${K.KEYS[key]}" is ${value}`, 'it counts from 1, to at most 2^31 - 1');
}

function gap(rows: Rows, key: number, found: number, last: number, process: number): LineProblem {
  const problem = `"${K.KEYS[key]}" is ${found}, the last one of ${nameOfLife(rows, process)} was ${last}`;
  return new LineProblem(problem, `expected ${last + 1}: they count without gaps`);
}

function undeclared(rows: Rows, who: number, list: 'nodes' | 'clients'): LineProblem {
  const problem = `${rows.participants.list[who]} is not among the header's ${list}`;
  return new LineProblem(problem, `add it to "${list}", or correct "v" or "node"`);
}

function nameOfLife(rows: Rows, process: number): string {
  const { participant: who, life } = rows.lives.processes[process]!;
  return `${who} in life ${life}`;
}
