import { ID_PATTERN, KINDS, NODE_KINDS, type Vantage } from '../event.js';
import type { Header } from '../header.js';
import type { History, Kind } from '../history.js';
import { answered, createAnswers, noteDelivered } from './answers.js';
import { type Columns, createColumns, growColumns } from './columns.js';
import { LineProblem } from './error.js';
import { historyOf } from './in-memory.js';
import { LIMITS } from './limits.js';
import { createLives, currentLife, knownProcess, noteRow, processOf } from './lives.js';
import { createNames, nameOf } from './names.js';
import { BIT, createScanned, FIRST_NAME, type Scanned, SLOT } from './scan-line.js';
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
  let time = 0;

  /** Capacity after `rows`: a little above what is to be expected, and never so little that growing costs much. */
  function roomFor(rows: number): number {
    return Math.ceil(Math.max(rows * 1.25, Math.min(estimate(rows) * 1.05, rows * 64)));
  }

  function has(bit: number): boolean {
    return (line.present & bit) !== 0;
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
  function participant(key: 'node' | 'from'): number {
    if (!has(BIT[key])) throw missing(key);
    const who = names[SLOT[key] - FIRST_NAME]!;
    if (isKnown(who)) return who;
    const name = JSON.stringify(participants.list[who]);
    throw new LineProblem(
      `"${key}" is ${name}, whom the header does not know`,
      'add it to the header\'s "nodes" or "clients"',
    );
  }

  function small(key: 'life' | 'seq' | 'delivery' | 'fromLife' | 'fromSeq' | 'op' | 'fault'): number {
    const value = numbers[SLOT[key]]!;
    if (value >= 1 && value <= LARGEST_INT32) return value;
    throw new LineProblem(`"${key}" is ${value}`, 'it counts from 1, to at most 2^31 - 1');
  }

  /** The process whose event this is. */
  function ownProcess(): number {
    const who = participant('node');
    if (has(BIT.life)) return processOf(lives, who, small('life'));
    if (strict) throw missing('life');
    return processOf(lives, who, currentLife(lives, who));
  }

  /** A number that counts without gaps. */
  function next(key: 'seq' | 'delivery', last: number, process: number): number {
    if (!has(BIT[key])) {
      if (strict) throw missing(key);
      return last + 1;
    }
    const value = small(key);
    if (value === last + 1) return value;
    const { participant: who, life } = lives.processes[process]!;
    throw new LineProblem(
      `"${key}" is ${value}, the last one of ${who} in life ${life} was ${last}`,
      `expected ${last + 1}: they count without gaps`,
    );
  }

  /** The row of the send that `from`, `fromLife` and `fromSeq` name. */
  function sendRow(receiver: number): number {
    const from = participant('from');
    const life = has(BIT.fromLife) ? small('fromLife') : strict ? absent('fromLife') : (lives.latestLife[from] ?? 1);
    if (!has(BIT.fromSeq)) throw missing('fromSeq');
    const seq = small('fromSeq');
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
      if (!has(BIT.op) && strict) throw missing('op');
      const op = has(BIT.op) ? small('op') : last + 1;
      if (op <= last)
        throw new LineProblem(`"op" is ${op}, the last one of this client was ${last}`, 'operations count upwards');
      lives.ops[who] = op;
      lives.open[process] = row;
      columns.seq[row] = op;
      return;
    }
    if (open < 0) throw new LineProblem(`${name} has no operation open`, 'expected an invoke before it');
    if (!has(BIT.op) && strict) throw missing('op');
    const op = columns.seq[open]!;
    if (has(BIT.op) && small('op') !== op) {
      throw new LineProblem(`"op" is ${numbers[SLOT.op]}, but operation ${op} of ${name} is open`, `expected ${op}`);
    }
    columns.seq[row] = op;
    columns.ref[row] = open;
    lives.open[process] = -1;
    if (kinds[columns.kind[row]!]!.k === 'info') lives.over[process] = true;
  }

  function addPublication(row: number, action: Does): void {
    const process = ownProcess();
    const seq = next('seq', lives.seqs[process]!, process);
    columns.process[row] = process;
    columns.position[row] = lives.positions[process]!++;
    columns.seq[row] = seq;
    if (has(BIT.to)) columns.to[row] = names[SLOT.to - FIRST_NAME]!;
    if (action === Does.Send) {
      if (!has(BIT.to)) throw missing('to');
      if (!has(BIT.type)) throw missing('type');
      if (has(BIT.inReplyTo)) {
        const id = numbers[SLOT.inReplyTo]!;
        columns.ref[row] = answered(answers, process, columns.to[row]!, id, columns, lives.participant);
      }
    } else if (action !== Does.Garbled) {
      const who = lives.participant[process]!;
      if (who >= nodes) throw undeclared(participants.list[who]!, 'nodes');
      if (action === Does.Recv && has(BIT.delivery)) {
        const delivery = numbers[SLOT.delivery]!;
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
    columns.seq[row] = next('delivery', lives.deliveries[process]!, process);
    const send = sendRow(lives.participant[process]!);
    columns.ref[row] = send;
    noteRow(lives.delivered, lives.deliveries, process, row);
    if (!Number.isNaN(columns.msgId[send]!)) noteDelivered(answers, row, columns, lives.participant);
  }

  function addOther(row: number, action: Does): void {
    if (action === Does.Fault) {
      if (!has(BIT.fault)) throw missing('fault');
      columns.seq[row] = small('fault');
    }
    if (action === Does.Lose) {
      const receiver = has(BIT.node) ? names[SLOT.node - FIRST_NAME]! : absent('node');
      columns.ref[row] = sendRow(receiver);
      // A message may be lost because nobody of that name, or no life of it, is there.
      if (isKnown(receiver) && (has(BIT.life) || !strict)) columns.process[row] = ownProcess();
    } else if (has(BIT.node) && (has(BIT.life) || !strict)) columns.process[row] = ownProcess();
  }

  /** The fields that mean the same on every line. */
  function addCommon(row: number, kind: number): void {
    columns.kind[row] = kind;
    columns.process[row] = -1;
    columns.position[row] = -1;
    columns.seq[row] = -1;
    columns.ref[row] = -1;
    columns.to[row] = -1;
    columns.seen[row] = has(BIT.seen) ? Math.min(numbers[SLOT.seen]!, LARGEST_INT32) : -1;
    columns.claimedSeq[row] = has(BIT.claimedSeq) ? Math.min(numbers[SLOT.claimedSeq]!, LARGEST_INT32) : -1;
    columns.type[row] = has(BIT.type) ? names[SLOT.type - FIRST_NAME]! : -1;
    columns.msgId[row] = has(BIT.msgId) ? numbers[SLOT.msgId]! : Number.NaN;
    columns.inReplyTo[row] = has(BIT.inReplyTo) ? numbers[SLOT.inReplyTo]! : Number.NaN;
    columns.clock[row] = has(BIT.clock) ? numbers[SLOT.clock]! : Number.NaN;
    columns.tx[row] = has(BIT.tx) ? line.tx : -1;
  }

  function addTime(row: number): void {
    if (has(BIT.i)) {
      if (numbers[SLOT.i] !== row)
        throw new LineProblem(`"i" is ${numbers[SLOT.i]}`, `expected ${row}: they count from 0 without gaps`);
    } else if (strict) throw missing('i');
    if (has(BIT.t)) {
      const t = numbers[SLOT.t]!;
      if (t < time && row > 0)
        throw new LineProblem(`"t" is ${t}, before the ${time} of the line above`, 'time never steps back');
      time = t;
    } else if (strict) throw missing('t');
    else if (row > 0) time++;
    columns.time[row] = time;
  }

  return {
    line,
    get count() {
      return count;
    },
    add(bytes) {
      const row = count;
      if (row === columns.capacity) growColumns(columns, roomFor(row));
      addTime(row);
      if (!has(BIT.v)) throw missing('v');
      if (!has(BIT.k)) throw missing('k');
      const v = names[SLOT.v - FIRST_NAME]!;
      if (v >= VANTAGES.length) {
        throw new LineProblem(`"v" is ${JSON.stringify(vantages.list[v])}`, `expected one of ${VANTAGES.join(', ')}`);
      }
      const kind = kindOf(v, names[SLOT.k - FIRST_NAME]!);
      addCommon(row, kind);
      const action = does[kind]!;
      if (action === Does.Deliver) addDelivery(row);
      else if (action >= Does.Send && action <= Does.Recv) addPublication(row, action);
      else if (action === Does.Invoke || action === Does.Complete) addClient(row, action);
      else addOther(row, action);

      // The order matters: see Texts.
      if (has(BIT.why)) texts.keepWhy(bytes, line.whyStart, line.whyEnd, row);
      columns.bodyLength[row] = has(BIT.body) ? line.bodyEnd - line.bodyStart : 0;
      columns.bodyStart[row] = has(BIT.body) ? texts.keep(bytes, line.bodyStart, line.bodyEnd, row) : 0;
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

function missing(key: string): LineProblem {
  return new LineProblem(`"${key}" is missing`, 'every event of this kind has it');
}

function absent(key: string): never {
  throw missing(key);
}

function undeclared(name: string, list: 'nodes' | 'clients'): LineProblem {
  return new LineProblem(`${name} is not among the header's ${list}`, `add it to "${list}", or correct "v" or "node"`);
}
