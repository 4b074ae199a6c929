import type { Header } from '../header.js';
import type { History, Kind, Process } from '../history.js';
import { type Columns, cutColumns } from './columns.js';
import type { Names } from './names.js';
import type { Texts } from './texts.js';
import { type Transactions, transactionName } from './transactions.js';

export interface Parts {
  header: Header;
  length: number;
  ending: History['ending'];
  kinds: Kind[];
  processes: Process[];
  types: Names;
  participants: Names;
  transactions: Transactions;
  columns: Columns;
  texts: Texts;
}

/** The history that the reader's parts make. */
export function historyOf(parts: Parts): History {
  const { header, length, ending, kinds, processes, types, participants, transactions, columns, texts } = parts;
  cutColumns(columns, length);
  const { bodyStart, bodyLength, capacity: _, ...shared } = columns;

  function bodyText(row: number): string {
    const bytes = bodyLength[row]!;
    return bytes > 0 ? texts.text(row, bodyStart[row]!, bytes) : '';
  }

  return {
    header,
    length,
    ending,
    kinds,
    processes,
    types: types.list,
    participants: participants.list,
    ...shared,
    kindOf: (v, k) => kinds.findIndex((kind) => kind.v === v && kind.k === k),
    typeOf: (name) => types.byText.get(name) ?? -1,
    participantOf: (name) => participants.byText.get(name) ?? -1,
    txName: (key) => transactionName(transactions, key),
    bodyBytes: texts.chunk,
    bodyStart: (row) => bodyStart[row]!,
    bodyLength: (row) => bodyLength[row]!,
    bodyText,
    body: (row) => (bodyLength[row]! > 0 ? JSON.parse(bodyText(row)) : {}),
    why: (row) => texts.why(row),
  };
}
