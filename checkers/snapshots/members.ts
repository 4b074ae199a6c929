import { reportingNodes } from '../contract/lives.js';
import type { Books } from './books.js';
import type { Snapshot } from './snapshot.js';

/**
 * Who takes part in a snapshot, and why that is not clear, if it is not. Nodes that joined before any client asked for
 * anything do. A later one does if all others had heard of it when they recorded, and does not if none had. One that
 * reports nothing is counted among them, so that the others alone are not taken for the whole.
 */
export function membersOf(books: Books, snapshot: Snapshot): { members: number[]; unclear: string | undefined } {
  const { history, nodes, joined, heard } = books;
  const { spec } = history.header;
  if (spec.snapshots?.join === undefined || joined.every((row) => row < 0)) {
    return { members: [...nodes.keys()], unclear: undefined };
  }
  let unclear: string | undefined;
  const members = [...nodes.keys()].filter((node) => {
    const row = joined[node]!;
    if (row < 0) return isSilent(books, node);
    if (books.firstAsked < 0 || row < books.firstAsked) return true;
    if (isComplete(snapshot) && row > snapshot.last) return false;
    const others = [...nodes.keys()].filter((other) => other !== node && snapshot.record[other]! >= 0);
    const aware = others.filter((other) => {
      const first = heard[other * nodes.length + node]!;
      return first >= 0 && first < snapshot.record[other]!;
    });
    if (aware.length === others.length) return others.length > 0 || snapshot.record[node]! >= 0;
    if (aware.length === 0 && snapshot.record[node]! < 0) return false;
    unclear = `${nodes[node]} joined while snapshot ${snapshot.name} was under way`;
    return true;
  });
  return { members, unclear };
}

/** Whether a node reports no events at all: nobody knows when it joined. */
export function isSilent({ history, nodes }: Books, node: number): boolean {
  return !reportingNodes(history).has(nodes[node]!);
}

function isComplete(snapshot: Snapshot): boolean {
  return snapshot.last >= 0;
}
