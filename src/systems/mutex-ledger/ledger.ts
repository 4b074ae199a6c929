import { type Block, blockHash, GENESIS } from '../../history/block-hash.js';

/** One account of the balance table. `version` counts the blocks that touched it. */
export interface Account {
  version: number;
  balance: number;
}

/** What a block did to one account. */
export interface Leg {
  account: string;
  previous: number;
  version: number;
  balance: number;
}

/** A node's copy of the ledger: the chain, and the balance table that is its fold. */
export interface Ledger {
  readonly profile: string;
  /** What the next block points at. */
  readonly pointsAt: (blocks: readonly Block[]) => string;
  readonly blocks: Block[];
  readonly table: Map<string, Account>;
  readonly byTx: Map<string, Block>;
}

/** What a transfer asks for. */
export interface Transfer {
  from: string;
  to: string;
  amount: number;
  tx: string;
}

export function createLedger(
  profile: string,
  balances: Record<string, number>,
  pointsAt: Ledger['pointsAt'] = tailHash,
): Ledger {
  const accounts = Object.entries(balances).map(([name, balance]) => [name, { version: 0, balance }] as const);
  return { profile, pointsAt, blocks: [], table: new Map(accounts), byTx: new Map() };
}

/** The block that would extend this chain by a transfer. */
export function nextBlock(ledger: Ledger, { from, to, amount, tx }: Transfer): Block {
  const block = { height: ledger.blocks.length + 1, prev: ledger.pointsAt(ledger.blocks), from, to, amount, tx };
  return { ...block, hash: blockHash(ledger.profile, block) };
}

/** Whether a block is what the chain's next block must be: its height, its pointer, and its own hash. */
export function extendsChain(ledger: Ledger, block: Block): boolean {
  return (
    block.height === ledger.blocks.length + 1 &&
    block.prev === ledger.pointsAt(ledger.blocks) &&
    block.hash === blockHash(ledger.profile, block)
  );
}

export function append(ledger: Ledger, block: Block): void {
  ledger.blocks.push(block);
  ledger.byTx.set(block.tx, block);
}

/** Moves a block's money in the balance table. */
export function settle(ledger: Ledger, block: Block): [Leg, Leg] {
  return [post(ledger, block.from, -block.amount), post(ledger, block.to, block.amount)];
}

/** What a block would do to its accounts. */
export function legsOf(ledger: Ledger, block: Block): [Leg, Leg] {
  return [legOf(ledger, block.from, -block.amount), legOf(ledger, block.to, block.amount)];
}

export function post(ledger: Ledger, account: string, change: number): Leg {
  const leg = legOf(ledger, account, change);
  ledger.table.set(account, { version: leg.version, balance: leg.balance });
  return leg;
}

function legOf(ledger: Ledger, account: string, change: number): Leg {
  const { version, balance } = ledger.table.get(account)!;
  return { account, previous: version, version: version + 1, balance: balance + change };
}

/** The hash of the last block, or GENESIS. */
export function tailHash(blocks: readonly Block[]): string {
  return blocks.at(-1)?.hash ?? GENESIS;
}
