import { ID_PATTERN, KINDS, NODE_KINDS, type Vantage } from '../event.js';
import type { Header } from '../header.js';
import type { History, Kind } from '../history.js';
import { answered, createAnswers, noteSent } from './answers.js';
import { BLANK_ROWS, blankRows, type Columns, createColumns, growColumns } from './columns.js';
import { LineProblem } from './error.js';
import { historyOf } from './in-memory.js';
import * as K from './keys.js';
import { LIMITS } from './limits.js';
import { createLives, currentLife, knownProcess, noteRow, processOf } from './lives.js';
import { createNames, nameOf } from './names.js';
import { createScanned, type Scanned } from './scan-line.js';
import type { Texts } from './texts.js';
import { createTransactions } from './transactions.js';

/** Turns scanned lines into rows and checks that they make a history. */
export interface Rows {
  /** Where the scanner puts a line before `add` takes it. */
  readonly line: Scanned;
  readonly count: number;
  /** Adds the line; `bytes` are those that it was scanned from. Throws LineProblem. */
  add(bytes: Uint8Array): void;
  finish(ending: History['ending']): History;
}

/** What is done with a kind. */
enum Does {
  Nothing,
  Invoke,
  Complete,
  Send,
  Garbled,
  Report,
  Recv,
  Deliver,
  Lose,
  Fault,
}

/** Messages of the run itself: `init`, `dump`, `outcome`. */
const HARNESS = 'harness';
const VANTAGES: readonly string[] = [...Object.keys(KINDS), 'node'];
const LARGEST_INT32 = 2 ** 31 - 1;

/**
 * `sealed` logs, which the recorder wrote, must say everything. Hand-written and imported ones may leave out `i`, `t`,
 * `life`, `seq`, `delivery`, `op` and `fromLife`, which are then numbered; what they say is verified all the same.
 * `estimate` guesses from the number of rows so far how many there will be.
 */
