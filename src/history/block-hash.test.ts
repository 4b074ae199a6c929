import { createHash } from 'node:crypto';
import { blockHash, GENESIS, HASH_PROFILES } from './block-hash.js';

const block = { height: 1, prev: GENESIS, from: 'c1', to: 'é', amount: 12, tx: 'c1-1' };

test('netstring: every field with its length in bytes', () => {
  const bytes = `1:1,64:${GENESIS},2:c1,2:é,2:12,4:c1-1,`;
  expect(HASH_PROFILES.netstring!(block)).toBe(bytes);
  expect(blockHash('netstring', block)).toBe(createHash('sha256').update(bytes).digest('hex'));
});

test('concatenation: blocks that differ may look alike', () => {
  expect(HASH_PROFILES.concatenation!(block)).toBe(`c1é12${GENESIS}`);
  const other = { ...block, to: 'é1', amount: 2 };
  expect(blockHash('concatenation', other)).toBe(blockHash('concatenation', block));
  expect(blockHash('netstring', other)).not.toBe(blockHash('netstring', block));
});

test('an unknown profile', () => {
  expect(() => blockHash('toString', block)).toThrow('no hash profile is named "toString"');
});
