import { type FindingsBuilder, step } from '../contract/findings.js';
import type { Books } from './books.js';
import { isSilent } from './members.js';
import type { Snapshot, Told } from './snapshot.js';

/** Compares what clients were told with what the nodes had recorded: the state, and each channel once. */
export function judgeTold(books: Books, snapshot: Snapshot, findings: FindingsBuilder): void {
  for (const told of snapshot.told) {
    if (isSilent(books, told.node)) continue;
    const difference = differenceOf(books, snapshot, told);
    const early = difference === undefined ? toldTooEarly(books, snapshot, told) : undefined;
    if (early !== undefined) findings.unjudged('told', 'precondition', early);
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
    if (part !== undefined && !(closed >= 0 && closed < row)) continue;
    if (part !== undefined && part.amount !== amount) {
      return { summary: `${part.amount} on the channel from ${name}, but had recorded ${amount}`, row: closed };
    }
  }
  const stranger = channels.find(({ from }) => !nodes.includes(from));
  return stranger === undefined
    ? undefined
    : { summary: `of a channel from ${stranger.from}, which there is not`, row: record };
}

/** A client may ask too early: what is told of a channel that is still being recorded can be compared with nothing. */
function toldTooEarly({ nodes }: Books, snapshot: Snapshot, { node, row, channels }: Told): string | undefined {
  const early = channels.find(({ from }) => {
    const closed = snapshot.closed[nodes.indexOf(from) * nodes.length + node]!;
    return !(closed >= 0 && closed < row);
  });
  if (early === undefined) return undefined;
  return `${nodes[node]} was asked for snapshot ${snapshot.name} before its recording of the channel from ${early.from} was over`;
}
