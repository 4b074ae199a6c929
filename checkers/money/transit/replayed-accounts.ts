import type { History } from '../../../src/history/history.js';
import { consumptionOf } from '../../contract/consumption.js';
import type { Version } from './accounts.js';
import type { Journeys } from './journeys.js';

/**
 * Accounts of nodes that report no debits and credits, but tell what they consumed when: as the relay's evidence makes
 * them, one version for each transfer sent or taken. A node may take a while to add what it has taken, so that only at
 * rest a version's balance is certain.
 */
export function replayedAccounts(history: History, journeys: Journeys): ReadonlyMap<string, Version[]> {
  const { exact } = consumptionOf(history);
  const accounts = new Map<string, Version[]>();
  const isExact = (node: string) =>
    history.processes.every(({ participant, role }, p) => participant !== node || role !== 'node' || exact[p] === 1);
  for (const node of history.header.nodes) {
    if (!journeys.reporting.has(node) && isExact(node)) accounts.set(node, []);
  }
  const changes: { node: string; amount: number; tx: string; row: number; order: number }[] = [];
  for (const { tx, sends } of accounts.size === 0 ? [] : journeys.all) {
    // The same transfer in two messages is told elsewhere; money that is taken twice is not.
    for (const { node, to, amount, row, consumed, delivered } of sends) {
      changes.push({ node, amount: -amount, tx, row, order: Number.MAX_SAFE_INTEGER });
      if (consumed >= 0) changes.push({ node: to, amount, tx, row: consumed, order: delivered[0] ?? 0 });
    }
  }
  changes.sort((a, b) => a.row - b.row || a.order - b.order);
  for (const { node, amount, tx, row } of changes) {
    const versions = accounts.get(node);
    const before = versions?.at(-1)?.balance ?? history.header.accounts[node] ?? Number.NaN;
    versions?.push({ balance: before + amount, tx, row });
  }
  return accounts;
}