export function createRows(header: Header, texts: Texts, estimate: (count: number) => number): Rows {
  const strict = header.sealed;
  const participants = createNames('participants', LIMITS.participants);
  for (const name of [...header.nodes, ...header.clients]) nameOf(participants, name);
  const nodes = header.nodes.length;
  const declared = participants.list.length;

  const types = createNames('message types', LIMITS.names);
  const kindNames = createNames('kinds', LIMITS.names);
  const vantages = createNames('vantages', 64);
  for (const v of VANTAGES) nameOf(vantages, v);
  const transactions = createTransactions();
  const line = createScanned(
    { v: vantages, k: kindNames, node: participants, to: participants, type: types, from: participants },
    transactions,
  );
  const { numbers, names } = line;

  const kinds: Kind[] = [];
  const kindIds: number[] = [];
  const does: Does[] = [];
  const columns = createColumns(1024);
  const lives = createLives(participants, nodes);
  const answers = createAnswers();
  let count = 0;

  /** Capacity after `rows`: a little above what is to be expected, and never so little that growing costs much. */
  function roomFor(rows: number): number {
    const wanted = Math.max(rows * 1.25, Math.min(estimate(rows) * 1.05, rows * 64));
    return Math.ceil(wanted / BLANK_ROWS) * BLANK_ROWS;
  }

  function has(key: number): boolean {
    return (line.present & (1 << key)) !== 0;
  }

  function kindOf(v: number, k: number): number {
    const pair = k * VANTAGES.length + v;
    const known = kindIds[pair];
    if (known !== undefined) return known;
    const vantage = VANTAGES[v]! as Vantage;
    const name = kindNames.list[k]!;
    if (!ID_PATTERN.test(name)) {
      throw new LineProblem(
        `"k" is ${JSON.stringify(name)}`,
        'expected a kind such as "send": a-z, 0-9 and -, at most 32',
      );
    }
    does.push(whatToDo(vantage, name));
    kindIds[pair] = kinds.length;
    return kinds.push({ v: vantage, k: name }) - 1;
  }

  function isKnown(who: number): boolean {
    return who < declared || participants.list[who] === HARNESS;
  }

  /** The participant under `key`; it must be one that the header or the run knows. */
  function participant(key: number): number {
    if (!has(key)) throw missing(key);
    const who = names[key - K.FIRST_NAME]!;
    if (isKnown(who)) return who;
    const name = JSON.stringify(participants.list[who]);
    throw new LineProblem(
      `"${K.KEYS[key]}" is ${name}, whom the header does not know`,
      'add it to the header\'s "nodes" or "clients"',
    );
  }

  function small(key: number): number {
    const value = numbers[key]!;
    if (value >= 1 && value <= LARGEST_INT32) return value;
    throw new LineProblem(`"${K.KEYS[key]}" is ${value}`, 'it counts from 1, to at most 2^31 - 1');
  }

  /** The process whose event this is. */
  function ownProcess(): number {
    const who = participant(K.NODE);
    if (has(K.LIFE)) return processOf(lives, who, small(K.LIFE));
    if (strict) throw missing(K.LIFE);
    return processOf(lives, who, currentLife(lives, who));
  }

  /** A number that counts without gaps. */
  function next(key: number, last: number, process: number): number {
    if (!has(key)) {
      if (strict) throw missing(key);
      return last + 1;
    }
    const value = small(key);
    if (value === last + 1) return value;
    const { participant: who, life } = lives.processes[process]!;
    throw new LineProblem(
      `"${K.KEYS[key]}" is ${value}, the last one of ${who} in life ${life} was ${last}`,
      `expected ${last + 1}: they count without gaps`,
    );
  }

  /** The row of the send that `from`, `fromLife` and `fromSeq` name. */
  function sendRow(receiver: number): number {
    const from = participant(K.FROM);
    const life = has(K.FROM_LIFE) ? small(K.FROM_LIFE) : strict ? absent(K.FROM_LIFE) : (lives.latestLife[from] ?? 1);
    if (!has(K.FROM_SEQ)) throw missing(K.FROM_SEQ);
    const seq = small(K.FROM_SEQ);
    const sender = knownProcess(lives, from, life);
    const row = sender < 0 || seq > lives.seqs[sender]! ? -1 : lives.published[sender]![seq - 1]!;
    const message = `message ${seq} of ${participants.list[from]} in life ${life}`;
    const action = row < 0 ? Does.Nothing : does[columns.kind[row]!];
    if (action !== Does.Send && action !== Does.Garbled) {
      const what = row < 0 ? 'was not sent before' : `is row ${row}, which is no send`;
      throw new LineProblem(`${message} ${what}`, 'expected the coordinates of an earlier send');
    }
    if (columns.to[row] !== receiver) {
      const to = participants.list[columns.to[row]!] ?? 'nobody';
      throw new LineProblem(`${message} was sent to ${to}`, `expected a message to ${participants.list[receiver]}`);
    }
    return row;
  }

  function addClient(row: number, action: Does): void {
    const process = ownProcess();
    const who = lives.participant[process]!;
    if (who < nodes || (who >= declared && participants.list[who] !== HARNESS))
      throw undeclared(participants.list[who]!, 'clients');
    columns.process[row] = process;
    columns.position[row] = lives.positions[process]!++;
    const open = lives.open[process]!;
    const name = `${participants.list[who]} in life ${lives.processes[process]!.life}`;
    if (action === Does.Invoke) {
      if (open >= 0) {
        throw new LineProblem(
          `${name} invokes while operation ${columns.seq[open]} is open`,
          'expected its ok, fail or info first',
        );
      }
      if (lives.over[process]) {
        throw new LineProblem(`${name} invokes after an info`, 'after an info a client goes on as its next life');
      }
      const last = lives.ops[who] ?? 0;
      if (!has(K.OP) && strict) throw missing(K.OP);
      const op = has(K.OP) ? small(K.OP) : last + 1;
      if (op <= last)
        throw new LineProblem(`"op" is ${op}, the last one of this client was ${last}`, 'operations count upwards');
      lives.ops[who] = op;
      lives.open[process] = row;
      columns.seq[row] = op;
      return;
    }
    if (open < 0) throw new LineProblem(`${name} has no operation open`, 'expected an invoke before it');
    if (!has(K.OP) && strict) throw missing(K.OP);
    const op = columns.seq[open]!;
    if (has(K.OP) && small(K.OP) !== op) {
      throw new LineProblem(`"op" is ${numbers[K.OP]}, but operation ${op} of ${name} is open`, `expected ${op}`);
    }
    columns.seq[row] = op;
    columns.ref[row] = open;
    lives.open[process] = -1;
    if (kinds[columns.kind[row]!]!.k === 'info') lives.over[process] = true;
  }

  function addPublication(row: number, action: Does): void {
    const process = ownProcess();
    const seq = next(K.SEQ, lives.seqs[process]!, process);
    columns.process[row] = process;
    columns.position[row] = lives.positions[process]!++;
    columns.seq[row] = seq;
    if (has(K.TO)) columns.to[row] = names[K.TO - K.FIRST_NAME]!;
    if (action === Does.Send) {
      if (!has(K.TO)) throw missing(K.TO);
      if (!has(K.TYPE)) throw missing(K.TYPE);
      if (has(K.MSG_ID)) noteSent(answers, process, columns.to[row]!, numbers[K.MSG_ID]!);
      if (has(K.IN_REPLY_TO)) {
        const id = numbers[K.IN_REPLY_TO]!;
        columns.ref[row] = answered(answers, row, process, columns.to[row]!, id, columns, lives);
      }
    } else if (action !== Does.Garbled) {
      const who = lives.participant[process]!;
      if (who >= nodes) throw undeclared(participants.list[who]!, 'nodes');
      if (action === Does.Recv && has(K.DELIVERY)) {
        const delivery = numbers[K.DELIVERY]!;
        if (delivery >= 1 && delivery <= lives.deliveries[process]!) {
          columns.ref[row] = lives.delivered[process]![delivery - 1]!;
        }
      }
    }
    noteRow(lives.published, lives.seqs, process, row);
  }

  function addDelivery(row: number): void {
    const process = ownProcess();
    columns.process[row] = process;
    columns.seq[row] = next(K.DELIVERY, lives.deliveries[process]!, process);
    const send = sendRow(lives.participant[process]!);
    columns.ref[row] = send;
    noteRow(lives.delivered, lives.deliveries, process, row);
  }

  function addOther(row: number, action: Does): void {
    if (action === Does.Fault) {
      if (!has(K.FAULT)) throw missing(K.FAULT);
      columns.seq[row] = small(K.FAULT);
    }
    if (action === Does.Lose) {
      const receiver = has(K.NODE) ? names[K.NODE - K.FIRST_NAME]! : absent(K.NODE);
      columns.ref[row] = sendRow(receiver);
      // A message may be lost because nobody of that name, or no life of it, is there.
      if (isKnown(receiver) && (has(K.LIFE) || !strict)) columns.process[row] = ownProcess();
    } else if (has(K.NODE) && (has(K.LIFE) || !strict)) columns.process[row] = ownProcess();
  }

  /** The fields that mean the same on every line. */
  function addCommon(row: number, kind: number): void {
    columns.kind[row] = kind;
    if (has(K.SEEN)) columns.seen[row] = Math.min(numbers[K.SEEN]!, LARGEST_INT32);
    if (has(K.CLAIMED_SEQ)) columns.claimedSeq[row] = Math.min(numbers[K.CLAIMED_SEQ]!, LARGEST_INT32);
    if (has(K.TYPE)) columns.type[row] = names[K.TYPE - K.FIRST_NAME]!;
    if (has(K.MSG_ID)) columns.msgId[row] = numbers[K.MSG_ID]!;
    if (has(K.IN_REPLY_TO)) columns.inReplyTo[row] = numbers[K.IN_REPLY_TO]!;
    if (has(K.CLOCK)) columns.clock[row] = numbers[K.CLOCK]!;
    if (has(K.TX)) columns.tx[row] = line.tx;
  }

  function addTime(row: number): void {
    const { time } = columns;
    const above = row > 0 ? time[row - 1]! : 0;
    if (has(K.I)) {
      const i = numbers[K.I]!;
      if (i !== row) throw new LineProblem(`"i" is ${i}`, `expected ${row}: they count from 0 without gaps`);
    } else if (strict) throw missing(K.I);
    if (has(K.T)) {
      const t = numbers[K.T]!;
      if (t < above)
        throw new LineProblem(`"t" is ${t}, before the ${above} of the line above`, 'time never steps back');
      time[row] = t;
    } else if (strict) throw missing(K.T);
    else time[row] = row > 0 ? above + 1 : 0;
  }

  return {
    line,
    get count() {
      return count;
    },
    add(bytes) {
      const row = count;
      if (row === columns.capacity) growColumns(columns, roomFor(row));
      if (row % BLANK_ROWS === 0) blankRows(columns, row);
      addTime(row);
      if (!has(K.V)) throw missing(K.V);
      if (!has(K.K)) throw missing(K.K);
      const v = names[K.V - K.FIRST_NAME]!;
      if (v >= VANTAGES.length) {
        throw new LineProblem(`"v" is ${JSON.stringify(vantages.list[v])}`, `expected one of ${VANTAGES.join(', ')}`);
      }
      const kind = kindOf(v, names[K.K - K.FIRST_NAME]!);
      addCommon(row, kind);
      const action = does[kind]!;
      if (action === Does.Deliver) addDelivery(row);
      else if (action >= Does.Send && action <= Does.Recv) addPublication(row, action);
      else if (action === Does.Invoke || action === Does.Complete) addClient(row, action);
      else addOther(row, action);

      // The order matters: see Texts.
      if (has(K.WHY)) texts.keepWhy(bytes, line.whyStart, line.whyEnd, row);
      if (has(K.BODY)) {
        columns.bodyLength[row] = line.bodyEnd - line.bodyStart;
        columns.bodyStart[row] = texts.keep(bytes, line.bodyStart, line.bodyEnd, row);
      }
      count++;
    },
    finish: (ending) =>
      historyOf({
        header,
        length: count,
        ending,
        kinds,
        processes: lives.processes,
        types,
        participants,
        transactions,
        columns: columns as Columns,
        texts,
      }),
  };
}

function whatToDo(v: Vantage, k: string): Does {
  switch (v) {
    case 'client':
      return k === 'invoke' ? Does.Invoke : k === 'ok' || k === 'fail' || k === 'info' ? Does.Complete : Does.Nothing;
    case 'relay':
      if (k === 'send') return Does.Send;
      if (k === 'deliver') return Does.Deliver;
      return k === 'garbled' ? Does.Garbled : k === 'hold' || k === 'drop' ? Does.Lose : Does.Nothing;
    case 'node':
      return k === NODE_KINDS.recv ? Does.Recv : Does.Report;
    case 'fault':
      return Does.Fault;
    default:
      return Does.Nothing;
  }
}

function missing(key: number): LineProblem {
  return new LineProblem(`"${K.KEYS[key]}" is missing`, 'every event of this kind has it');
}

function absent(key: number): never {
  throw missing(key);
}

function undeclared(name: string, list: 'nodes' | 'clients'): LineProblem {
  return new LineProblem(`${name} is not among the header's ${list}`, `add it to "${list}", or correct "v" or "node"`);
}
