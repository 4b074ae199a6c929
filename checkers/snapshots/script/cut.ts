import type { BeforeRecording, TakenSnapshot } from './bank.js';
import type { Part } from './operations.js';

/** What is wrong with the told parts of a snapshot; the row is of the command at which it was decided. */
export interface Misfit {
  rule: 'script-state' | 'script-channel' | 'script-cut';
  node: string;
  why: string;
  row: number;
}

/**
 * Whether some order of the receipts that nobody was told of gives these parts. No search is needed. Until a node
 * records it takes a beginning of each channel, so a channel's told content is an end of what was coming, its state is
 * the sum of the beginnings, and its first marker came by a channel that it had taken whole. That marker was on its way
 * already, or its sender had recorded before: reachability over such channels decides whether one order serves all.
 * K. M. Chandy, L. Lamport, "Distributed Snapshots" (1985), section 3.1, the marker rules.
 */
export function misfitsOf(snapshot: TakenSnapshot, told: ReadonlyMap<string, Part>): Misfit[] {
  const misfits: Misfit[] = [];
  for (const node of snapshot.members) {
    const part = snapshot.parts.get(node);
    const said = told.get(node)!;
    if (part !== undefined) {
      for (const [from, amount] of part.channels) {
        if (said.channels.get(from) === amount) continue;
        const why = `the channel ${from} -> ${node} is told to hold ${said.channels.get(from)}; between the two cuts ${amount} came that way`;
        misfits.push({ rule: 'script-channel', node, why, row: part.row });
      }
      if (said.balance !== part.balance) {
        const why = `${node} is told as ${said.balance}, but it held ${part.balance} when it recorded`;
        misfits.push({ rule: 'script-state', node, why, row: part.row });
      }
    } else misfits.push(...misfitsOfHidden(node, snapshot.hidden.get(node)!, said));
  }
  return misfits.length > 0 ? misfits : misfitOfOrder(snapshot, told);
}

function misfitsOfHidden(node: string, { balance, coming, row }: BeforeRecording, said: Part): Misfit[] {
  let before = balance;
  for (const [from, { amounts }] of coming) {
    const held = said.channels.get(from)!;
    const rests = endsOf(amounts);
    if (!rests.includes(held)) {
      const could = [...new Set(rests)].join(' or ');
      const why = `the channel ${from} -> ${node} is told to hold ${held}; of what was under way it can hold ${could}`;
      return [{ rule: 'script-channel', node, why, row }];
    }
    before += sum(amounts) - held;
  }
  if (said.balance === before) return [];
  const why = `${node} is told as ${said.balance}; with its channels as they are told it had ${before} when it recorded`;
  return [{ rule: 'script-state', node, why, row }];
}

function misfitOfOrder({ members, parts, hidden }: TakenSnapshot, told: ReadonlyMap<string, Part>): Misfit[] {
  const recorded = new Set(members.filter((node) => parts.has(node)));
  const canBeFirst = (node: string) =>
    [...hidden.get(node)!.coming].some(
      // A channel that was taken whole: nothing of worth is left before its marker.
      ([from, { hasMarker }]) => (hasMarker || recorded.has(from)) && told.get(node)!.channels.get(from) === 0,
    );
  for (let grew = true; grew; ) {
    grew = false;
    for (const node of hidden.keys()) {
      if (recorded.has(node) || !canBeFirst(node)) continue;
      recorded.add(node);
      grew = true;
    }
  }
  const stuck = [...hidden.keys()].filter((node) => !recorded.has(node));
  if (stuck.length === 0) return [];
  const [node] = stuck;
  const why =
    stuck.length === 1
      ? `${node} has no channel by which its first marker can have come: each of them is told to hold money from before`
      : `${stuck.join(', ')} can only have recorded each after another of them: the channels by which their first markers can have come run in a circle`;
  return [{ rule: 'script-cut', node: node!, why, row: hidden.get(node!)!.row }];
}

/** What can be left of a channel when a beginning of it has been taken. */
function endsOf(amounts: readonly number[]): number[] {
  const ends = [0];
  for (let k = amounts.length - 1; k >= 0; k--) ends.push(ends.at(-1)! + amounts[k]!);
  return ends.reverse();
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
