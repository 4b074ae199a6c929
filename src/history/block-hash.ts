import { createHash } from 'node:crypto';

/** How the blocks of a ledger are hashed. A profile is a contract: specs/mutex-ledger spells each out with vectors. */

export interface Block {
  height: number;
  /** Hash of the block before it, or GENESIS. */
  prev: string;
  hash: string;
  from: string;
  to: string;
  amount: number;
  tx: string;
}

/** What the first block points at. */
export const GENESIS = '0'.repeat(64);

/** The bytes of a block that its hash covers, by profile. */
export const HASH_PROFILES: Record<string, (block: Omit<Block, 'hash'>) => string> = {
  /** Each field as a netstring (`5:hello,`), so that no two different blocks have the same bytes. The default. */
  netstring: (b) => [String(b.height), b.prev, b.from, b.to, String(b.amount), b.tx].map(netstring).join(''),
  /** The fields end to end, as many originals do it: (1, "12") and (11, "2") collide. */
  concatenation: (b) => `${b.from}${b.to}${b.amount}${b.prev}`,
};

/** SHA-256 in lower-case hex of the block's bytes (UTF-8) under a profile. Throws on an unknown profile. */
export function blockHash(profile: string, block: Omit<Block, 'hash'>): string {
  if (!Object.hasOwn(HASH_PROFILES, profile)) throw new Error(`no hash profile is named "${profile}"`);
  return createHash('sha256').update(HASH_PROFILES[profile]!(block)).digest('hex');
}

function netstring(text: string): string {
  return `${Buffer.byteLength(text)}:${text},`;
}
