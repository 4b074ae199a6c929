import { KINDS } from '../event.js';
import type { Header } from '../header.js';
import type { Kind } from '../history.js';
import { type Answers, createAnswers } from './answers.js';
import { BLANK_ROWS, type Columns, createColumns } from './columns.js';
import type { Does } from './does.js';
import { LineProblem } from './error.js';
import * as K from './keys.js';
import { LIMITS } from './limits.js';
import { createLives, type Lives } from './lives.js';
import { createNames, type Names, nameOf } from './names.js';
import { createScanned, type Scanned } from './scan-line.js';
import type { Texts } from './texts.js';
import { createTransactions, type Transactions } from './transactions.js';

/**
 * A history in the making: what its lines have said so far. A record for functions to work on, no closures: engines
 * specialize closures to the first reader that runs, and the second one is slow.
 */
export interface Rows {
  readonly header: Header;
  /** Whether the recorder wrote it. Other logs may leave out what can be numbered; what they say is verified, too. */
  readonly strict: boolean;
  /** Participants: first the nodes, then the clients, then others. */
  readonly participants: Names;
  readonly nodes: number;
  readonly declared: number;
  readonly types: Names;
  readonly vantages: Names;
  readonly kindNames: Names;
  readonly transactions: Transactions;
  /** Where the scanner puts a line before `addRow` takes it. */
  readonly line: Scanned;
  readonly kinds: Kind[];
  /** By vantage and name of a kind: its number. By number: what is done with it. */
  readonly kindIds: number[];
  readonly does: Does[];
  readonly columns: Columns;
  readonly lives: Lives;
  readonly answers: Answers;
  readonly texts: Texts;
  count: number;
}

export const VANTAGES: readonly string[] = [...Object.keys(KINDS), 'node'];
export const LARGEST_INT32 = 2 ** 31 - 1;

export function createRows(header: Header, texts: Texts): Rows {
  const participants = createNames('participants', LIMITS.participants);
  for (const name of [...header.nodes, ...header.clients]) nameOf(participants, name);
  const types = createNames('message types', LIMITS.names);
  const kindNames = createNames('kinds', LIMITS.names);
  const vantages = createNames('vantages', 64);
  for (const v of VANTAGES) nameOf(vantages, v);
  const transactions = createTransactions();
  const sets = { v: vantages, k: kindNames, node: participants, to: participants, type: types, from: participants };
  return {
    header,
    strict: header.sealed,
    participants,
    nodes: header.nodes.length,
    declared: participants.list.length,
    types,
    vantages,
    kindNames,
    transactions,
    line: createScanned(sets, transactions),
    kinds: [],
    kindIds: [],
    does: [],
    columns: createColumns(BLANK_ROWS),
    lives: createLives(participants, header.nodes.length),
    answers: createAnswers(),
    texts,
    count: 0,
  };
}

/** Whether the line at hand has this key. */
export function has(rows: Rows, key: number): boolean {
  return (rows.line.present & (1 << key)) !== 0;
}

export function missing(key: number): LineProblem {
  return new LineProblem(`"${K.KEYS[key]}" is missing`, 'every event of this kind has it');
}
