/** The columns of a history while it is read: they grow, and are cut to size in the end. See History for what each holds. */
export interface Columns {
  capacity: number;
  time: Float64Array;
  kind: Uint16Array;
  process: Int32Array;
  position: Int32Array;
  seq: Int32Array;
  seen: Int32Array;
  claimedSeq: Int32Array;
  ref: Int32Array;
  type: Int32Array;
  to: Int32Array;
  msgId: Float64Array;
  inReplyTo: Float64Array;
  clock: Float64Array;
  tx: Float64Array;
  /** Where the body lies in its chunk of the body store, and its length; 0: there is none. */
  bodyStart: Uint32Array;
  bodyLength: Uint32Array;
}

type ColumnName = Exclude<keyof Columns, 'capacity'>;

export function createColumns(capacity: number): Columns {
  return {
    capacity,
    time: new Float64Array(capacity),
    kind: new Uint16Array(capacity),
    process: new Int32Array(capacity),
    position: new Int32Array(capacity),
    seq: new Int32Array(capacity),
    seen: new Int32Array(capacity),
    claimedSeq: new Int32Array(capacity),
    ref: new Int32Array(capacity),
    type: new Int32Array(capacity),
    to: new Int32Array(capacity),
    msgId: new Float64Array(capacity),
    inReplyTo: new Float64Array(capacity),
    clock: new Float64Array(capacity),
    tx: new Float64Array(capacity),
    bodyStart: new Uint32Array(capacity),
    bodyLength: new Uint32Array(capacity),
  };
}

/** Makes room for `capacity` rows. Room that is never used costs no memory: the system hands out pages when touched. */
export function growColumns(columns: Columns, capacity: number): void {
  for (const name of columnNames(columns)) {
    const old = columns[name];
    const larger = new (old.constructor as new (length: number) => typeof old)(capacity);
    larger.set(old);
    (columns as unknown as Record<string, unknown>)[name] = larger;
  }
  columns.capacity = capacity;
}

/** Rows that are made blank at once. */
export const BLANK_ROWS = 1024;

/** Makes the rows [from, from + BLANK_ROWS) blank: absent in every column but time, kind and the body's. */
export function blankRows(columns: Columns, from: number): void {
  const to = Math.min(from + BLANK_ROWS, columns.capacity);
  for (const column of [columns.process, columns.position, columns.seq, columns.seen, columns.claimedSeq]) {
    column.fill(-1, from, to);
  }
  for (const column of [columns.ref, columns.type, columns.to, columns.tx]) column.fill(-1, from, to);
  for (const column of [columns.msgId, columns.inReplyTo, columns.clock]) column.fill(Number.NaN, from, to);
}

/** Cuts the columns to `length` rows. */
export function cutColumns(columns: Columns, length: number): void {
  for (const name of columnNames(columns)) {
    (columns as unknown as Record<string, unknown>)[name] = columns[name].subarray(0, length);
  }
}

/** Bytes that the columns take for each event. */
export function bytesPerEvent(): number {
  const columns = createColumns(0);
  return columnNames(columns).reduce((sum, name) => sum + columns[name].BYTES_PER_ELEMENT, 0);
}

function columnNames(columns: Columns): ColumnName[] {
  return Object.keys(columns).filter((name) => name !== 'capacity') as ColumnName[];
}
