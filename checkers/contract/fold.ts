import type { Block } from '../../src/history/block-hash.js';

/** A ledger folded into balances: every account at every version, a version being a block that touched it. */
export interface Fold {
  readonly height: number;
  /** Adds the next block. */
  apply(block: Block, row: number): void;
  /** Takes blocks away until so many are left. */
  cut(height: number): void;
  blockAt(height: number): FoldedBlock | undefined;
  /** Undefined where the account has no such version. */
  balanceAt(account: string, version: number): number | undefined;
  versionOf(account: string): number;
  /** The block that made a version, or undefined. */
  makerOf(account: string, version: number): FoldedBlock | undefined;
  /** Blocks that touched an account, in order. */
  blocksOf(account: string): FoldedBlock[];
}

export interface FoldedBlock extends Pick<Block, 'height' | 'hash' | 'from' | 'to' | 'amount' | 'tx'> {
  row: number;
}

export function createFold(initial: Readonly<Record<string, number>>): Fold {
  const blocks: FoldedBlock[] = [];
  const accounts = new Map<string, { balances: number[]; makers: FoldedBlock[] }>();
  for (const [name, balance] of Object.entries(initial)) accounts.set(name, { balances: [balance], makers: [] });

  function post(name: string, change: number, maker: FoldedBlock): void {
    let account = accounts.get(name);
    if (account === undefined) accounts.set(name, (account = { balances: [0], makers: [] }));
    account.balances.push(account.balances.at(-1)! + change);
    account.makers.push(maker);
  }

  function unpost(name: string): void {
    accounts.get(name)!.balances.pop();
    accounts.get(name)!.makers.pop();
  }

  return {
    get height() {
      return blocks.length;
    },
    apply({ height, hash, from, to, amount, tx }, row) {
      const block = { height, hash, from, to, amount, tx, row };
      blocks.push(block);
      if (from === to) post(from, 0, block);
      else {
        post(from, -amount, block);
        post(to, amount, block);
      }
    },
    cut(height) {
      while (blocks.length > height) {
        const { from, to } = blocks.pop()!;
        unpost(from);
        if (from !== to) unpost(to);
      }
    },
    blockAt: (height) => blocks[height - 1],
    balanceAt: (account, version) => accounts.get(account)?.balances[version],
    versionOf: (account) => (accounts.get(account)?.balances.length ?? 1) - 1,
    makerOf: (account, version) => accounts.get(account)?.makers[version - 1],
    blocksOf: (account) => accounts.get(account)?.makers ?? [],
  };
}
