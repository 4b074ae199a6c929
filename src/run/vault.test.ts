import { tryVault, type VaultKind } from './vault.fixture.js';

/** The first seed, of `count` from 1 on, in which something answered for is lost. */
function firstLoss(kind: VaultKind, count: number): number | undefined {
  for (let seed = 1; seed <= count; seed++) if (tryVault(kind, seed).lost.length > 0) return seed;
  return undefined;
}

test('who answers before the disk is synced loses what was answered for', () => {
  expect(firstLoss('answers-first', 1000)).toBeLessThanOrEqual(1000);
});

test('who writes behind the torn end of a log loses what comes after it', () => {
  expect(firstLoss('keeps-torn-tail', 1000)).toBeLessThanOrEqual(1000);
});

test('who syncs before answering loses nothing', () => {
  expect(firstLoss('syncs-first', 100)).toBeUndefined();
});
