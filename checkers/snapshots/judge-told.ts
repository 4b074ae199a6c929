import { step } from '../contract/findings.js';
import { reportingNodes } from '../contract/lives.js';
import type { Books } from './books.js';
import type { Snapshot, Told } from './snapshot.js';

/** Compares what clients were told with what the nodes had recorded: the state, and each channel once. */
export function judgeTold(books: Books, snapshot: Snapshot): void {
  const reporting = reportingNodes(books.history);
  for (const told of snapshot.told) {
    if (!reporting.has(books.nodes[told.node]!)) continue;
    const difference = differenceOf(books, snapshot, told);
    if (difference === undefined) continue;
    snapshot.problems.push({
      rule: 'told',
      summary: `of snapshot ${snapshot.name} ${books.nodes[told.node]} told a client ${difference.summary}`,
      steps: [step('what it had recorded', difference.row), step('what it told', told.row)],
    });
  }
}

function differenceOf(
  books: Books,
  snapshot: Snapshot,
  { node, row, balance, channels }: Told,
): { summary: string; row: number } | undefined {
  const { nodes } = books;
  const record = snapshot.record[node]!;
  if (record < 0 || record > row) return { summary: `a state of ${balance}, but had recorded none by then`, row: -1 };
  const recorded = snapshot.balance[node]!;
  if (balance !== recorded) {
    return { summary: `a state of ${balance}, but had recorded ${recorded}`, row: record };
  }
  for (const [from, name] of nodes.entries()) {
    const closed = snapshot.closed[from * nodes.length + node]!;
    const parts = channels.filter((part) => part.from === name);
    const amount = snapshot.amount[from * nodes.length + node]!;
    const [part] = parts;
    if (parts.length > 1) return { summary: `the channel from ${name} ${parts.length} times`, row: closed };
    if (part === undefined && closed >= 0 && closed < row) {
      return { summary: `nothing of the channel from ${name}, where it had recorded ${amount}`, row: closed };
    }
    if (part !== undefined && !(closed >= 0 && closed < row)) {
      return { summary: `${part.amount} on the channel from ${name}, whose recording was not over`, row: record };
    }
    if (part !== undefined && part.amount !== amount) {
      return { summary: `${part.amount} on the channel from ${name}, but had recorded ${amount}`, row: closed };
    }
  }
  const stranger = channels.find(({ from }) => !nodes.includes(from));
  return stranger === undefined
    ? undefined
    : { summary: `of a channel from ${stranger.from}, which there is not`, row: record };
}
