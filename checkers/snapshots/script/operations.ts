import type { SnapshotSpec } from '../../../src/history/header.js';
import type { History } from '../../../src/history/history.js';

/** One command of a script, with what its client was told. Amounts and balances in minor units. */
export type Command = { row: number; end: number } & (
  | { do: 'create'; node: string }
  | { do: 'send'; node: string; to: string; amount: number; isRefused: boolean }
  | { do: 'receive'; node: string; from: string | undefined; told: Receipt | undefined }
  | { do: 'drain' }
  | { do: 'begin'; node: string; snapshot: string }
  | { do: 'collect'; node: string; snapshot: string; told: Part | undefined }
);

/** A message as the client was told of its receipt. */
export interface Receipt {
  from: string;
  type: string;
  amount: number | undefined;
}

/** A node's part of a snapshot. */
export interface Part {
  balance: number;
  /** By source. */
  channels: Map<string, number>;
}

/** The commands of a script in their order; undefined where operations overlap or do not make sense as commands. */
export function scriptOf(history: History, spec: SnapshotSpec): Command[] | undefined {
  const { script } = spec;
  if (script === undefined) return undefined;
  const [invoke, ok] = ['invoke', 'ok'].map((k) => history.kindOf('client', k));
  const commands: Command[] = [];
  let open = -1;
  for (let row = 0; row < history.length; row++) {
    const { v } = history.kinds[history.kind[row]!]!;
    if (v !== 'client') continue;
    if (history.kind[row] === invoke) {
      if (open >= 0) return undefined;
      open = row;
      continue;
    }
    const isOk = history.kind[row] === ok;
    const command = commandOf(history.body(open), isOk ? history.body(row) : {}, spec);
    if (command === undefined) return undefined;
    commands.push({ ...command, row: open, end: row } as Command);
    open = -1;
  }
  return commands;
}

type Fields = Record<string, unknown>;
type Bare = Command extends infer C ? (C extends Command ? Omit<C, 'row' | 'end'> : never) : never;

function commandOf(asked: Fields, told: Fields, { begin, collect, script }: SnapshotSpec): Bare | undefined {
  const { do: name, at, to, amount, from, snapshot } = asked;
  const node = String(at);
  switch (name) {
    case script!.create:
      return { do: 'create', node };
    case script!.send:
      if (typeof amount !== 'number') return undefined;
      return { do: 'send', node, to: String(to), amount, isRefused: told.result === 'refused' };
    case script!.receive:
      return { do: 'receive', node, from: typeof from === 'string' ? from : undefined, told: receiptOf(told) };
    case script!.drain:
      return { do: 'drain' };
    case begin:
      return { do: 'begin', node, snapshot: String(snapshot) };
    case collect:
      return { do: 'collect', node, snapshot: String(snapshot), told: partOf(told) };
    default:
      return undefined;
  }
}

function receiptOf({ from, message, amount }: Fields): Receipt | undefined {
  if (typeof from !== 'string' || typeof message !== 'string') return undefined;
  return { from, type: message, amount: typeof amount === 'number' ? amount : undefined };
}

function partOf({ balance, channels }: Fields): Part | undefined {
  if (typeof balance !== 'number' || !Array.isArray(channels)) return undefined;
  const told = new Map<string, number>();
  for (const channel of channels) {
    const { from, amount } = (channel ?? {}) as Fields;
    if (typeof from !== 'string' || typeof amount !== 'number') return undefined;
    told.set(from, amount);
  }
  return { balance, channels: told };
}
