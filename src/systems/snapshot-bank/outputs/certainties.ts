import type { Command } from '../commands.js';

/** What is certain of a bank from its script and from what was printed so far, whatever order was left open. */
export interface Certainties {
  /** Who takes part, by ascending number. */
  members: readonly number[];
  create(node: number, balance: number): void;
  covers(node: number, amount: number): boolean;
  send(from: number, to: number, amount: number): void;
  begin(node: number): void;
  receive(node: number, from: number, amount: number | 'token'): void;
  receiveAll(): void;
  /** Whether the snapshot has come to its end: everybody has recorded, and no token is under way. */
  isComplete(): boolean;
  /** Whether nothing has come to the node: from one sender, or from any. */
  isEmpty(node: number, from: number | undefined): boolean;
}

export function createCertainties(): Certainties {
  const members: number[] = [];
  const balances = new Map<number, number>();
  /** By receiver and sender: how many messages are under way, and how much money. */
  const coming = new Map<string, { count: number; amount: number }>();
  const recorded = new Set<number>();
  let tokens = 0;

  const add = (node: number, amount: number) => void balances.set(node, (balances.get(node) ?? 0) + amount);
  const change = (node: number, from: number, count: number, amount: number) => {
    const before = coming.get(`${node} ${from}`) ?? { count: 0, amount: 0 };
    coming.set(`${node} ${from}`, { count: before.count + count, amount: before.amount + amount });
  };
  const countOf = (node: number, from: number) => coming.get(`${node} ${from}`)?.count ?? 0;
  const record = (node: number) => {
    recorded.add(node);
    for (const other of members) {
      if (other === node) continue;
      change(other, node, 1, 0);
      tokens++;
    }
  };

  return {
    members,
    create(node, balance) {
      members.push(node);
      members.sort((a, b) => a - b);
      add(node, balance);
    },
    covers: (node, amount) => (balances.get(node) ?? 0) >= amount,
    send(from, to, amount) {
      add(from, -amount);
      change(to, from, 1, amount);
    },
    begin(node) {
      recorded.clear();
      tokens = 0;
      record(node);
    },
    receive(node, from, amount) {
      change(node, from, -1, amount === 'token' ? 0 : -amount);
      if (amount !== 'token') return add(node, amount);
      tokens--;
      if (!recorded.has(node)) record(node);
    },
    receiveAll() {
      for (const [channel, { amount }] of coming) add(Number(channel.split(' ')[0]), amount);
      coming.clear();
      tokens = 0;
      // While a snapshot is under way its tokens reach everybody.
      if (recorded.size > 0) for (const node of members) recorded.add(node);
    },
    isComplete: () => tokens === 0 && members.every((node) => recorded.has(node)),
    isEmpty: (node, from) => (from === undefined ? members : [from]).every((other) => countOf(node, other) <= 0),
  };
}

/** What a command that prints nothing does; whether it is a send that must be refused. A receipt of nothing does nothing. */
export function carryOutSilent(command: Command, known: Certainties): boolean {
  if (command.command === 'CreateNode') known.create(command.node, command.balance);
  if (command.command === 'ReceiveAll') known.receiveAll();
  if (command.command !== 'Send') return false;
  const { from, to, amount } = command;
  if (!known.covers(from, amount)) return true;
  known.send(from, to, amount);
  return false;
}
