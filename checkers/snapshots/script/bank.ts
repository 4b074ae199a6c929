/** A bank of nodes with FIFO channels, as a script drives it: what is certain after each command. */
export interface Bank {
  /** Who takes part, in order. */
  members: string[];
  balances: Map<string, number>;
  /** By receiver and sender: what is on its way; MARKER is a marker. */
  channels: Map<string, Map<string, number[]>>;
  /** The snapshot that is being taken, or was taken last. */
  snapshot: TakenSnapshot | undefined;
}

export const MARKER = -1;

export interface TakenSnapshot {
  name: string;
  members: readonly string[];
  /** By node that has recorded: its part so far. */
  parts: Map<string, RecordedPart>;
  /** By node that recorded in an order that nobody was told of: what it had before. */
  hidden: Map<string, BeforeRecording>;
}

export interface RecordedPart {
  balance: number;
  /** Row of the command that made it record. */
  row: number;
  /** By source: what came after the recording and before the marker. */
  channels: Map<string, number>;
  /** Sources whose marker has not come. */
  open: Set<string>;
}

/** A node that is still to record, when everything is drained. */
export interface BeforeRecording {
  balance: number;
  row: number;
  /** By source: the transfers before its marker, in order, and whether the marker is on its way already. */
  coming: Map<string, { amounts: number[]; hasMarker: boolean }>;
}

export function createBank(): Bank {
  return { members: [], balances: new Map(), channels: new Map(), snapshot: undefined };
}

export function join(bank: Bank, node: string, balance: number): void {
  bank.channels.set(node, new Map(bank.members.map((other) => [other, []])));
  for (const other of bank.members) bank.channels.get(other)!.set(node, []);
  bank.members.push(node);
  bank.balances.set(node, balance);
}

export function send(bank: Bank, from: string, to: string, amount: number): void {
  bank.balances.set(from, bank.balances.get(from)! - amount);
  bank.channels.get(to)!.get(from)!.push(amount);
}

export function begin(bank: Bank, node: string, name: string, row: number): void {
  bank.snapshot = { name, members: [...bank.members], parts: new Map(), hidden: new Map() };
  record(bank, node, undefined, row);
}

/** Consumes the next message of a channel, which is not empty. */
export function consume(bank: Bank, node: string, from: string, row: number): void {
  const message = bank.channels.get(node)!.get(from)!.shift()!;
  const part = bank.snapshot?.parts.get(node);
  if (message === MARKER) {
    if (part === undefined) record(bank, node, from, row);
    else part.open.delete(from);
    return;
  }
  bank.balances.set(node, bank.balances.get(node)! + message);
  if (part?.open.has(from)) part.channels.set(from, part.channels.get(from)! + message);
}

/** Consumes everything everywhere. Whoever has not recorded yet does so, at a moment that nobody is told of. */
export function drain(bank: Bank, row: number): void {
  const { snapshot } = bank;
  const isWaiting = (node: string) => !snapshot!.parts.has(node) && !snapshot!.hidden.has(node);
  const waiting = snapshot === undefined ? [] : snapshot.members.filter(isWaiting);
  for (const node of waiting) {
    const coming = new Map(
      [...bank.channels.get(node)!]
        .filter(([from]) => snapshot!.members.includes(from))
        .map(([from, queue]) => {
          const marker = queue.indexOf(MARKER);
          return [from, { amounts: marker < 0 ? [...queue] : queue.slice(0, marker), hasMarker: marker >= 0 }];
        }),
    );
    snapshot!.hidden.set(node, { balance: bank.balances.get(node)!, row, coming });
  }
  for (const [node, channels] of bank.channels) {
    const part = snapshot?.parts.get(node);
    for (const [from, queue] of channels) {
      for (const message of queue.splice(0)) {
        if (message === MARKER) part?.open.delete(from);
        else {
          bank.balances.set(node, bank.balances.get(node)! + message);
          if (part?.open.has(from)) part.channels.set(from, part.channels.get(from)! + message);
        }
      }
      part?.open.delete(from);
    }
  }
}

/** Whether every member's part is complete. */
export function isComplete({ members, parts, hidden }: TakenSnapshot): boolean {
  return members.every((node) => hidden.has(node) || parts.get(node)?.open.size === 0);
}

function record(bank: Bank, node: string, first: string | undefined, row: number): void {
  const others = bank.snapshot!.members.filter((other) => other !== node);
  bank.snapshot!.parts.set(node, {
    balance: bank.balances.get(node)!,
    row,
    channels: new Map(others.map((other) => [other, 0])),
    open: new Set(others.filter((other) => other !== first)),
  });
  for (const other of others) bank.channels.get(other)!.get(node)!.push(MARKER);
}
