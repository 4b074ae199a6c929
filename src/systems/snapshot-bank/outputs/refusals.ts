import type { Command } from '../commands.js';

/** Money as far as it follows from what was printed: enough to tell which of several sends a refusal belongs to. */
export interface Purses {
  create(node: number, balance: number): void;
  /** Whether the node holds so much. */
  covers(node: number, amount: number): boolean;
  send(from: number, to: number, amount: number): void;
  receive(node: number, from: number, amount: number): void;
  receiveAll(): void;
}

export function createPurses(): Purses {
  const balances = new Map<number, number>();
  const coming = new Map<number, number>();
  const add = (purse: Map<number, number>, node: number, amount: number) =>
    purse.set(node, (purse.get(node) ?? 0) + amount);
  return {
    create: (node, balance) => add(balances, node, balance),
    covers: (node, amount) => (balances.get(node) ?? 0) >= amount,
    send(from, to, amount) {
      add(balances, from, -amount);
      add(coming, to, amount);
    },
    receive(node, _from, amount) {
      add(balances, node, amount);
      add(coming, node, -amount);
    },
    receiveAll() {
      for (const [node, amount] of coming) add(balances, node, amount);
      coming.clear();
    },
  };
}

type Send = Extract<Command, { command: 'Send' }>;

/**
 * A refusal does not say which send it is of: sends that succeed are silent. Of a run of sends those are taken to be
 * refused that must be; where more or fewer refusals were printed than that, the first others, or not all.
 */
export function refusedOf(sends: readonly Send[], printed: number, purses: Purses): Set<Send> {
  const refused = new Set<Send>();
  let left = printed;
  const due: Send[] = [];
  const others: Send[] = [];
  for (const send of sends) {
    const isCovered = purses.covers(send.from, send.amount);
    (isCovered ? others : due).push(send);
    if (isCovered) purses.send(send.from, send.to, send.amount);
  }
  for (const send of [...due, ...others]) {
    if (left === 0) break;
    refused.add(send);
    left--;
  }
  return refused;
}
