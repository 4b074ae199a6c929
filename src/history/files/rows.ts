import { ID_PATTERN, type Vantage } from '../event.js';
import type { History } from '../history.js';
import { BLANK_ROWS, blankRows, type Columns, growColumns } from './columns.js';
import { Does, whatToDo } from './does.js';
import { LineProblem } from './error.js';
import { historyOf } from './in-memory.js';
import * as K from './keys.js';
import { addClientEvent, addDelivery, addOther, addPublication } from './row-kinds.js';
import { has, LARGEST_INT32, missing, type Rows, VANTAGES } from './rows-so-far.js';
import type { Scanned } from './scan-line.js';

/** Makes room for this many rows. Called now and then, with an estimate, it saves growing step by step. */
export function expectRows(rows: Rows, wanted: number): void {
  const capacity = Math.ceil(wanted / BLANK_ROWS) * BLANK_ROWS;
  if (capacity > rows.columns.capacity) growColumns(rows.columns, capacity);
}

/** Adds the line; `bytes` are those that it was scanned from. Throws LineProblem. */
export function addRow(rows: Rows, bytes: Uint8Array): void {
  const { line, columns, count: row } = rows;
  const { present } = line;
  if (row === columns.capacity) expectRows(rows, row * 1.5);
  if (row % BLANK_ROWS === 0) blankRows(columns, row);
  columns.time[row] = timeOf(rows, row);
  const kind = kindOf(rows);
  columns.kind[row] = kind;
  if ((present & CLAIMS) !== 0) addClaims(line, columns, row);

  const action = rows.does[kind]!;
  if (action === Does.Deliver) addDelivery(rows, row);
  else if (action >= Does.Send) addPublication(rows, row, action);
  else if (action <= Does.Complete) addClientEvent(rows, row, action);
  else addOther(rows, row, action);

  // The order matters: see Texts.
  if ((present & (1 << K.WHY)) !== 0) rows.texts.keepWhy(bytes, line.whyStart, line.whyEnd, row);
  if ((present & (1 << K.BODY)) !== 0) {
    columns.bodyLength[row] = line.bodyEnd - line.bodyStart;
    columns.bodyStart[row] = rows.texts.keep(bytes, line.bodyStart, line.bodyEnd, row);
  }
  rows.count = row + 1;
}

export function finishRows(rows: Rows, ending: History['ending']): History {
  return historyOf({ ...rows, length: rows.count, ending, processes: rows.lives.processes });
}

const CLAIMS =
  (1 << K.SEEN) |
  (1 << K.CLAIMED_SEQ) |
  (1 << K.TYPE) |
  (1 << K.MSG_ID) |
  (1 << K.IN_REPLY_TO) |
  (1 << K.CLOCK) |
  (1 << K.TX);

/** The fields that mean the same on every line. Rows are blank to begin with. */
function addClaims(line: Scanned, columns: Columns, row: number): void {
  const { present, numbers, names } = line;
  if ((present & (1 << K.SEEN)) !== 0) columns.seen[row] = Math.min(numbers[K.SEEN]!, LARGEST_INT32);
  if ((present & (1 << K.CLAIMED_SEQ)) !== 0) {
    columns.claimedSeq[row] = Math.min(numbers[K.CLAIMED_SEQ]!, LARGEST_INT32);
  }
  if ((present & (1 << K.TYPE)) !== 0) columns.type[row] = names[K.TYPE - K.FIRST_NAME]!;
  if ((present & (1 << K.MSG_ID)) !== 0) columns.msgId[row] = numbers[K.MSG_ID]!;
  if ((present & (1 << K.IN_REPLY_TO)) !== 0) columns.inReplyTo[row] = numbers[K.IN_REPLY_TO]!;
  if ((present & (1 << K.CLOCK)) !== 0) columns.clock[row] = numbers[K.CLOCK]!;
  if ((present & (1 << K.TX)) !== 0) columns.tx[row] = line.tx;
}

/** Checks `i` and `t`, and answers the time. */
function timeOf(rows: Rows, row: number): number {
  const { present, numbers } = rows.line;
  const above = row > 0 ? rows.columns.time[row - 1]! : 0;
  if ((present & (1 << K.I)) !== 0) {
    const i = numbers[K.I]!;
    if (i !== row) throw new LineProblem(`"i" is ${i}`, `expected ${row}: they count from 0 without gaps`);
  } else if (rows.strict) throw missing(K.I);
  if ((present & (1 << K.T)) !== 0) {
    const t = numbers[K.T]!;
    if (t < above) throw new LineProblem(`"t" is ${t}, before the ${above} of the line above`, 'time never steps back');
    return t;
  }
  if (rows.strict) throw missing(K.T);
  return row > 0 ? above + 1 : 0;
}

function kindOf(rows: Rows): number {
  const { line, kindIds } = rows;
  if (!has(rows, K.V)) throw missing(K.V);
  if (!has(rows, K.K)) throw missing(K.K);
  const v = line.names[K.V - K.FIRST_NAME]!;
  const k = line.names[K.K - K.FIRST_NAME]!;
  const pair = k * VANTAGES.length + v;
  if (v < VANTAGES.length && pair < kindIds.length && kindIds[pair]! >= 0) return kindIds[pair]!;
  return newKind(rows, v, k, pair);
}

function newKind(rows: Rows, v: number, k: number, pair: number): number {
  const { kinds, kindIds, does } = rows;
  const vantage = VANTAGES[v] as Vantage | undefined;
  if (vantage === undefined) {
    const given = JSON.stringify(rows.vantages.list[v]);
    throw new LineProblem(`"v" is ${given}`, `expected one of ${VANTAGES.join(', ')}`);
  }
  const name = rows.kindNames.list[k]!;
  if (!ID_PATTERN.test(name)) {
    const hint = 'expected a kind such as "send": a-z, 0-9 and -, at most 32';
    throw new LineProblem(`"k" is ${JSON.stringify(name)}`, hint);
  }
  while (kindIds.length <= pair) kindIds.push(-1);
  does.push(whatToDo(vantage, name));
  kindIds[pair] = kinds.length;
  return kinds.push({ v: vantage, k: name }) - 1;
}
