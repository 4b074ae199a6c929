import type { Transactions } from '../../src/history/transactions.js';

export type Model = Transactions['model'];

/** A micro-operation as a log tells it. Keys and values are whole numbers from 1. */
export interface Micro {
  isWrite: boolean;
  key: number;
  /** The value written or read; null: the key as it was at the start; undefined: not told. */
  value: number | null | undefined;
  /** `append`: what a read found; else, and where not told, absent. */
  list?: readonly number[];
  /** `versioned`: the version that a write replaced. */
  replaced?: number | null;
}

/** One line of a log of transactions, in the order of real time. */
export interface LogEvent {
  kind: 'invoke' | 'ok' | 'fail' | 'info';
  /** The client from 0, its life from 1 (it ends with every `info`), and the number of its transaction, from 1. */
  client: number;
  life: number;
  number: number;
  /** Of all but `ok` as they were asked for. */
  operations: readonly Micro[];
}

/** Takes the events of a log, one after the other; they are not changed later. */
export type Emit = (event: LogEvent) => void;
