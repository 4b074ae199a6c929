import { minimalHeader } from '../files/from-lines.js';
import type { Header } from '../header.js';
import type { History, Kind, Process } from '../history.js';

/** Client events of an imported log, as columns that grow. Their texts stay where they are in the log. */
export interface LogRows {
  count: number;
  time: Float64Array;
  kind: Uint16Array;
  process: Int32Array;
  position: Int32Array;
  op: Int32Array;
  ref: Int32Array;
  start: Uint32Array;
  length: Uint32Array;
  readonly processes: Process[];
  /** By process: its events, and its operations, so far. */
  readonly positions: number[];
  readonly ops: number[];
}

/** Numbers of the kinds of events; those of completions are their OUTCOME and one. */
export const ROW = { invoke: 0, ok: 1, fail: 2, info: 3 } as const;
const KINDS: readonly Kind[] = Object.keys(ROW).map((k) => ({ v: 'client', k }));

export function createLogRows(): LogRows {
  const capacity = 1024;
  return {
    count: 0,
    time: new Float64Array(capacity),
    kind: new Uint16Array(capacity),
    process: new Int32Array(capacity),
    position: new Int32Array(capacity),
    op: new Int32Array(capacity),
    ref: new Int32Array(capacity),
    start: new Uint32Array(capacity),
    length: new Uint32Array(capacity),
    processes: [],
    positions: [],
    ops: [],
  };
}

export function addProcess(rows: LogRows, participant: string, life: number): number {
  rows.positions.push(0);
  rows.ops.push(0);
  return rows.processes.push({ participant, life, role: 'client' }) - 1;
}

/** Adds an event whose text stands in [from, to) of the log; `ref`: the row of its invoke, -1 if it is one. Answers its row. */
export function addLogRow(
  rows: LogRows,
  kind: number,
  process: number,
  ref: number,
  time: number,
  from: number,
  to: number,
): number {
  const row = rows.count++;
  if (row === rows.time.length) grow(rows, row * 2);
  rows.time[row] = time;
  rows.kind[row] = kind;
  rows.process[row] = process;
  rows.position[row] = rows.positions[process]!++;
  rows.op[row] = kind === ROW.invoke ? ++rows.ops[process]! : rows.ops[process]!;
  rows.ref[row] = ref;
  rows.start[row] = from;
  rows.length[row] = to - from;
  return row;
}

/** What stands in the header of an imported log, and how its texts are read. */
export interface Import {
  header: Partial<Header>;
  bytes: Uint8Array;
  /** What the event in the text says, as an object. */
  body(row: number, text: string): Record<string, unknown>;
  /** The text, where it is not simply what stands at the row's place. */
  text?(row: number): string;
}

/** The history that the rows make: unsealed, without nodes. */
export function historyOfRows(rows: LogRows, { header, bytes, body, text }: Import): History {
  const { count, processes } = rows;
  const participants = [...new Set(processes.map(({ participant }) => participant))];
  const numbers = new Map(participants.map((name, number) => [name, number]));
  // Nobody writes to a history's columns, so that those without anything can be one and the same.
  const none = new Int32Array(count).fill(-1);
  const nowhere = new Float64Array(count).fill(Number.NaN);
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

  function bodyText(row: number): string {
    return text?.(row) ?? whole.toString('utf8', rows.start[row]!, rows.start[row]! + rows.length[row]!);
  }

  return {
    header: { ...minimalHeader(), host: 'import', clients: participants, ...header },
    length: count,
    ending: 'unsealed',
    kinds: KINDS,
    processes,
    types: [],
    time: rows.time.subarray(0, count),
    kind: rows.kind.subarray(0, count),
    process: rows.process.subarray(0, count),
    position: rows.position.subarray(0, count),
    seq: rows.op.subarray(0, count),
    seen: none,
    claimedSeq: none,
    ref: rows.ref.subarray(0, count),
    type: none,
    to: none,
    msgId: nowhere,
    inReplyTo: nowhere,
    clock: nowhere,
    tx: new Float64Array(count).fill(-1),
    participants,
    kindOf: (v, k) => KINDS.findIndex((kind) => kind.v === v && kind.k === k),
    typeOf: () => -1,
    participantOf: (name) => numbers.get(name) ?? -1,
    txName: () => '',
    bodyBytes: () => bytes,
    bodyStart: (row) => rows.start[row]!,
    bodyLength: (row) => rows.length[row]!,
    bodyText,
    body: (row) => (rows.length[row] === 0 ? {} : body(row, bodyText(row))),
    why: () => '',
  };
}

function grow(rows: LogRows, capacity: number): void {
  for (const name of ['time', 'kind', 'process', 'position', 'op', 'ref', 'start', 'length'] as const) {
    const old = rows[name];
    const larger = new (old.constructor as new (length: number) => typeof old)(capacity);
    larger.set(old as never);
    rows[name] = larger as never;
  }
}
