import type { History } from '../../src/history/history.js';
import { step } from './findings.js';
import type { Fold, FoldedBlock } from './fold.js';
import type { Step } from './verdict.js';

/**
 * Which transfer explains that a node's balance is off by `difference`: one whose amount is that difference, counted
 * once too often or left out, after the version `since` at which the balance was still right. A transfer that reached the node twice is the first suspect; else only a single
 * candidate is named. Undefined where no one transfer explains it.
 */
export function suspectTransfer(
  history: History,
  fold: Fold,
  off: { node: string; account: string; difference: number; since: number },
): { summary: string; steps: Step[] } | undefined {
  const { node, account, difference, since } = off;
  if (difference === 0) return undefined;
  const change = (block: FoldedBlock) => (block.to === account ? block.amount : -block.amount);
  const blocks = fold
    .blocksOf(account)
    .slice(since)
    .filter(({ from, to }) => from !== to);
  const twice = blocks.filter((block) => change(block) === difference);
  const repeated = twice
    .map((block) => ({ block, rows: arrivals(history, node, block) }))
    .filter(({ rows }) => rows.length > 1);
  if (repeated.length === 1 || (twice.length === 1 && repeated.length === 0)) {
    const { block, rows } = repeated[0] ?? { block: twice[0]!, rows: [twice[0]!.row] };
    const where = rows.length > 1 ? `: events ${rows.slice(0, -1).join(', ')} and ${rows.at(-1)}` : '';
    return {
      summary: `transfer ${block.tx} was ${done(change(block))} twice at ${node}${where}`,
      steps: [
        step(`${node} has it in its ledger once, as block ${block.height}`, block.row),
        ...(rows.length > 1 ? [step(`it came to ${node} ${rows.length} times`, ...rows)] : []),
      ],
    };
  }
  const never = blocks.filter((block) => change(block) === -difference);
  if (never.length !== 1) return undefined;
  const [block] = never as [FoldedBlock];
  return {
    summary: `transfer ${block.tx} was never ${done(change(block))} at ${node}`,
    steps: [step(`it is in the ledger of ${node} as block ${block.height}`, block.row)],
  };
}

function done(change: number): string {
  return change > 0 ? 'credited' : 'debited';
}

/** Rows by which a transfer came to a node: deliveries of the same message to it, or its own repeated reports. */
function arrivals(history: History, node: string, block: FoldedBlock): number[] {
  const deliver = history.kindOf('relay', 'deliver');
  const kind = history.kind[block.row]!;
  const reports: number[] = [];
  const bySender = new Map<string, number[]>();
  for (let row = 0; row < history.length; row++) {
    const process = history.process[row]!;
    if (process < 0 || history.processes[process]!.participant !== node) continue;
    if (history.kind[row] === kind && history.body(row).tx === block.tx) reports.push(row);
    const message = history.kind[row] === deliver ? history.ref[row]! : -1;
    if (message < 0 || history.tx[message]! < 0 || history.txName(history.tx[message]!) !== block.tx) continue;
    const key = `${history.process[message]} ${history.type[message]}`;
    bySender.set(key, [...(bySender.get(key) ?? []), row]);
  }
  return [reports, ...bySender.values()].find((rows) => rows.length > 1) ?? reports;
}
